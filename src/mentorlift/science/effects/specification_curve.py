"""The same question answered in every other way that could be defended: does the answer hang on one choice?

The set is fixed and does not depend on the data: other windows, missing days counted otherwise, the highest days cut,
each person counting once with and without what was known before, errors by team, leavers at zero, and the lottery's
own interval. Each is in percent of what the control reaches, so that they can be laid side by side.
Simonsohn, Simmons and Nelson (2020), Nat. Hum. Behav. 4, 1208 to 1214.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .before_after import difference_in_differences
from .contrast import refusal
from .data import Panel, Units
from .estimate import Estimate, NotEstimable
from .headline import OF_DESIGN
from .itt import itt_in
from .itt_per_day import itt_per_day
from .plan import Plan, Span
from .staggered import staggered

PLANNED = "planned"
WINSOR = 99.0  # percentile of the days with a value, above which a day counts as that much
SETTLING = 14  # days of a start that the window without them leaves out
LARGEST_TEAM = 2_000  # people; errors by team need a square matrix of that size

Rows = Sequence[Estimate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """One way to answer: `name` is a key of `NAMES`, `estimate` is in percent or says why there is none."""

    name: str
    estimate: Estimate


def specification_curve(units: Units, panel: Panel, plan: Plan, found: Rows) -> list[Specification]:
    """Every way of `NAMES` per treated arm, the planned one first; early window.

    `found`: what `analyse` answered for this branch, from which the planned figure, the total value and the interval
    of the redraws are taken as they are.
    """
    return [
        Specification(name=name, estimate=_answer(name, way, Asked(units, panel, plan, found, arm)))
        for arm in units.arms[1:]
        for name, way in WAYS.items()
    ]


@dataclass(frozen=True, slots=True)
class Asked:
    """What each way is given."""

    units: Units
    panel: Panel
    plan: Plan
    found: Rows
    arm: str


Way = Callable[[Asked], Rows]


def _answer(name: str, way: Way, asked: Asked) -> Estimate:
    labels = {
        "arm": asked.arm,
        "branch": asked.units.branch,
        "outcome": asked.panel.outcome,
        "window": "early",
        "scale": "percent",
        "unit": "percent",
    }
    try:
        return next(_percent(way(asked), asked.arm))
    except NotEstimable as why:
        return refusal(name, why, **labels)
    except StopIteration:
        return refusal(name, "it was not asked", **labels)


def _percent(rows: Rows, arm: str) -> Iterator[Estimate]:
    """Rows of this arm, or of all treated together where the design does not tell them apart."""
    return (row for row in rows if row.arm in ("", arm) and row.window == "early" and row.scale == "percent")


def _as_found(question: str) -> Way:
    return lambda asked: [
        row
        for row in asked.found
        if row.question == question and row.branch == asked.units.branch and row.outcome == asked.panel.outcome
    ]


def _main(asked: Asked, panel: Panel, plan: Plan) -> Rows:
    """The question that this design answers with."""
    mains = {"staggered": staggered, "comparison": difference_in_differences}
    return mains.get(plan.assignment, itt_per_day)(asked.units, panel, plan)


def _drawn_only(way: Way) -> Way:
    """Ways that compare the arms as they are, which only a draw (or nothing at all) allows."""

    def asked_of_a_draw(asked: Asked) -> Rows:
        if asked.plan.assignment in OF_DESIGN:
            raise NotEstimable("the groups were not drawn and are not compared as they are")
        return way(asked)

    return asked_of_a_draw


def _window(of: Callable[[Span], Span]) -> Way:
    def way(asked: Asked) -> Rows:
        planned, panel = asked.plan.early, asked.panel
        panel.window(*planned)  # refused by itself where only sums are here
        start, stop = of(planned)
        if not start < stop or (start, stop) == planned:
            raise NotEstimable("the planned window is too short to be cut")
        if stop > panel.first_day + panel.y.shape[1]:
            raise NotEstimable(f"the figures gathered for this plan end on day {panel.first_day + panel.y.shape[1]}")
        return _main(asked, panel, replace(asked.plan, early=(start, stop)))

    return way


def _missing_otherwise(asked: Asked) -> Rows:
    asked.panel.window(*asked.plan.early)  # refused by itself where only sums are here
    gaps = asked.panel.gaps
    if gaps is None or not gaps.any():
        raise NotEstimable("no working day is without a row")
    other = np.where(gaps, np.nan if asked.plan.missing == "zero" else 0.0, asked.panel.y)
    return _main(asked, replace(asked.panel, y=other), asked.plan)


def _winsorised(asked: Asked) -> Rows:
    if asked.panel.limit is not None:
        raise NotEstimable(f"the plan itself limits a day to {asked.panel.limit:g}")
    values = asked.panel.window(*asked.plan.early)[asked.units.arm >= 0]
    seen = values[np.isfinite(values)]
    if not seen.size:
        raise NotEstimable("there are no days to cut")
    cut = np.minimum(asked.panel.y, np.percentile(seen, WINSOR))
    return _main(asked, replace(asked.panel, y=cut), asked.plan)


def _person_means(asked: Asked) -> Rows:
    if (known := _planned_means(asked)) and not _adjusts(known):
        return known
    bare = replace(asked.plan, covariates=(), pre_period_mean=False, errors="HC2")
    return itt_in(asked.units, asked.panel, bare, "early")


def _adjusted(asked: Asked) -> Rows:
    rows = _planned_means(asked)
    if not rows:
        rows = itt_in(asked.units, asked.panel, replace(asked.plan, pre_period_mean=True, errors="HC2"), "early")
    if not _adjusts(rows):
        raise NotEstimable("nothing that was known before the start can be taken into account")
    return rows


def _planned_means(asked: Asked) -> Rows:
    """The secondary `itt` of the analysis, where it is computed as these ways are: that saves doing it again."""
    plan = asked.plan
    if plan.errors != "HC2" or plan.level != "person" or not plan.pre_period_mean:
        return []
    return list(_as_found("itt")(asked))


def _adjusts(rows: Rows) -> bool:
    return any("adjusted for" in row.method for row in rows)


def _by_team(asked: Asked) -> Rows:
    team = asked.units.team
    if team is None or not (team >= 0).any():
        raise NotEstimable("the list does not say who works in which team")
    if np.bincount(team[team >= 0]).max() > LARGEST_TEAM:
        raise NotEstimable(f"a team has more than {LARGEST_TEAM} people")
    bare = replace(asked.plan, covariates=(), pre_period_mean=False, errors="CR2")
    return itt_in(replace(asked.units, cluster=team), asked.panel, bare, "early")


def _redrawn(asked: Asked) -> Rows:
    """The lottery's own figure of the total value and what its redraws leave over, in percent of the control's."""
    about = (asked.units.branch, asked.arm, asked.panel.outcome)
    mine = [row for row in asked.found if (row.branch, row.arm, row.outcome) == about]
    by_lot = _one(mine, "randomisation_inference", unit="currency")
    money, share = _one(mine, "total_value", scale="difference"), _one(mine, "total_value", scale="percent")
    if by_lot.estimate is None or money.estimate is None or share.estimate is None or not money.estimate:
        raise NotEstimable(by_lot.not_estimable or share.not_estimable or "the total value is not known")
    if by_lot.ci_low is None or by_lot.ci_high is None:
        raise NotEstimable("the lottery is too small to rule anything out")
    scale = share.estimate / money.estimate
    low, high = sorted((by_lot.ci_low * scale, by_lot.ci_high * scale))
    inverted = replace(by_lot, estimate=by_lot.estimate * scale, se=None, ci_low=low, ci_high=high)
    return [replace(inverted, scale="percent", unit="percent")]


def _one(rows: Rows, question: str, **wanted: str) -> Estimate:
    for row in rows:
        if row.question == question and row.window == "early" and all(getattr(row, k) == v for k, v in wanted.items()):
            return row
    raise NotEstimable("it was not asked")


WAYS: dict[str, Way] = {
    PLANNED: lambda asked: _as_found(OF_DESIGN.get(asked.plan.assignment, "itt_per_day"))(asked),
    "half_window": _window(lambda early: (early[0], early[0] + (early[1] - early[0]) // 2)),
    "longer_window": _window(lambda early: (early[0], early[0] + (early[1] - early[0]) * 3 // 2)),
    "after_settling": _window(lambda early: (early[0] + SETTLING, early[1])),
    "missing_otherwise": _missing_otherwise,
    "winsorised": _winsorised,
    "person_means": _drawn_only(_person_means),
    "person_means_adjusted": _drawn_only(_adjusted),
    "person_means_by_team": _drawn_only(_by_team),
    "leavers_at_zero": _drawn_only(_as_found("total_value")),
    "redrawn": _drawn_only(_redrawn),
}
NAMES = tuple(WAYS)
