"""The only writers of people: one file a verb."""
