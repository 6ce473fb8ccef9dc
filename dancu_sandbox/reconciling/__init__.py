"""Reconciling an agency's people with the nation: right, complete, clean, alive (đúng, đủ, sạch, sống)."""
