"""How small an effect a staggered start can show: serial correlation and leavers as in the history."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mentorlift.science.lottery.power import ROUNDING, NothingVaries, Power
from mentorlift.science.lottery.power_history import Floats
from mentorlift.science.lottery.power_seen import Found, added, expected, share_seen, smallest

# A comparison: what the group gained in the period since the base period, less what those who wait gained.
Cell = tuple[int, int, int]  # group, period, base period


@dataclass(frozen=True, kw_only=True)
class Start:
    """`units` people begin in `period`; beyond the last period: never."""

    period: int
    units: int


def smallest_staggered(
    y: Floats, starts: Sequence[Start], *, confidence: float = 0.95, power: float = 0.8, runs: int = 1000, seed: int = 1
) -> Power:
    """`y`: people of the history x periods (a mean per day each), nan where not employed.

    The comparison is `staggered` over all periods: each group's own average, groups by their people, against those
    who have not begun. Seen as in `Power`: in money, and in percent of what those who begin would have had. By formula:
    the variance of everybody's own part in it, as a member of a group in its own periods (where the gain spreads it)
    and of those who wait in the others'. By simulation: programmes made of people drawn from the history.
    ValueError where no group has both a period before and somebody who still waits.
    """
    weights = _weights(starts, y.shape[1])
    mean = float(np.nanmean(y))
    past = Past.of(y, sorted({base for _, _, base in weights}))
    parts = [_parts_of(start, starts, weights, past) for start in starts]
    free = np.array([max(start.units - 1, 1) for start in starts], dtype=float)
    spread = np.array([[start.units * np.cov(part, rowvar=False)] for start, part in zip(starts, parts, strict=True)])
    error = math.sqrt(float(spread[:, 0, 0, 0].sum()))
    if error <= ROUNDING * abs(mean):
        raise NothingVaries("everybody has the same value, so there is no variation to judge by")
    planned = float(sum(weight * past.mean[base][period] for (_, period, base), weight in weights.items()))
    likely = Staggered(effect=np.zeros(1), level=np.array([planned]), spread=spread, free=free)
    gain = simulated = None
    if planned > 0:
        gain = smallest(lambda gain: expected(likely.at(gain), confidence, power))
    if planned > 0 and runs > 1:
        rng = np.random.default_rng(seed)
        drawn = _simulated(starts, weights, past, parts, runs=runs, rng=rng)
        found = Staggered(effect=drawn[0], level=drawn[1], spread=drawn[2], free=free)
        simulated = smallest(lambda gain: share_seen(found.at(gain), confidence) >= power)
    return Power(
        people=len(y),
        units=sum(start.units for start in starts),
        mean=mean,
        zero_share=float(np.mean(y[~np.isnan(y)] == 0)),
        standard_error=error,
        by_formula=None if gain is None else gain * planned,
        by_formula_percent=None if gain is None else 100 * gain,
        by_simulation=None if simulated is None else simulated * planned,
        by_simulation_percent=None if simulated is None else 100 * simulated,
        runs=runs,
    )


@dataclass(frozen=True, kw_only=True)
class Staggered:
    """`effect` (runs,) that is there by chance, and `level` (runs,) of those who have begun, both before any gain.

    `spread` (starts, runs, 2, 2): what the people of each start add to the covariance of the effect and of what a gain
    adds to it; `free` (starts,) its degrees of freedom.
    """

    effect: Floats
    level: Floats
    spread: Floats
    free: Floats

    def at(self, gain: float) -> Found:
        """As `Contrast.at`: the mentored, and what they would have had; of the difference and of it in percent."""
        top, bottom = (1 + gain) * self.level, self.level - self.effect
        apart = np.broadcast_to([1.0, gain], (len(top), 2))
        # of treated - ratio x would-have-had, whose parts are (1 + gain) x level and level - effect
        ratio = top / bottom
        percent = np.column_stack([ratio, 1 + gain - ratio])
        return top, bottom, [self._error(apart), self._error(percent)]

    def _error(self, gradient: Floats) -> tuple[Floats, Floats]:
        each = np.einsum("ri,srij,rj->sr", gradient, np.broadcast_to(self.spread, self._whole), gradient)
        return added(list(zip(each, self.free, strict=True)))

    @property
    def _whole(self) -> tuple[int, ...]:
        return (len(self.free), len(self.level), 2, 2)


def _waiting(starts: Sequence[Start], group: int, period: int) -> list[Start]:
    return [start for start in starts if start.period > period and start.period != group]


def _weights(starts: Sequence[Start], periods: int) -> dict[Cell, float]:
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


@dataclass(frozen=True, kw_only=True)
class Past:
    """By base period: who has both it and each period (n, T); the change since it, and the figure itself, each about
    its mean among them (n, T), 0 elsewhere; and that mean of the figure (T,)."""

    both: dict[int, Floats]
    change: dict[int, Floats]
    apart: dict[int, Floats]
    mean: dict[int, Floats]

    @classmethod
    def of(cls, y: Floats, bases: Sequence[int]) -> "Past":
        """ValueError where fewer than two have figures in two of the periods."""
        past = cls(both={}, change={}, apart={}, mean={})
        for base in bases:
            moved = y - y[:, [base]]
            there = np.isfinite(moved)
            if (there.sum(axis=0) < 2).any():
                raise ValueError("fewer than two people of the history have figures in two of the periods")
            past.both[base] = there.astype(float)
            past.mean[base] = np.nanmean(np.where(there, y, np.nan), axis=0)
            past.change[base] = np.where(there, moved - np.nanmean(moved, axis=0), 0.0)
            past.apart[base] = np.where(there, y - past.mean[base], 0.0)
        return past


def _parts_of(start: Start, starts: Sequence[Start], weights: Mapping[Cell, float], past: Past) -> Floats:
    """(n, 2): what somebody who begins then adds to the effect, and to what a gain adds to it."""
    parts = np.zeros((len(next(iter(past.both.values()))), 2))
    for (group, period, base), weight in weights.items():
        share = past.both[base][:, period].mean()
        if group == start.period:
            scale = weight / start.units / share
            parts += scale * np.column_stack([past.change[base][:, period], past.apart[base][:, period]])
        elif start.period > period:
            waiting = sum(each.units for each in _waiting(starts, group, period))
            parts[:, 0] -= weight / waiting / share * past.change[base][:, period]
    return parts


def _simulated(
    starts: Sequence[Start],
    weights: Mapping[Cell, float],
    past: Past,
    parts: Sequence[Floats],
    *,
    runs: int,
    rng: np.random.Generator,
) -> tuple[Floats, Floats, Floats]:
    """(effect, level, spread) as `Staggered` has them, in `runs` programmes without an effect."""
    n = len(parts[0])
    times = {start: rng.multinomial(start.units, np.full(n, 1 / n), size=runs).astype(float) for start in starts}

    def mean(figures: Floats, who: Sequence[Start], period: int, base: int) -> Floats:
        count = sum(times[s] @ past.both[base][:, period] for s in who)
        return np.asarray(sum(times[s] @ figures[:, period] for s in who) / np.maximum(count, 1))

    effect, level = np.zeros(runs), np.zeros(runs)
    for (group, period, base), weight in weights.items():
        own = [start for start in starts if start.period == group]
        waiting = _waiting(starts, group, period)
        change = past.change[base]
        effect += weight * (mean(change, own, period, base) - mean(change, waiting, period, base))
        level += weight * (past.mean[base][period] + mean(past.apart[base], own, period, base))
    spread = np.array([_spread(times[start], each) for start, each in zip(starts, parts, strict=True)])
    return effect, level, spread


def _spread(times: Floats, parts: Floats) -> Floats:
    """(runs, 2, 2): covariance of the sum of the parts of those drawn `times` (runs, n), as these show it."""
    drawn = times[0].sum()
    sums = times @ parts
    products = times @ (parts[:, :, None] * parts[:, None, :]).reshape(len(parts), 4)
    return drawn / max(drawn - 1, 1) * (products.reshape(-1, 2, 2) - sums[:, :, None] * sums[:, None, :] / drawn)
