"""`confidence_sequence`: an interval that may be looked at as often as one likes while people complete the window."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from .codes import distinct
from .comparison import Comparison, compare, entered, unit_of_error
from .contrast import ROUNDING, delta
from .data import Bools, Floats, Panel, Units
from .estimate import Estimate, NotEstimable
from .plan import Plan
from .questions import days_with_value, per_window
from .total_value import weighted_means, window_total

FEWEST_PER_ARM = 20  # below it the normal approximation under the sequence cannot be trusted
FEWEST_COUNTING = 40  # where chances differ, of equal weight: with 20 all looks together held in 92 % instead of 95 %
REFERENCE = "Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2024), Ann. Stat. 52(6), theorem 2.2"
PLAIN = np.array([1.0, -1.0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The interval once `completed` people had completed the window."""

    completed: int
    estimate: float
    se: float
    low: float
    high: float
    p_value: float


def confidence_sequence(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """Effect on total value per drawn person so far, early and late, per treated arm.

    The index of the sequence is the number of people who have completed the window, in order of start, never daily
    rows: a person's days are not independent. Its intervals hold the effect at all looks together with the plan's
    confidence (asymptotically), and are narrowest once everybody drawn has completed. Where chances differ, people
    weigh one over their own; the theorem asks for contributions of one person each and has them.
    """

    def answers(arm: int, window: str, labels: dict[str, Any]) -> list[Estimate]:
        span = plan.span(window)
        inside = entered(units, span)
        comparison, look = _look(units, window_total(panel, span), inside, arm, plan.confidence)
        planned = int(((units.arm == arm) | (units.arm == 0)).sum())
        return [
            Estimate(
                question="confidence_sequence",
                unit="currency",
                method=f"asymptotic confidence sequence over completed people, {look.completed} of {planned}",
                estimate=look.estimate,
                se=look.se,
                ci_low=look.low,
                ci_high=look.high,
                p_value=look.p_value,
                reference=REFERENCE,
                rows=days_with_value(panel, comparison, span),
                **comparison.sizes(),
                **labels,
            )
        ]

    return per_window("confidence_sequence", units, panel, answers, scales=(("difference", "currency"),))


def looks(units: Units, panel: Panel, plan: Plan, *, arm: int = 1, window: str = "early") -> tuple[Look, ...]:
    """The sequence itself: one look for each starting date whose people have completed the window, earliest first.

    Raises NotEstimable where nobody has completed it or controls were served in it; looks with fewer than 20 people
    (or teams) in an arm are left out.
    """
    inside = entered(units, plan.span(window))
    total = window_total(panel, plan.span(window))
    out = []
    for reached in np.unique(units.observed_day[inside])[::-1]:
        try:
            out.append(_look(units, total, inside & (units.observed_day >= reached), arm, plan.confidence)[1])
        except NotEstimable:
            continue
    return tuple(out)


def _look(units: Units, total: Floats, inside: Bools, arm: int, confidence: float) -> tuple[Comparison, Look]:
    comparison = compare(units, arm, inside, unit_of_error(units))
    unit = comparison.unit[comparison.people]
    sizes = [distinct(unit[side]) for side in (comparison.treated, ~comparison.treated)]
    counting = int(comparison.effective.sum(axis=1).min())
    if min(sizes) < FEWEST_PER_ARM:
        have = f"{min(sizes)} people or groups of an arm have completed the window"
        raise NotEstimable(f"{have}; a sequence needs {FEWEST_PER_ARM} in each")
    if units.chance is not None and counting < FEWEST_COUNTING:
        raise NotEstimable(
            f"chances are so unlike that an arm counts as {counting} people; {FEWEST_COUNTING} in each are needed"
        )
    means = weighted_means(comparison, [total[comparison.people]])
    value = float(means.values @ PLAIN)
    se = delta(PLAIN, means.covariance())
    if se <= ROUNDING * float(np.abs(means.values).max()):
        raise NotEstimable("within the arms everybody has the same total")
    drawn = (units.arm == arm) | (units.arm == 0)
    planned = distinct(comparison.unit[drawn])
    count = sum(sizes)
    rho = mixing(planned, confidence)
    reach = width(count, rho, confidence) * math.sqrt(count) * se
    return comparison, Look(
        completed=len(comparison.people),
        estimate=value,
        se=se,
        low=value - reach,
        high=value + reach,
        p_value=anytime_p(value / se, count, rho),
    )


def mixing(planned: int, confidence: float) -> float:
    """The rho that makes the sequence narrowest after `planned` people (same paper, appendix B.2)."""
    tail = -2 * math.log(1 - confidence)
    return math.sqrt((tail + math.log(tail) + 1) / planned)


def width(count: int, rho: float, confidence: float) -> float:
    """Half width in standard deviations of one person's contribution after `count` people (theorem 2.2)."""
    scaled = count * rho**2
    return math.sqrt(2 * (scaled + 1) / (count * scaled) * math.log(math.sqrt(scaled + 1) / (1 - confidence)))


def anytime_p(z: float, count: int, rho: float) -> float:
    """The smallest error rate at which the sequence with this rho excludes zero; valid at any look."""
    scaled = count * rho**2
    return min(1.0, math.sqrt(scaled + 1) * math.exp(-(z**2) * scaled / (2 * (scaled + 1))))
