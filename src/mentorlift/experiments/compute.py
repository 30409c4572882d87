"""The engine of `mentorlift analyse` on a folder of gathered files, and what the page needs besides its results."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorlift.experiments.hiding import shown_doubt
from mentorlift.experiments.rules import FEWEST_SHOWN, TOO_FEW, hide_small, shown_headline

if TYPE_CHECKING:
    from mentorlift.files.analysis import AnalysisInput
    from mentorlift.science.effects.estimate import Estimate
    from mentorlift.science.effects.money import Costs
    from mentorlift.science.effects.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Computed:
    """One finished computation, as plain values ready to be stored."""

    results: dict[str, Any]
    curves: dict[str, Any]
    money: dict[str, Any] | None


def compute(
    folder: Path,
    *,
    outcomes: Path,
    draw: Path | None,
    leave: Path | None,
    deviations: Sequence[str],
    costs: "Costs | None",
    mentor_sales: "Callable[[Plan], Estimate] | None" = None,
) -> Computed:
    """Runs every question of the plan on `folder`/roster.csv, plan.toml and the given files.

    Raises files' Refused with every fault, so that nothing is half computed.
    """
    from mentorlift.files.analysis import load_analysis
    from mentorlift.files.results import results_of

    loaded = load_analysis(folder / "roster.csv", outcomes, folder / "plan.toml", draw, leave)
    results = results_of(loaded, draw=draw, draw_verified=draw is not None, deviations=deviations)
    results["estimates"] = [hide_small(row) for row in results["estimates"]]
    results["doubts"] = [shown_doubt(entry) for entry in results["doubts"]]
    results["headline"] = shown_headline(results["headline"], results["estimates"])
    return Computed(
        results=results,
        curves=_curves(loaded, draw),
        money=_money(loaded, draw, costs, mentor_sales(loaded.plan) if mentor_sales else None) if costs else None,
    )


def _curves(loaded: "AnalysisInput", draw: Path | None) -> dict[str, Any]:
    """Branch -> points (day, share, low, high) of both curves; a branch that cannot be compared is left out."""
    from mentorlift.files.draw_record import drawn_on, read_draw_record
    from mentorlift.science.effects.curves import survival_curves
    from mentorlift.science.effects.estimate import NotEstimable

    found: dict[str, Any] = {}
    since = drawn_on(read_draw_record(draw)) if draw and not loaded.periods else None
    for name, branch in loaded.branches.items():
        try:
            later, mentored = survival_curves(branch.units, 1, loaded.plan, drawn_on=since)
        except NotEstimable:
            continue
        if min(later.people, mentored.people) < FEWEST_SHOWN:
            continue  # each step of such a curve would be the leaving of somebody everybody can name
        found[name] = {
            side: [
                [int(day), round(float(share), 6), round(float(low), 6), round(float(high), 6)]
                for day, share, low, high in zip(curve.days, curve.share, curve.low, curve.high, strict=True)
            ]
            for side, curve in (("mentored", mentored), ("later", later))
        }
    return found


def _money(loaded: "AnalysisInput", draw: Path | None, costs: "Costs", mentors: "Estimate | None") -> dict[str, Any]:
    """Money as a dict; `mentor_sales` in it says what mentors sold less a day, or why that is not known."""
    from mentorlift.files.draw_record import read_draw_record
    from mentorlift.files.results import as_row, drawn_of, plain
    from mentorlift.science.effects.estimate import NotEstimable
    from mentorlift.science.effects.money import money

    first = next(iter(loaded.branches.values()))
    branch = drawn_of(first, loaded.plan, read_draw_record(draw) if draw else None, periods=loaded.periods)
    if min((branch.units.arm == arm).sum() for arm in (0, 1)) < FEWEST_SHOWN:
        return {"not_estimable": TOO_FEW}
    try:
        found = money(branch.units, branch.panels[loaded.plan.primary], loaded.plan, costs, mentor_sales=mentors)
    except NotEstimable as why:
        return {"not_estimable": str(why)}
    row = hide_small(as_row(mentors)) if mentors else {"not_estimable": "it was not asked"}
    kept: dict[str, Any] = plain(asdict(found))
    return {**kept, "mentor_sales": row}
