"""`mentorlift power`: how small an effect these people can show, and when the answer is known."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentorlift.cli.bars import Bar, bar
from mentorlift.cli.counts import COUNTS

if TYPE_CHECKING:
    from mentorlift.files.planning import Past, PlanningInput
    from mentorlift.science.progress import Progress

EXAMPLE = """Example: mentorlift power --roster roster.csv --history last_year.parquet
--allocation mentored=110,later=171 --metric revenue"""
FILE = click.Path(dir_okay=False, path_type=Path)
WIDTHS = (20, 8, 8, 8, 12, 24, 24, 12)
WINDOWS = {"pre": "before", "early": "early", "late": "late"}


@click.command(epilog=EXAMPLE)
@click.option("--roster", type=FILE, required=True, help="The list, one row a person.")
@click.option("--outcomes", type=FILE, help="Daily figures of these people before their start.")
@click.option("--history", type=FILE, help="Daily figures of people hired earlier, from their first day on.")
@click.option("--allocation", type=COUNTS, required=True, help="How many to each arm: mentored=110,later=171.")
@click.option("--metric", multiple=True, help="Which figure; may be repeated. Default: every number column.")
def command(
    roster: Path, outcomes: Path | None, history: Path | None, allocation: dict[str, int], metric: tuple[str, ...]
) -> None:
    """The smallest effect these people can show (four times out of five), by formula and by simulation.

    New hires have no time before the programme: give the figures of earlier cohorts with --history.
    """
    source = history or outcomes
    if source is None or (history and outcomes):
        raise click.UsageError("give --history (earlier cohorts) or --outcomes (these people before their start)")
    if len(allocation) < 2 or min(allocation.values()) < 2:
        raise click.UsageError("--allocation needs two arms with two people or more each")
    from mentorlift.files.faults import Refused
    from mentorlift.files.planning import load_planning

    try:
        with bar("power") as shown:
            shown.at("reading", 0, 1)
            planning = load_planning(
                roster,
                source,
                earlier_cohorts=history is not None,
                allocated=sum(allocation.values()),
                metrics=metric,
            )
            rows = _rows(planning, list(allocation.values()), shown)
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    _print(planning, rows)


def _rows(planning: "PlanningInput", counts: list[int], shown: Bar) -> list[str]:
    """One line a metric and window; reading was the first piece of work, each line is a further one."""
    pieces = 1 + len(planning.pasts)
    return [
        _row(past, counts, shown.part(f"simulating {past.metric}", number, pieces))
        for number, past in enumerate(planning.pasts, start=1)
    ]


def _print(planning: "PlanningInput", rows: list[str]) -> None:
    unit = f" {planning.currency}" if planning.currency else ""
    header = ("metric", "window", "people", "zeros", "mean a day", "by formula", "by simulation", "known on")
    click.echo("smallest visible effect, 80 % power, two-sided 5 %")
    click.echo(_line(header))
    for row in rows:
        click.echo(row)
    if unit:
        click.echo(f"money in{unit}")
    for window, date in planning.answer_on.items():
        click.echo(f"everybody has completed the {window} window on {date.isoformat()}")
    if len({past.known_on for past in planning.pasts if past.known_on}) > len({past.window for past in planning.pasts}):
        click.echo("Note: a metric whose values end before the others' is taken to be known that much later.")
    if planning.clustered and any(past.group is None for past in planning.pasts):
        click.echo("Note: whole clusters are drawn, and the history names none; the true figures are larger.")


def _row(past: "Past", counts: list[int], told: "Progress") -> str:
    from mentorlift.science.lottery.power import smallest_visible

    window = WINDOWS[past.window]
    try:
        found = smallest_visible(
            past.y, counts[0], counts[-1], group=past.group, scheduled=past.scheduled, progress=told
        )
    except ValueError as why:
        return f"{past.metric:<20}{window:>8}  not known: {why}"
    shown = [
        _effect(found.by_formula, found.by_formula_percent),
        _effect(found.by_simulation, found.by_simulation_percent),
        past.known_on.isoformat() if past.known_on else "no dates",
    ]
    return _line((past.metric, window, str(found.people), f"{found.zero_share:.1%}", f"{found.mean:.4g}", *shown))


def _effect(value: float | None, percent: float | None) -> str:
    if value is None:
        return "none"
    return f"{value:.4g} a day" if percent is None else f"{value:.4g} a day = {percent:.1f} %"


def _line(cells: tuple[str, ...]) -> str:
    first, *rest = cells
    return f"{first:<{WIDTHS[0]}}" + "".join(f"{cell:>{width}}" for cell, width in zip(rest, WIDTHS[1:], strict=True))
