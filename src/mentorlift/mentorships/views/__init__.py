"""Pages of pairs, meetings and sheets."""
