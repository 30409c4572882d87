"""Mail: an outbox in the database, delivery at least once under one Message-ID, a log, calendar files."""
