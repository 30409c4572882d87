"""`mentorlift verify-draw`: repeat a draw and name everybody who would have come out otherwise."""

import sys
from pathlib import Path

import click

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(epilog="Example: mentorlift verify-draw draw.json --roster roster.csv")
@click.argument("record", metavar="DRAW", type=FILE)
@click.option("--roster", type=FILE, required=True, help="The list that was drawn (CSV, XLSX, Parquet).")
def command(record: Path, roster: Path) -> None:
    """Repeat the draw in DRAW on the roster: one sentence if all agrees, else every person whose arm differs."""
    from mentorlift.files.draw_list import read_draw_list
    from mentorlift.files.draw_record import read_draw_record
    from mentorlift.files.faults import Refused
    from mentorlift.science.lottery.verification import verify

    try:
        content = read_draw_record(record)
        people = read_draw_list(roster)
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    verdict = verify(content, people)
    if not verdict.verifies:
        for fault in verdict.faults:
            click.echo(f"{record.name}::: {fault}", err=True)
        for moved in verdict.moved:
            click.echo(f"{record.name}:{moved.person_id}:arm: {moved}; put back the drawn arm", err=True)
        sys.exit(1)
    click.echo(f"The draw verifies: drawn again from list and seed, all {len(people)} people come out the same.")
