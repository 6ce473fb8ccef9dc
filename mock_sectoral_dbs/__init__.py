"""What each sector knows: one module per registry."""
