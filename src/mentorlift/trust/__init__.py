"""A named person outside the reporting line, to whom anybody in a programme can write in confidence."""
