"""`mentorlift power`: how small an effect these people can show, and when the answer is known."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentorlift.cli.counts import COUNTS

if TYPE_CHECKING:
    from mentorlift.files.planning import Past, PlanningInput

EXAMPLE = """Example: mentorlift power --roster roster.csv --history last_year.parquet
--allocation mentored=110,later=171 --metric revenue"""
FILE = click.Path(dir_okay=False, path_type=Path)
WIDTHS = (20, 8, 8, 8, 12, 24, 24)
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
        planning = load_planning(
            roster,
            source,
            earlier_cohorts=history is not None,
            allocated=sum(allocation.values()),
            metrics=metric,
        )
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    _print(planning, list(allocation.values()))


def _print(planning: "PlanningInput", counts: list[int]) -> None:
    unit = f" {planning.currency}" if planning.currency else ""
    header = ("metric", "window", "people", "zeros", "mean a day", "by formula", "by simulation")
    click.echo("smallest visible effect, 80 % power, two-sided 5 %")
    click.echo(_line(header))
    with click.progressbar(planning.pasts, label="simulating", hidden=not sys.stderr.isatty(), file=sys.stderr) as bar:
        for past in bar:
            click.echo(_row(past, counts))
    if unit:
        click.echo(f"money in{unit}")
    for window, date in planning.answer_on.items():
        click.echo(f"the {window} answer is known on {date.isoformat()}")
    if planning.clustered and any(past.group is None for past in planning.pasts):
        click.echo("Note: whole clusters are drawn, and the history names none; the true figures are larger.")


def _row(past: "Past", counts: list[int]) -> str:
    from mentorlift.science.lottery.power import smallest_visible

    window = WINDOWS[past.window]
    try:
        found = smallest_visible(past.y, counts[0], counts[-1], group=past.group, scheduled=past.scheduled)
    except ValueError as why:
        return f"{past.metric:<20}{window:>8}  not known: {why}"
    shown = [
        _effect(found.by_formula, found.by_formula_percent),
        _effect(found.by_simulation, found.by_simulation_percent),
    ]
    return _line((past.metric, window, str(found.people), f"{found.zero_share:.1%}", f"{found.mean:.4g}", *shown))


def _effect(value: float | None, percent: float | None) -> str:
    if value is None:
        return "none"
    return f"{value:.4g} a day" if percent is None else f"{value:.4g} a day = {percent:.1f} %"


def _line(cells: tuple[str, ...]) -> str:
    first, *rest = cells
    return f"{first:<{WIDTHS[0]}}" + "".join(f"{cell:>{width}}" for cell, width in zip(rest, WIDTHS[1:], strict=True))
