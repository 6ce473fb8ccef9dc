"""The commands of `dancu`, one module each: its `command`."""
