"""Reads of the matching room. Only a programme manager sees proposed pairs; to anybody else they do not exist."""
