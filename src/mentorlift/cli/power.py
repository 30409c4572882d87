"""`mentorlift power`: how small an effect these people can show, and when the answer is known."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mentorlift.cli.bars import Bar, bar
from mentorlift.cli.counts import COUNTS, STARTS

if TYPE_CHECKING:
    from mentorlift.files.planning import PlanningInput
    from mentorlift.files.power import Answer, Intended

EXAMPLE = """Example: mentorlift power --roster roster.csv --history last_year.parquet
--allocation mentored=110,later=171 --metric revenue"""
FILE = click.Path(dir_okay=False, path_type=Path)
SHARE = click.FloatRange(0, 1, min_open=True, max_open=True)
WIDTHS = (28, 8, 8, 8, 12, 24, 24, 12)
WINDOWS = {"pre": "before", "early": "early", "late": "late", "whole": "whole"}


@click.command(epilog=EXAMPLE)
@click.option("--roster", type=FILE, required=True, help="The list, one row a person.")
@click.option("--outcomes", type=FILE, help="Daily figures of these people before their start.")
@click.option("--history", type=FILE, help="Daily figures of people hired earlier, from their first day on.")
@click.option(
    "--allocation", type=COUNTS, required=True, help="How many to each arm, the control last: now=110,later=171."
)
@click.option("--metric", multiple=True, help="Which figure; may be repeated. Default: every number column.")
@click.option("--strata", default="", help="Columns drawn within (with --outcomes): site,training_class.")
@click.option("--weight", default="", help="Number column of the list: chances of the first arm in proportion to it.")
@click.option("--comparison", is_flag=True, help="No lottery but a comparison group: changes are compared.")
@click.option("--yes", "share_yes", type=SHARE, help="Share that says yes when asked: 0.3.")
@click.option("--asked", type=click.IntRange(0), default=0, help="People asked in a branch beside the mandatory one.")
@click.option("--served", type=click.IntRange(1), help="Day on which those of the later arm get a mentor too.")
@click.option("--starts", type=STARTS, default="", help="Groups that start one after the other: 40,40,40.")
@click.option("--every", type=click.IntRange(1), default=4, show_default=True, help="Weeks from one start to the next.")
@click.option("--curve", type=FILE, help="Also write the smallest visible effect by number of places (CSV).")
def command(
    *,
    roster: Path,
    outcomes: Path | None,
    history: Path | None,
    allocation: dict[str, int],
    metric: tuple[str, ...],
    strata: str,
    weight: str,
    comparison: bool,
    curve: Path | None,
    **design: Any,
) -> None:
    """The smallest effect these people can show (four times out of five), by formula and by simulation.

    New hires have no time before the programme: give the figures of earlier cohorts with --history. Where people are
    asked first give --yes, and --asked where they are a branch beside the mandatory one. Where nobody is drawn give
    --comparison: it reads 240 days before the start, in which the changes of these people show how they move.
    """
    source = history or outcomes
    columns = tuple(name.strip() for name in strata.split(",") if name.strip())
    _usage(source=source, both=bool(history and outcomes), allocation=allocation, by_strata=bool(columns and history))
    _fitting(allocation, weight=weight, comparison=comparison, earlier=history is not None, **design)
    from mentorlift.files.faults import Refused
    from mentorlift.files.planning import load_planning
    from mentorlift.files.power import Intended, curve_rows
    from mentorlift.science.lottery.design import UnableToDraw

    assert source is not None
    try:
        with bar("power") as shown:
            shown.at("reading", 0, 1)
            planning = load_planning(
                roster,
                source,
                earlier_cohorts=history is not None,
                allocated=sum(allocation.values()),
                metrics=metric,
                strata=columns,
                weight=weight,
                staggered=bool(design["starts"]),
                compared=comparison,
            )
            rows = _rows(planning, Intended(allocation=allocation, **design), shown)
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    except UnableToDraw as unable:
        for fault in unable.faults:
            click.echo(f"{roster.name}::: {fault}", err=True)
        sys.exit(1)
    _print(planning, rows)
    if curve is not None:
        lines = [
            f"{past.metric},{past.window},{places},{percent:.4g}"
            for past in planning.pasts
            for places, percent in curve_rows(planning, past)
        ]
        curve.write_text("\n".join(["metric,window,places,smallest_percent", *lines]) + "\n", encoding="utf-8")


def _usage(*, source: Path | None, both: bool, allocation: dict[str, int], by_strata: bool) -> None:
    if source is None or both:
        raise click.UsageError("give --history (earlier cohorts) or --outcomes (these people before their start)")
    if len(allocation) < 2 or min(allocation.values()) < 2:
        raise click.UsageError("--allocation needs two arms with two people or more each")
    if by_strata:
        raise click.UsageError("--strata needs --outcomes: a history does not say who would be drawn together")


def _fitting(
    allocation: dict[str, int], *, weight: str, comparison: bool, earlier: bool, starts: tuple[int, ...], **others: Any
) -> None:
    """Whether the parts of the design go together."""
    lottery = starts or weight or any(others[name] for name in ("share_yes", "asked", "served"))
    if comparison and (earlier or lottery):
        raise click.UsageError("--comparison compares the groups' own time before: give --outcomes, and no lottery")
    if weight and (len(allocation) > 2 or starts):
        raise click.UsageError("--weight is for one lottery of two arms, not for several or for --starts")
    if sum(starts) > sum(allocation.values()) or (others["asked"] and others["share_yes"] is None):
        raise click.UsageError("--starts take at most as many as the arms together; --asked needs --yes")


def _rows(planning: "PlanningInput", intended: "Intended", shown: Bar) -> list[str]:
    """The lines of each metric and window; reading was the first piece of work, each of these is a further one."""
    from mentorlift.files.power import answers

    pieces = 1 + len(planning.pasts)
    return [
        _row(answer)
        for number, past in enumerate(planning.pasts, start=1)
        for answer in answers(planning, intended, past, shown.part(f"simulating {past.metric}", number, pieces))
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
    if any(past.before is not None for past in planning.pasts):
        click.echo("Note: of those still there in the window; who will leave does not show in the time before.")
        click.echo("Note: without a lottery the groups may move apart by themselves, which no size of group mends.")
    if planning.clustered and any(past.group is None for past in planning.pasts):
        click.echo("Note: whole clusters are drawn, and the history names none; the true figures are larger.")


def _row(answer: "Answer") -> str:
    past, found = answer.past, answer.found
    window = WINDOWS[past.window]
    name = f"{past.metric}, {answer.who}" if answer.who else past.metric
    if found is None:
        return f"{name:<{WIDTHS[0]}}{window:>8}  not known: {answer.why}"
    shown = [
        _effect(found.by_formula, found.by_formula_percent),
        _effect(found.by_simulation, found.by_simulation_percent),
        past.known_on.isoformat() if past.known_on else "no dates",
    ]
    return _line((name, window, str(found.people), f"{found.zero_share:.1%}", f"{found.mean:.4g}", *shown))


def _effect(value: float | None, percent: float | None) -> str:
    if value is None:
        return "none"
    return f"{value:.4g} a day" if percent is None else f"{value:.4g} a day = {percent:.1f} %"


def _line(cells: tuple[str, ...]) -> str:
    first, *rest = cells
    return f"{first:<{WIDTHS[0]}}" + "".join(f"{cell:>{width}}" for cell, width in zip(rest, WIDTHS[1:], strict=True))
