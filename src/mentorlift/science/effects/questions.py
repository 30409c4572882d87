"""What every question shares: one answer per treated arm and window, and "not estimable" in place of an error."""

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .comparison import Comparison
from .contrast import answer, delta, refusal
from .data import Panel, Units
from .estimate import Estimate, NotEstimable
from .influence import Influence
from .plan import Plan, Span

BOTH_SCALES = (("difference", "currency"), ("percent", "percent"))


def labelled(units: Units, panel: Panel) -> dict[str, Any]:
    """The fields of an `Estimate` that say of what it speaks."""
    return {"branch": units.branch, "outcome": panel.outcome}


def days_with_value(panel: Panel, comparison: Comparison, span: Span) -> int:
    """How many person-days (or periods) the comparison rests on."""
    return panel.count(*span, comparison.people)


def per_window(
    question: str,
    units: Units,
    panel: Panel,
    answers: Callable[[int, str, dict[str, Any]], list[Estimate]],
    *,
    windows: Iterable[str] = ("early", "late"),
    scales: tuple[tuple[str, str], ...] = BOTH_SCALES,
) -> list[Estimate]:
    """Call answers(arm, window, labels) for each treated arm and window; a NotEstimable refuses every scale."""
    out: list[Estimate] = []
    for arm in range(1, len(units.arms)):
        for window in windows:
            labels = {"arm": units.arms[arm], **labelled(units, panel), "window": window}
            try:
                out += answers(arm, window, labels)
            except NotEstimable as why:
                out += [refusal(question, why, scale=scale, unit=unit, **labels) for scale, unit in scales]
    return out


def difference(question: str, means: Influence, plan: Plan, *, unit: str, **fields: Any) -> Estimate:
    """The difference of the parameters (treated mean, control mean)."""
    treated, control = (float(value) for value in means.values)
    plain = np.array([1.0, -1.0])
    return answer(
        question,
        treated - control,
        delta(plain, means.covariance()),
        df=means.df(plain),
        size=control,
        confidence=plan.confidence,
        scale="difference",
        unit=unit,
        **fields,
    )


def difference_and_percent(
    question: str, means: Influence, plan: Plan, *, unit: str = "currency", **fields: Any
) -> list[Estimate]:
    """Two estimates out of the parameters (treated mean, control mean): their difference, and it as percent.

    The percent is money / control mean of the same weighting, its error by the delta method.
    """
    out = [difference(question, means, plan, unit=unit, **fields)]
    treated, control = (float(value) for value in means.values)
    if control <= 0 or not math.isfinite(treated / control):
        why = "the control mean is not above zero, so a percentage has no meaning"
        return [*out, refusal(question, why, scale="percent", unit="percent", **fields)]
    gradient = 100 * np.array([1 / control, -treated / control**2])
    value = 100 * (treated / control - 1)
    percent = answer(
        question,
        value,
        delta(gradient, means.covariance()),
        df=means.df(gradient),
        size=100,
        confidence=plan.confidence,
        scale="percent",
        unit="percent",
        **fields,
    )
    return [*out, percent]
