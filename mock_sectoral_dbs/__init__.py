"""What each sector knows: one module per registry, found by listing; a module with an underscore serves several."""
