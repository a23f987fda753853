"""The words of the core: records that are, commands that can be asked, events that can happen."""
