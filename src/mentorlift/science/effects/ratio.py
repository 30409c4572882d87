"""Ratios of two outcomes, such as revenue per call: the ratio of an arm's sums, not the mean of people's ratios.

    R_a = sum over strata of n_s/N mean_as(top) / sum over strata of n_s/N mean_as(bottom)

An average of people's own ratios would weigh a person of two calls like one of two hundred, and has no value for people
without a call. Influence of a person: weight (top - R_a bottom) / (mean of bottom), summed by unit of error.

Limits: what stands below the line must be above zero in both arms. Where mentoring changes it (more calls), a ratio
answers another question than money does: `parts` shows both. Cochran (1977), eq. 6.12 and 6.44; Deng, Knoblich and Lu
(2018), KDD, for the delta method clustered by person.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from .data import Panel, Units
from .estimate import Estimate, NotEstimable
from .influence import Influence
from .phrases import ratio_of
from .plan import Plan
from .questions import days_with_value, difference_and_percent, per_window
from .total_value import arm_totals, window_total

METHOD = "ratio of sums per arm, strata by their share"
SCALES = (("difference", "ratio"), ("percent", "percent"))
REFERENCE = "Cochran (1977), eq. 6.12; Deng, Knoblich, Lu (2018), KDD"


def ratio(units: Units, panels: Mapping[str, Panel], plan: Plan) -> list[Estimate]:
    """Difference and percent of each planned ratio, early and late, per treated arm; `outcome` is "top/bottom"."""
    return [estimate for text in plan.ratios for estimate in _one(units, panels, plan, text)]


def _one(units: Units, panels: Mapping[str, Panel], plan: Plan, text: str) -> list[Estimate]:
    top, bottom = (panels[name] for name in ratio_of(text))

    def answers(arm: int, window: str, labels: dict[str, Any]) -> list[Estimate]:
        span = plan.span(window)
        comparison, sums = arm_totals(units, [window_total(top, span), window_total(bottom, span)], arm, span)
        return difference_and_percent(
            "ratio",
            arm_ratios(sums),
            plan,
            unit="ratio",
            method=METHOD,
            reference=REFERENCE,
            rows=days_with_value(top, comparison, span),
            **comparison.sizes(),
            **labels,
        )

    return per_window("ratio", units, replace(top, outcome=text), answers, scales=SCALES)


def arm_ratios(sums: Influence) -> Influence:
    """(treated, control) ratios out of the means (top treated, top control, bottom treated, bottom control)."""
    above, below = sums.values[:2], sums.values[2:]
    if (below <= 0).any():
        raise NotEstimable("what stands below the line is not above zero in both arms")
    rates = above / below
    jacobian = np.hstack([np.diag(1 / below), np.diag(-rates / below)])
    return sums.map(rates, jacobian)
