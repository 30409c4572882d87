"""What earlier cohorts tell about the people to be drawn: level, spread between units, and samples with replacement."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mentorlift.science.lottery.power_chances import Chances
from mentorlift.science.progress import Progress

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MEMORY = 20_000_000  # numbers held at once by the simulation


@dataclass(frozen=True, kw_only=True)
class History:
    """People x used days, who is drawn together, and how much each day counts."""

    y: Floats
    codes: Ints
    day_weight: Floats
    mean: float
    chances: Chances | None = None

    @classmethod
    def of(cls, y: Floats, group: Ints | None, scheduled: Floats | None) -> "History":
        """Raises ValueError without two groups that have a number."""
        codes = np.unique(np.arange(len(y)) if group is None else group, return_inverse=True)[1]
        used = ~np.isnan(y).all(axis=0)
        day_weight = np.ones(int(used.sum())) if scheduled is None else scheduled[used].astype(float)
        return cls._of(y[:, used], codes, day_weight)

    @classmethod
    def _of(cls, y: Floats, codes: Ints, day_weight: Floats) -> "History":
        units = int(codes.max()) + 1 if len(codes) else 0
        if units < 2 or y.shape[1] == 0 or np.isnan(y).all():
            raise ValueError("fewer than two people have a value in this window")
        mean = _mean_and_influence(y, np.ones((1, len(y))), day_weight)[0]
        return cls(y=y, codes=codes, day_weight=day_weight, mean=float(mean[0]))

    @property
    def units(self) -> int:
        return int(self.codes.max()) + 1

    def variance(self, drawn: int) -> float:
        """Of a unit's influence on the mean of `drawn` units.

        Where some have left, who is still there on a day is chance, and the mean of n people is on average less sure
        than that of the expected number: 1 / n is larger by the factor 1 + (1 - share there) / (expected number).
        """
        there = (~np.isnan(self.y)).mean(axis=0)
        worth = drawn if self.chances is None else drawn / self.chances.per_effective
        expected = worth * len(self.y) / self.units * there
        thin = np.sqrt(1 + (1 - there) / np.maximum(expected, 1.0))
        influence = _mean_and_influence(self.y, np.ones((1, len(self.y))), self.day_weight, stretch=thin)[1]
        per_unit = np.bincount(self.codes, weights=influence[0]) * self.units / len(self.y)
        return float(np.var(per_unit, ddof=1)) if self.chances is None else self.chances.spread(per_unit)

    def pool(self, of: Bools | None, chances: Chances | None = None) -> "History":
        """The part of it that some of the people to be drawn are like, with their chances of the arm where these
        differ; all of it where that part is too small."""
        everybody = replace(self, chances=chances)
        if of is None:
            return everybody
        units, codes = np.unique(self.codes[of], return_inverse=True)
        try:
            part = self._of(self.y[of], codes, self.day_weight)
        except ValueError:
            return everybody
        return replace(part, chances=chances and chances.within(units))

    def resampled(
        self, drawn: int, *, runs: int, rng: np.random.Generator, progress: Progress
    ) -> tuple[Floats, Floats]:
        """Mean and its variance, as `drawn` units would give them, in `runs` samples with replacement."""
        member = np.zeros((len(self.codes), self.units)) if self.units < len(self.codes) else None
        if member is not None:
            member[np.arange(len(self.codes)), self.codes] = 1
        means, variances = [np.zeros(0)], [np.zeros(0)]
        block = max(1, MEMORY // (4 * len(self.codes)))
        for start in range(0, runs, block):
            count = min(block, runs - start)
            times, squares = self._times(drawn, count, rng)
            weights = times[:, self.codes]
            own = weights if squares is times else squares[:, self.codes]
            mean, influence = _mean_and_influence(self.y, weights, self.day_weight, squares=own)
            by_unit = influence if member is None else influence @ member
            free = 1 - squares.sum(axis=1) / times.sum(axis=1) ** 2  # left of one's own deviation
            spread = (squares * by_unit**2).sum(axis=1) / np.where(free > 0, free, 1.0)
            means.append(mean)
            variances.append(spread / weights.sum(axis=1) ** 2)
            progress(min(runs, start + block), runs)
        return np.concatenate(means), np.concatenate(variances)

    def _times(self, drawn: int, runs: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """How often each unit is in each run, or the sum of its weights; and the sum of their squares."""
        if self.chances is not None:
            return self.chances.drawn(drawn, units=self.units, runs=runs, rng=rng)
        times: Floats = rng.multinomial(drawn, np.full(self.units, 1 / self.units), size=runs).astype(np.float64)
        return times, times


def _mean_and_influence(
    y: Floats, weights: Floats, day_weight: Floats, *, stretch: Floats | None = None, squares: Floats | None = None
) -> tuple[Floats, Floats]:
    """Mean over days of the daily mean, and each person's influence on it, for every row of `weights` (runs x people).

    Days count by `day_weight`; `stretch` multiplies the influence of each. With `squares`, the sums of the squared
    weights, what deviations from the mean of the few who are there lose is given back, as the comparison does.

    The variance of the mean is the sum of squares x squared influences (added up by unit) / (sum of weights) squared.
    """
    from mentorlift.science.effects.own_mean import for_own_mean

    there = (~np.isnan(y)).astype(float)
    values = np.nan_to_num(y)
    present = weights @ there
    used = present > 0
    counted = np.where(used, day_weight, 0.0)
    days = counted.sum(axis=1)
    per_day = np.divide(counted, present, out=np.zeros_like(present), where=used)
    sums = weights @ values
    daily = np.divide(sums, present, out=np.zeros_like(present), where=used)
    means = (sums * per_day).sum(axis=1) / days
    if stretch is not None:
        per_day = per_day * stretch
    if squares is not None:
        total = weights.sum(axis=1)
        everybody = (1.0, float((squares.sum(axis=1) / total**2).mean()))
        held = np.where(used, present, 1.0)
        own = present if squares is weights else squares @ there
        per_day = per_day * for_own_mean(held, np.where(used, own, 0.0), everybody)
    raw = per_day @ values.T - (daily * per_day) @ there.T
    return means, raw * (weights.sum(axis=1) / days)[:, None]
