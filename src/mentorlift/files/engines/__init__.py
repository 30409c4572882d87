"""The pass over daily outcomes on somebody else's engine: SQL goes there, sums come back."""
