"""A ratio with an interval that is symmetric on the log scale."""

import math
from dataclasses import replace
from typing import Any

from .contrast import critical, two_sided
from .estimate import Estimate, NotEstimable

LARGEST = 500.0  # exp of more is no number


def log_ratio(
    question: str, log: float, spread: float, *, confidence: float, df: float = math.inf, **fields: Any
) -> Estimate:
    """exp(log) with the test of ratio 1; `spread` is the standard error of `log`, `fields` those of `Estimate`.

    Raises NotEstimable where there is no variation, or so much that the ends of the interval are no numbers.
    """
    reach = critical(confidence, df) * spread
    if not (spread > 0 and abs(log) + reach < LARGEST):
        raise NotEstimable("the numbers give no ratio with a finite interval")
    return Estimate(
        question=question,
        scale="ratio",
        estimate=math.exp(log),
        se=math.exp(log) * spread,
        ci_low=math.exp(log - reach),
        ci_high=math.exp(log + reach),
        p_value=two_sided(log / spread, df),
        df=None if math.isinf(df) else df,
        **fields,
    )


def in_percent(times: Estimate) -> Estimate:
    """The same ratio as what it is more or less than 1, in percent."""
    ends = {name: 100 * (getattr(times, name) - 1) for name in ("estimate", "ci_low", "ci_high")}
    return replace(times, scale="percent", se=100 * (times.se or 0.0), **ends)
