"""A general rehearsal: a workshop's copy, the scripted people in it, and how it ends."""
