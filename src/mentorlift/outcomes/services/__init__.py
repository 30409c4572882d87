"""The only writers of figures: one file a verb."""
