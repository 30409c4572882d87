"""Reads. What an actor may not see does not exist for them."""
