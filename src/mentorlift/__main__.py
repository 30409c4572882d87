"""`python -m mentorlift` is the command `mentorlift`."""

from mentorlift.cli.main import main

main(prog_name="mentorlift")
