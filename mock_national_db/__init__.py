"""The nation: people, households, organisations, and the service behind every registry."""
