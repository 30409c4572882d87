"""Ratios of two outcomes, such as revenue per call: the ratio of an arm's sums, not the mean of people's ratios.

    R_a = sum over strata of n_s/N mean_as(top) / sum over strata of n_s/N mean_as(bottom)

An average of people's own ratios would weigh a person of two calls like one of two hundred, and has no value for people
without a call. Errors are those of leaving out each unit of error (`Influence.jackknife`). With one stratum a person's
influence is (top - R_a bottom) / (sum of bottom) / (1 - own share of it), times the root of (n - 1) / n: HC3 of a
regression weighted by what stands below. Who has nothing there gives no degree of freedom. The percent has the interval
of a log ratio, as the ratio of two arms is skewed.

Limits: what stands below the line must be above zero in both arms, also without any one unit. Where mentoring changes
it (more calls), a ratio answers another question than money does: `parts` shows both. Cochran (1977), eq. 6.12; Efron
and Stein (1981), Ann. Statist. 9(3); for many people the delta method of Deng, Knoblich and Lu (2018), KDD.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from .contrast import refusal
from .data import Floats, Panel, Units
from .estimate import Estimate, NotEstimable
from .influence import Influence
from .log_ratio import in_percent, log_ratio
from .parts import HANGS_ON_ONE, HARDLY
from .phrases import ratio_of
from .plan import Plan
from .questions import days_with_value, difference, per_window
from .total_value import arm_totals, window_total

METHOD = "ratio of sums per arm, strata by their share"
SCALES = (("difference", "ratio"), ("percent", "percent"))
REFERENCE = "Cochran (1977), eq. 6.12; jackknife, Efron and Stein (1981), Ann. Statist. 9(3)"


def ratio(units: Units, panels: Mapping[str, Panel], plan: Plan) -> list[Estimate]:
    """Difference and percent of each planned ratio, early and late, per treated arm; `outcome` is "top/bottom"."""
    return [estimate for text in plan.ratios for estimate in _one(units, panels, plan, text)]


def _one(units: Units, panels: Mapping[str, Panel], plan: Plan, text: str) -> list[Estimate]:
    top, bottom = (panels[name] for name in ratio_of(text))

    def answers(arm: int, window: str, labels: dict[str, Any]) -> list[Estimate]:
        span = plan.span(window)
        comparison, sums = arm_totals(units, [window_total(top, span), window_total(bottom, span)], arm, span)
        fields = {**labels, **comparison.sizes(), "method": METHOD, "reference": REFERENCE}
        fields["rows"] = days_with_value(top, comparison, span)
        return [difference("ratio", arm_ratios(sums), plan, unit="ratio", **fields), _percent(sums, plan, fields)]

    return per_window("ratio", units, replace(top, outcome=text), answers, scales=SCALES)


def arm_ratios(sums: Influence) -> Influence:
    """(treated, control) ratios out of the means (top treated, top control, bottom treated, bottom control)."""
    if (sums.values[2:] <= 0).any():
        raise NotEstimable("what stands below the line is not above zero in both arms")
    least = HARDLY * sums.values[2:]

    def rates(means: Floats) -> Floats:
        below = means[..., 2:]
        return means[..., :2] / np.where(below > least, below, np.nan)

    return _known(sums.jackknife(rates))


def _percent(sums: Influence, plan: Plan, fields: dict[str, Any]) -> Estimate:
    """The percent from the log of the ratio of ratios, whose interval holds with few people as well."""
    labels = {**fields, "unit": "percent"}
    try:
        if (sums.values <= 0).any():
            raise NotEstimable("an arm's total is not above zero, so a ratio of totals has no meaning")
        least = HARDLY * sums.values

        def log(means: Floats) -> Floats:
            return np.log(np.where(means > least, means, np.nan)) @ np.array([[1.0], [-1.0], [-1.0], [1.0]])

        found = _known(sums.jackknife(log))
        spread, df = math.sqrt(found.variances()[0]), found.df(np.ones(1))
        times = log_ratio("ratio", float(found.values[0]), spread, confidence=plan.confidence, df=df, **labels)
    except NotEstimable as why:
        return refusal("ratio", why, scale="percent", **labels)
    return in_percent(times)


def _known(found: Influence) -> Influence:
    if not np.isfinite(found.psi).all():
        raise NotEstimable(HANGS_ON_ONE)
    return found
