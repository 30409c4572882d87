"""Each question's own definition, applied to both potential outcomes of everybody: plain means, no estimator."""

import math
from collections.abc import Callable

import numpy as np

from mentorlift.science.simulation.organisation import Floats, Ints, meetings_before
from mentorlift.science.simulation.population import Population

Span = tuple[int, int]


def per_day(pop: Population, span: Span, outcome: str = "revenue") -> tuple[float, float]:
    """`itt_per_day`: mean over the window's working days of the mean among those employed on it; (without, with)."""
    return _by_arm(lambda arm: float(np.mean(_daily_means(pop, arm, span, outcome))))


def per_person(pop: Population, span: Span, outcome: str = "revenue") -> tuple[float, float]:
    """`itt`: mean over people, employed on one working day of the window at least, of their mean per employed day."""

    def mean(arm: int) -> float:
        here = _inside(pop, span)
        there = pop.employed(arm)[:, here]
        days = there.sum(axis=1)
        seen = days > 0
        own = (pop.values(outcome)[arm][:, here] * there).sum(axis=1)[seen] / days[seen]
        return float(np.average(own, weights=pop.weight[seen]))

    return _by_arm(mean)


def total(pop: Population, span: Span, outcome: str = "revenue") -> tuple[float, float]:
    """`total_value`: sum over the window per person drawn, nothing after leaving."""
    amounts = pop.values(outcome)
    here = _inside(pop, span)
    return _by_arm(lambda arm: float(pop.weight @ (amounts[arm][:, here] * pop.employed(arm)[:, here]).sum(axis=1)))


def meetings(pop: Population, span: Span) -> tuple[float, float]:
    """Of those with a mentor drawn and at work in the window: share who met, and mean number of meetings."""
    seen = pop.weight * (pop.exit[1] > pop.days[_inside(pop, span)[0]])
    held = np.where(pop.org.meets, meetings_before(pop.exit[1]), 0)
    return float(seen @ (held > 0) / seen.sum()), float(seen @ held / seen.sum())


def staying(pop: Population, day: int) -> tuple[float, float]:
    """Share still employed on tenure day `day`."""
    return _by_arm(lambda arm: float(pop.weight @ (pop.exit[arm] > day)))


def restricted_mean(pop: Population, days: int) -> tuple[float, float]:
    """Mean number of days employed out of the first `days`."""
    return _by_arm(lambda arm: float(pop.weight @ np.minimum(pop.exit[arm], days)))


def parts(pop: Population, span: Span) -> dict[str, float]:
    """Log ratio of the arms' totals per person drawn, and the four it is the sum of."""
    days, calls, sales, money = (total(pop, span, name) for name in ("days", "calls", "sales", "revenue"))
    chain = {"days": (1.0, 1.0), "calls": days, "sales": calls, "revenue": sales}
    tops = {"days": days, "calls": calls, "sales": sales, "revenue": money}
    return {name: math.log(tops[name][1] / chain[name][1]) - math.log(tops[name][0] / chain[name][0]) for name in chain}


def always_stayers(pop: Population, span: Span) -> tuple[float, float]:
    """The target of `lee_bounds`: day by day among those employed either way, averaged over the working days."""
    here = _inside(pop, span)
    both = pop.weight[:, None] * pop.employed(0)[:, here] * pop.employed(1)[:, here]
    return _by_arm(lambda arm: float(np.mean((both * pop.revenue[arm][:, here]).sum(axis=0) / both.sum(axis=0))))


def hazard_ratio(pop: Population, days: int, share_mentored: float) -> float:
    """The average hazard ratio up to `days`: where the expected partial-likelihood score is zero (Breslow's ties)."""
    share = np.array([1 - share_mentored, share_mentored])
    alive = np.array([[pop.weight @ (pop.exit[a] >= t) for t in range(1, days + 1)] for a in (0, 1)]) * share[:, None]
    leave = np.array([[pop.weight @ (pop.exit[a] == t) for t in range(1, days + 1)] for a in (0, 1)]) * share[:, None]
    low, high = -5.0, 5.0
    for _ in range(80):
        log_ratio = (low + high) / 2
        ratio = math.exp(log_ratio)
        expected = leave.sum(axis=0) * ratio * alive[1] / (ratio * alive[1] + alive[0])
        low, high = (log_ratio, high) if leave[1].sum() > expected.sum() else (low, log_ratio)
    return math.exp((low + high) / 2)


def _by_arm(value: Callable[[int], float]) -> tuple[float, float]:
    return value(0), value(1)


def _inside(pop: Population, span: Span) -> Ints:
    return np.flatnonzero((pop.days >= span[0]) & (pop.days < span[1]))


def _daily_means(pop: Population, arm: int, span: Span, outcome: str) -> Floats:
    here = _inside(pop, span)
    weight = pop.weight[:, None] * pop.employed(arm)[:, here]
    return (weight * pop.values(outcome)[arm][:, here]).sum(axis=0) / weight.sum(axis=0)
