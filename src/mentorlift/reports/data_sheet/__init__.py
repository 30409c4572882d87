"""The data sheet of a programme: which data, for what, on which basis, who reads it, kept how long."""
