"""How small an effect a staggered start can show: serial correlation and leavers as in the history."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .power import ROUNDING, Floats, NothingVaries, Power

# A comparison is (group, period, base period): what the group gained since, less what those who wait gained.


@dataclass(frozen=True, kw_only=True)
class Start:
    """`units` people begin in `period`; beyond the last period: never."""

    period: int
    units: int


def smallest_staggered(
    y: Floats, starts: Sequence[Start], *, confidence: float = 0.95, power: float = 0.8, runs: int = 400, seed: int = 1
) -> Power:
    """`y`: people of the history x periods (a mean per day each), nan where not employed.

    The comparison is `staggered` over all periods: each group's own average, groups by their people, against those
    who have not begun. By formula: the variance of everybody's own part in it, as a member of a group in its own
    periods and of those who wait in the others'. By simulation: the spread of the estimate over programmes made of
    people drawn from the history. ValueError where no group has both a period before and somebody who still waits.
    """
    from scipy.special import ndtri

    weights = _weights(starts, y.shape[1])
    mean = float(np.nanmean(y))
    both, change = _changes(y, sorted({base for _, _, base in weights}))
    error = math.sqrt(sum(_variance_of(start, starts, weights, both, change) for start in starts))
    if error <= ROUNDING * abs(mean):
        raise NothingVaries("everybody has the same value, so there is no variation to judge by")
    factor = float(ndtri(0.5 + confidence / 2) + ndtri(power))
    rng = np.random.default_rng(seed)
    spread = float(np.std(_simulated(starts, weights, both, change, runs=runs, rng=rng), ddof=1)) if runs > 1 else None
    return Power(
        people=len(y),
        units=sum(start.units for start in starts),
        mean=mean,
        zero_share=float(np.mean(y[~np.isnan(y)] == 0)),
        standard_error=error,
        by_formula=factor * error,
        by_formula_percent=100 * factor * error / mean if mean > 0 else None,
        by_simulation=None if spread is None else factor * spread,
        by_simulation_percent=100 * factor * spread / mean if spread is not None and mean > 0 else None,
        runs=runs,
    )


def _waiting(starts: Sequence[Start], group: int, period: int) -> list[Start]:
    return [start for start in starts if start.period > period and start.period != group]


def _weights(starts: Sequence[Start], periods: int) -> dict[tuple[int, int, int], float]:
    """(group, period, base) -> its weight in the overall effect."""
    cells = {
        start.period: [t for t in range(start.period, periods) if _waiting(starts, start.period, t)]
        for start in starts
        if 0 < start.period < periods
    }
    size = {start.period: start.units for start in starts if cells.get(start.period)}
    if not size:
        raise ValueError("no group has both a period before its start and somebody who still waits")
    total = sum(size.values())
    return {(g, t, g - 1): size[g] / total / len(cells[g]) for g in size for t in cells[g]}


def _changes(y: Floats, bases: Sequence[int]) -> tuple[dict[int, Floats], dict[int, Floats]]:
    """Base -> who has both it and each period (n, T), and the change since it about its mean (n, T), 0 elsewhere."""
    both, change = {}, {}
    for base in bases:
        moved = y - y[:, [base]]
        there = np.isfinite(moved)
        if (there.sum(axis=0) < 2).any():
            raise ValueError("fewer than two people of the history have figures in two of the periods")
        both[base] = there.astype(float)
        change[base] = np.where(there, moved - np.nanmean(moved, axis=0), 0.0)
    return both, change


def _variance_of(
    start: Start,
    starts: Sequence[Start],
    weights: dict[tuple[int, int, int], float],
    both: dict[int, Floats],
    change: dict[int, Floats],
) -> float:
    """What the people of one start add to the variance of the overall effect."""
    part = np.zeros(len(next(iter(change.values()))))
    for (group, period, base), weight in weights.items():
        share = both[base][:, period].mean()
        if group == start.period:
            part += weight / start.units / share * change[base][:, period]
        elif start.period > period:
            waiting = sum(each.units for each in _waiting(starts, group, period))
            part -= weight / waiting / share * change[base][:, period]
    return start.units * float(np.var(part, ddof=1))


def _simulated(
    starts: Sequence[Start],
    weights: dict[tuple[int, int, int], float],
    both: dict[int, Floats],
    change: dict[int, Floats],
    *,
    runs: int,
    rng: np.random.Generator,
) -> Floats:
    """The overall effect in `runs` programmes without one."""
    n = len(next(iter(change.values())))
    times = {start: rng.multinomial(start.units, np.full(n, 1 / n), size=runs).astype(float) for start in starts}
    total = np.zeros(runs)
    sums = {(s, base): times[s] @ change[base] for s in starts for base in change}
    there = {(s, base): times[s] @ both[base] for s in starts for base in both}

    def mean(who: Sequence[Start], period: int, base: int) -> Floats:
        count = sum(there[s, base][:, period] for s in who)
        return np.asarray(sum(sums[s, base][:, period] for s in who) / np.maximum(count, 1))

    for (group, period, base), weight in weights.items():
        own = [start for start in starts if start.period == group]
        total += weight * (mean(own, period, base) - mean(_waiting(starts, group, period), period, base))
    return total
