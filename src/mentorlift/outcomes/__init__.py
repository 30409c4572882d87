"""What people achieve, day by day: files of figures, kept in columns under random ids, and how good they are."""
