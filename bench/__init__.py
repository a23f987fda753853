"""What the figures come from, each a command: `officina bench …`."""
