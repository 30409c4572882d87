"""`mentorlift verify-draw`: repeat a draw and name everybody who would have come out otherwise."""

import sys
from pathlib import Path

import click

from mentorlift.cli.bars import bar

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(epilog="Example: mentorlift verify-draw draw.json --roster roster.csv")
@click.argument("record", metavar="DRAW", type=FILE)
@click.option("--roster", type=FILE, required=True, help="The list that was drawn (CSV, XLSX, Parquet).")
def command(record: Path, roster: Path) -> None:
    """Repeat the draw in DRAW on the roster: one sentence if all agrees, else every person whose arm differs."""
    from mentorlift.files.draw_check import draw_faults
    from mentorlift.files.draw_list import read_draw_list
    from mentorlift.files.faults import Refused

    try:
        with bar("verify") as shown:
            shown.at("reading the list", 0, 2)
            people = len(read_draw_list(roster))
            shown.at("drawing again", 1, 2)
            faults = draw_faults(record, roster)
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    for fault in faults:
        click.echo(str(fault), err=True)
    if faults:
        sys.exit(1)
    click.echo(f"The draw verifies: drawn again from list and seed, all {people} people come out the same.")
