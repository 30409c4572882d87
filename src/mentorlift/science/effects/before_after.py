"""`difference_in_differences` and its `pre_trend`: no draw, but a comparison group and time before for both."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from .comparison import Comparison, compare, entered
from .data import Floats, Panel, Units
from .estimate import Estimate, NotEstimable
from .influence import Influence
from .itt import before_means, person_means
from .plan import Plan, Span
from .questions import days_with_value, difference_and_percent, per_window
from .staggered import alike_before
from .total_value import weighted_means

METHOD = "change since before the start, each person's mean per day, strata by their share"
REFERENCE = "Ashenfelter and Card (1985), Rev. Econ. Stat. 67(4); Angrist and Pischke (2009), 5.2"
PIECES = 4  # into which the time before is cut to see whether the groups moved alike


def difference_in_differences(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """Early and late, money and percent: what the treated gained since before, less what the others gained.

    People count who have a value before and in the window. Percent: of what the treated would have had, their own
    mean less the effect. Right where both would have moved alike, which nothing guarantees: see `pre_trend`.
    """

    def answers(arm: int, window: str, labels: dict[str, Any]) -> list[Estimate]:
        comparison, means = _changes(units, panel, plan, arm, plan.span(window))
        return difference_and_percent(
            "difference_in_differences",
            means,
            plan,
            method=METHOD,
            reference=REFERENCE,
            rows=days_with_value(panel, comparison, plan.span(window)),
            **comparison.sizes(),
            **labels,
        )

    return per_window("difference_in_differences", units, panel, answers)


def _changes(units: Units, panel: Panel, plan: Plan, arm: int, span: Span) -> tuple[Comparison, Influence]:
    """(mean of the treated, what it would have been): the second is that mean less the difference of the changes."""
    after, before = person_means(units, panel, plan, span)[0], before_means(units, panel, plan)
    known = np.isfinite(after) & np.isfinite(before)
    if not known.any():
        raise NotEstimable("nobody has figures from before the start")
    comparison = compare(units, arm, entered(units, span) & known)
    people = comparison.people
    means = weighted_means(comparison, [after[people], (after - before)[people]])
    level, _, gained, passed = means.values
    jacobian = np.array([[1.0, 0, 0, 0], [1.0, 0, -1, 1]])
    return comparison, means.map(np.array([level, level - gained + passed]), jacobian)


def pre_trend(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """Per treated arm: did the groups move alike before, over the spans before the start?

    Of one span its four quarters.
    """

    def answers(arm: int, window: str, labels: dict[str, Any]) -> list[Estimate]:
        pieces = _pieces(plan.pres)
        means = [person_means(units, panel, plan, piece)[0] for piece in pieces]
        known = np.isfinite(means).all(axis=0) & (units.arm >= 0)
        if len(pieces) < 2 or not known.any():
            raise NotEstimable("nobody has figures in two pieces of the time before the start")
        comparison = compare(units, arm, known)
        moved: list[Floats] = [(mean - means[-1])[comparison.people] for mean in means[:-1]]
        found = weighted_means(comparison, moved)
        jacobian = np.kron(np.eye(len(moved)), np.array([1.0, -1.0]))
        return [alike_before(found, jacobian, {**comparison.sizes(), **labels, "scale": "ratio"})]

    return per_window("pre_trend", units, panel, answers, windows=("pre",), scales=(("ratio", ""),))


def _pieces(spans: Sequence[Span]) -> list[Span]:
    if len(spans) > 1:
        return sorted(spans)
    edges = np.unique(np.linspace(*spans[0], PIECES + 1).round().astype(int))
    return [(int(start), int(stop)) for start, stop in itertools.pairwise(edges)]


def comparison_group(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """Both questions."""
    return [*difference_in_differences(units, panel, plan), *pre_trend(units, panel, plan)]
