"""Money per drawn person over a window, with those who left counted at zero: free of attrition."""

from typing import Any

import numpy as np

from .cluster_totals import cluster_total
from .comparison import Comparison, compare, entered, unit_of_error
from .data import Floats, Panel, Units
from .estimate import Estimate
from .influence import Influence
from .plan import Plan, Span
from .questions import days_with_value, difference_and_percent, per_window

METHOD = "total per drawn person, leavers at zero, strata by their share"
REFERENCE = "Neyman (1923); Imbens and Rubin (2015), eq. 9.11"


def total_value(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """Effect on the sum over the window per drawn person, early and late, as difference and percent.

    Where whole teams were drawn their totals are compared: `cluster_totals`.
    """

    def answers(arm: int, window: str, labels: dict[str, Any]) -> list[Estimate]:
        if (units.cluster[units.arm >= 0] >= 0).any() and units.chance is None:
            return cluster_total(units, panel, plan, arm=arm, span=plan.span(window), fields=labels)
        comparison, means = arm_totals(units, [window_total(panel, plan.span(window))], arm, plan.span(window))
        return difference_and_percent(
            "total_value",
            means,
            plan,
            method=METHOD,
            reference=REFERENCE,
            rows=days_with_value(panel, comparison, plan.span(window)),
            **comparison.sizes(),
            **labels,
        )

    return per_window("total_value", units, panel, answers)


def window_total(panel: Panel, span: Span) -> Floats:
    """Sum over the window per person, nothing counting as zero; shape (n,)."""
    return panel.total(*span)


def arm_totals(units: Units, totals: list[Floats], arm: int, span: Span) -> tuple[Comparison, Influence]:
    """(treated, control) stratum-weighted means of each of k person totals: 2k parameters, pair after pair."""
    comparison = compare(units, arm, entered(units, span), unit_of_error(units))
    return comparison, weighted_means(comparison, [total[comparison.people] for total in totals])


def weighted_means(comparison: Comparison, columns: list[Floats]) -> Influence:
    """(treated, control) means of each column (length m), strata by share, with their influences."""
    values, psi = [], []
    for column in columns:
        for arm in (comparison.treated, ~comparison.treated):
            weight = np.where(arm, comparison.weight, 0.0)
            mean = float(weight @ column)
            values.append(mean)
            psi.append(weight * (column - mean))
    return comparison.influence(np.array(values), np.column_stack(psi))
