"""From a value and its variance to an interval, a test and an `Estimate`."""

import math
from typing import Any

import numpy as np

from .data import Floats
from .estimate import Estimate, NotEstimable

ROUNDING = 1e-12  # relative error below which a spread is nothing but rounding


def critical(confidence: float, df: float = math.inf) -> float:
    """Two-sided quantile of Student's t (normal where df is infinite), e.g. 1.96 for 0.95."""
    from scipy.special import ndtri, stdtrit

    tail = 0.5 + confidence / 2
    return float(ndtri(tail) if math.isinf(df) else stdtrit(df, tail))


def two_sided(statistic: float, df: float = math.inf) -> float:
    """Two-sided p value of a t (or z) statistic."""
    from scipy.special import ndtr, stdtr

    low = -abs(statistic)
    return float(2 * (ndtr(low) if math.isinf(df) else stdtr(df, low)))


def answer(
    question: str,
    value: float,
    se: float,
    *,
    confidence: float,
    df: float = math.inf,
    size: float = 0.0,
    **fields: Any,
) -> Estimate:
    """A symmetric t interval around `value` and the test of zero; `fields` are further fields of `Estimate`.

    `size`: of the means that `value` is a difference of, to tell a spread from rounding. Raises NotEstimable
    where the error is zero or not a number: then there is no variation to judge by.
    """
    if not (math.isfinite(value) and math.isfinite(se)):
        raise NotEstimable("the numbers give no finite value")
    if se <= ROUNDING * max(abs(value), abs(size)):
        raise NotEstimable("everybody has the same value, so there is no variation to judge by")
    reach = critical(confidence, df) * se
    return Estimate(
        question=question,
        estimate=value,
        se=se,
        ci_low=value - reach,
        ci_high=value + reach,
        p_value=two_sided(value / se, df),
        df=None if math.isinf(df) else df,
        **fields,
    )


def refusal(question: str, why: NotEstimable | str, **fields: Any) -> Estimate:
    """The typed answer "not estimable, because ..."."""
    return Estimate(question=question, not_estimable=str(why), **fields)


def fieller(top: float, bottom: float, covariance: Floats, crit: float) -> tuple[str, float | None, float | None]:
    """Fieller's confidence set for top / bottom, covariance 2 x 2 in that order: (kind, low, high).

    "interval": [low, high]; "complement": everything up to low and from high on; "line": every number, low
    and high are None, which also stands for a half-line (`bottom` just `crit` errors from zero) and errs on the wide
    side. Fieller (1954), J. Roy. Stat. Soc. B 16(2).
    """
    square = crit * crit
    a = bottom * bottom - square * covariance[1, 1]
    b = top * bottom - square * covariance[0, 1]
    c = top * top - square * covariance[0, 0]
    inside = b * b - a * c
    if a == 0 or (a < 0 and inside <= 0):
        return "line", None, None
    root = math.sqrt(max(inside, 0.0))
    low, high = sorted(((b - root) / a, (b + root) / a))
    return ("interval" if a > 0 else "complement"), low, high


def delta(gradient: Floats, covariance: Floats) -> float:
    """Standard error of a smooth function by the delta method."""
    return float(np.sqrt(max(float(gradient @ covariance @ gradient), 0.0)))
