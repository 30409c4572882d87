"""Pages of people: the directory and one's own page, and the way in for files."""
