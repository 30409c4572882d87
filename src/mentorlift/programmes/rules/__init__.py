"""Decisions of a programme on plain values: no database, no clock."""
