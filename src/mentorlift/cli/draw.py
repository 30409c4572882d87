"""`mentorlift draw`: draw the people of a roster by lot."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mentorlift.cli.bars import bar
from mentorlift.cli.counts import COUNTS, PAIR

if TYPE_CHECKING:
    from mentorlift.science.lottery.design import Draw

EXAMPLE = """Example: mentorlift draw --roster roster.csv --strata site,training_class
--allocation mentored=110,later=171 --seed "the text everybody agreed on" --out draw.json"""
WIDEST = 60  # characters of a stratum's name on the terminal
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(epilog=EXAMPLE)
@click.option("--roster", type=FILE, required=True, help="The list, one row a person (CSV, XLSX, Parquet).")
@click.option("--strata", default="", help="Columns drawn within, the widest first: site,training_class.")
@click.option("--allocation", type=COUNTS, required=True, help="How many to each arm: mentored=110,later=171.")
@click.option("--seed", required=True, help="Any text; the same text gives the same draw.")
@click.option("--branches", type=COUNTS, default="", help="Drawn first: mandatory=281,voluntary=322.")
@click.option("--only", type=PAIR, multiple=True, help="Draw only people with this value: wish=yes.")
@click.option("--rerandomise", default="", help="Number columns in which the arms are to be alike: age,last_year.")
@click.option("--accept", default="0.05", show_default=True, help="About which share of the draws is alike enough.")
@click.option("--weight", default="", help="Number column: chances of the first of two arms in proportion to it.")
@click.option("--out", type=FILE, required=True, help="Where to write the draw file.")
def command(
    *,
    roster: Path,
    out: Path,
    strata: str,
    only: tuple[tuple[str, str], ...],
    rerandomise: str,
    accept: str,
    **numbers: Any,
) -> None:
    """Draw the people of a roster by lot: exact numbers, equal chances, and anybody can repeat it.

    A roster with a column `cluster` is drawn by whole clusters, and the numbers count clusters. With --branches the
    allocation holds in the mandatory branch; add --only wish=yes to draw the voluntary branch in the same proportions.
    With --rerandomise each lottery is drawn again until its arms are alike enough; the file says how often.
    """
    from mentorlift.files.draw_list import read_draw_list
    from mentorlift.files.draw_record import record_text
    from mentorlift.files.faults import Refused
    from mentorlift.files.roster import KNOWN
    from mentorlift.science.lottery.acceptance import acceptance
    from mentorlift.science.lottery.design import Design, UnableToDraw
    from mentorlift.science.lottery.drawing import draw
    from mentorlift.science.lottery.record import as_record
    from mentorlift.science.lottery.verification import arms_digest

    columns, alike = (tuple(name.strip() for name in text.split(",") if name.strip()) for text in (strata, rerandomise))
    try:
        with bar("draw") as shown:
            shown.at("reading the list", 0, 3)
            people = read_draw_list(roster, (*columns, *dict(only), *alike, *filter(None, [numbers["weight"]])))
            by_cluster = any(row.get("cluster") for row in people)
            rule = acceptance(alike, accept) if alike else None
            design = Design(strata=columns, only=dict(only), clusters=by_cluster, rerandomise=rule, **numbers)
            shown.at("drawing", 1, 3)
            drawn = draw(people, design)
            shown.at("comparing the groups", 2, 3)
            before = arms_digest(people)
            text = record_text(as_record(drawn, people, arms_before=before))
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    except UnableToDraw as unable:
        for fault in unable.faults:
            click.echo(f"{roster.name}::: {fault}", err=True)
        sys.exit(1)
    out.write_text(text, encoding="utf-8")
    _table(drawn)
    if unknown := [name for name in people[0] if name not in (*KNOWN, *design.columns)]:
        click.echo(f"note: {roster.name}: further columns kept: {', '.join(unknown)}", err=True)
    for lottery, tries in drawn.tries.items():
        click.echo(f"{lottery}: try {tries} was alike enough in {', '.join(alike)}.")
    if before:
        click.echo("Note: the arms that the roster already carried were not used.")
    click.echo(f"List {drawn.roster_hash[:16]}...; written to {out}. Anybody can check it: mentorlift verify-draw")


def _table(drawn: "Draw") -> None:
    words = ["total", *(s.lottery for s in drawn.strata), *(s.name for s in drawn.strata)]
    width = min(WIDEST, max(map(len, words)) + 1)
    for lottery in dict.fromkeys(s.lottery for s in drawn.strata):
        strata = [s for s in drawn.strata if s.lottery == lottery]
        arms = list(strata[0].counts)
        rows = [(s.name, [s.counts[arm] for arm in arms]) for s in strata]
        rows.append(("total", [sum(s.counts[arm] for s in strata) for arm in arms]))
        click.echo(f"{lottery:<{width}}" + "".join(f"{arm:>12}" for arm in arms))
        for name, counts in rows:
            shown = name if len(name) <= width else name[: width - 3] + "..."
            click.echo(f"{shown:<{width}}" + "".join(f"{count:>12}" for count in counts))
