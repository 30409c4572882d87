"""How small an effect these people can show, before anything starts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorlift.science.progress import Progress, part_of, unheard

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LARGEST_GAIN = 100.0  # a hundredfold; beyond it the answer is "none"
ROUNDING = 1e-12  # of the mean; a spread below it is none
MEMORY = 20_000_000  # numbers held at once by the simulation


class NothingVaries(ValueError):
    """Everybody has the same figure, so no size of effect can be worked out."""


@dataclass(frozen=True, kw_only=True)
class Power:
    """The smallest effect seen with probability `power` at two-sided level 1 - `confidence`.

    Money is per employed day, percent of `mean`. By formula: (z_level + z_power) x standard error of the planned
    comparison, where a gain in percent spreads those who have it further apart as well (`standard_error` is that
    without a gain). By simulation: the gain in percent at which that share of simulated programmes, people drawn anew
    from the history, shows an effect. None where no gain is large enough. `zero_share`: of the person-days, those
    with a zero.
    """

    people: int
    units: int
    mean: float
    zero_share: float
    standard_error: float
    by_formula: float | None
    by_formula_percent: float | None
    by_simulation: float | None
    by_simulation_percent: float | None
    runs: int


@dataclass(frozen=True, kw_only=True)
class Sample:
    """People to be drawn into one arm (of one stratum, of one branch), as a part of the planned difference.

    The difference is the sum of `weight` x mean over all samples. `gain`: how much of the effect its people have, so
    that the sum of weight x gain is 1. `units` will be drawn; `pool` (n,) marks the people of the history they are
    like, None for all.
    """

    units: int
    weight: float
    gain: float = 0.0
    pool: Bools | None = None


def smallest_visible(
    y: Floats,
    treated: int,
    control: int,
    *,
    group: Ints | None = None,
    scheduled: Floats | None = None,
    confidence: float = 0.95,
    power: float = 0.8,
    runs: int = 1000,
    seed: int = 1,
    progress: Progress = unheard,
) -> Power:
    """The comparison of two arms without strata: see `smallest_of`. `treated`, `control`: units drawn to each arm."""
    samples = (Sample(units=treated, weight=1.0, gain=1.0), Sample(units=control, weight=-1.0))
    return smallest_of(
        y,
        samples,
        group=group,
        scheduled=scheduled,
        confidence=confidence,
        power=power,
        runs=runs,
        seed=seed,
        progress=progress,
    )


def smallest_of(
    y: Floats,
    samples: Sequence[Sample],
    *,
    group: Ints | None = None,
    scheduled: Floats | None = None,
    confidence: float = 0.95,
    power: float = 0.8,
    runs: int = 1000,
    seed: int = 1,
    progress: Progress = unheard,
) -> Power:
    """`y`: people of earlier cohorts (or of the pre-period) x working days, nan where not employed.

    Those who left before the window belong in it, as rows of nan: some of the people to be drawn will leave too.

    `group`: who is drawn together (default: each person alone). `scheduled`: for how many people each column is a
    working day, so that a day on which hardly anybody works counts little (default: all alike). `progress` hears of
    the simulated samples. The comparison is that of `itt_per_day`. ValueError without two groups that have a number,
    NothingVaries where all have the same.
    Source: Bloom (1995), "Minimum detectable effects", Evaluation Review 19(5), 547-556.
    """
    from scipy.special import ndtri

    history = History.of(y, group, scheduled)
    error, reach = by_formula(history, samples, confidence=confidence, power=power)
    level = history.mean
    rng = np.random.default_rng(seed)
    drawn = [
        history.pool(sample.pool).resampled(
            sample.units, runs=runs, rng=rng, progress=part_of(progress, number, of=len(samples))
        )
        for number, sample in enumerate(samples)
    ]
    gain = _smallest_gain(samples, drawn, critical=float(ndtri(0.5 + confidence / 2)), power=power) if runs else None
    return Power(
        people=len(y),
        units=history.units,
        mean=level,
        zero_share=float(np.mean(y[~np.isnan(y)] == 0)),
        standard_error=error,
        by_formula=reach,
        by_formula_percent=100 * reach / level if reach is not None and level > 0 else None,
        by_simulation=gain * level if gain is not None and level > 0 else None,
        by_simulation_percent=100 * gain if gain is not None and level > 0 else None,
        runs=runs,
    )


def by_formula(
    history: "History", samples: Sequence[Sample], *, confidence: float = 0.95, power: float = 0.8
) -> tuple[float, float | None]:
    """(standard error without a gain, smallest visible effect). NothingVaries where all people are alike."""
    from scipy.special import ndtri

    variances = [sample.weight**2 * history.pool(sample.pool).variance / sample.units for sample in samples]
    error = math.sqrt(sum(variances))
    if error <= ROUNDING * abs(history.mean):
        raise NothingVaries("everybody has the same value, so there is no variation to judge by")
    factor = float(ndtri(0.5 + confidence / 2) + ndtri(power))
    return error, _gain_by_formula(samples, variances, history.mean, factor)


@dataclass(frozen=True, kw_only=True)
class History:
    """People x used days, who is drawn together, and how much each day counts."""

    y: Floats
    codes: Ints
    day_weight: Floats
    mean: float
    variance: float  # of a unit's influence on the mean

    @classmethod
    def of(cls, y: Floats, group: Ints | None, scheduled: Floats | None) -> "History":
        codes = np.unique(np.arange(len(y)) if group is None else group, return_inverse=True)[1]
        used = ~np.isnan(y).all(axis=0)
        day_weight = np.ones(int(used.sum())) if scheduled is None else scheduled[used].astype(float)
        return cls._of(y[:, used], codes, day_weight)

    @classmethod
    def _of(cls, y: Floats, codes: Ints, day_weight: Floats) -> "History":
        units = int(codes.max()) + 1 if len(codes) else 0
        if units < 2 or y.shape[1] == 0 or np.isnan(y).all():
            raise ValueError("fewer than two people have a value in this window")
        mean, influence = _mean_and_influence(y, np.ones((1, len(y))), day_weight)
        per_unit = np.bincount(codes, weights=influence[0]) * units / len(y)
        return cls(
            y=y, codes=codes, day_weight=day_weight, mean=float(mean[0]), variance=float(np.var(per_unit, ddof=1))
        )

    @property
    def units(self) -> int:
        return int(self.codes.max()) + 1

    def pool(self, of: Bools | None) -> "History":
        """The part of it that some of the people to be drawn are like; all of it where that part is too small."""
        if of is None:
            return self
        codes = np.unique(self.codes[of], return_inverse=True)[1]
        try:
            return self._of(self.y[of], codes, self.day_weight)
        except ValueError:
            return self

    def resampled(
        self, drawn: int, *, runs: int, rng: np.random.Generator, progress: Progress
    ) -> tuple[Floats, Floats]:
        """Mean and its variance, as `drawn` units would give them, in `runs` samples with replacement."""
        member = np.zeros((len(self.codes), self.units)) if self.units < len(self.codes) else None
        if member is not None:
            member[np.arange(len(self.codes)), self.codes] = 1
        means, variances = [np.zeros(0)], [np.zeros(0)]
        block = max(1, MEMORY // (4 * len(self.codes)))
        unbiased = drawn / max(drawn - 1, 1)
        for start in range(0, runs, block):
            count = min(block, runs - start)
            times: Floats = rng.multinomial(drawn, np.full(self.units, 1 / self.units), size=count).astype(np.float64)
            weights = times[:, self.codes]
            mean, influence = _mean_and_influence(self.y, weights, self.day_weight)
            by_unit = influence if member is None else influence @ member
            means.append(mean)
            variances.append(unbiased * (times * by_unit**2).sum(axis=1) / weights.sum(axis=1) ** 2)
            progress(min(runs, start + block), runs)
        return np.concatenate(means), np.concatenate(variances)


def _mean_and_influence(y: Floats, weights: Floats, day_weight: Floats) -> tuple[Floats, Floats]:
    """Mean over days of the daily mean, and each person's influence on it, for every row of `weights` (runs x people).

    Days count by `day_weight`.

    The variance of the mean is the weighted sum of squared influences (added up by unit) / (sum of weights) squared.
    """
    there = (~np.isnan(y)).astype(float)
    values = np.nan_to_num(y)
    present = weights @ there
    used = present > 0
    counted = np.where(used, day_weight, 0.0)
    days = counted.sum(axis=1)
    per_day = np.divide(counted, present, out=np.zeros_like(present), where=used)
    means = (weights @ values) * per_day
    daily = np.divide(weights @ values, present, out=np.zeros_like(present), where=used)
    raw = per_day @ values.T - (daily * per_day) @ there.T
    return means.sum(axis=1) / days, raw * (weights.sum(axis=1) / days)[:, None]


def _gain_by_formula(
    samples: Sequence[Sample], variances: Sequence[float], level: float, factor: float
) -> float | None:
    """The effect, `factor` standard errors large, where each sample's spread grows with its own share of the gain.

    With gain g in shares of `level`: (g level)^2 = factor^2 x sum of variances (1 + gain g)^2. Where the level is not
    above zero nothing grows.
    """
    plain = sum(variances)
    if level <= 0:
        return factor * math.sqrt(plain)
    mixed = sum(v * sample.gain for sample, v in zip(samples, variances, strict=True))
    own = sum(v * sample.gain**2 for sample, v in zip(samples, variances, strict=True))
    a, b, c = level**2 - factor**2 * own, factor**2 * mixed, factor**2 * plain
    if a <= 0:
        return None
    gain = (b + math.sqrt(b * b + a * c)) / a
    return gain * level if gain <= LARGEST_GAIN else None


def _smallest_gain(
    samples: Sequence[Sample], drawn: Sequence[tuple[Floats, Floats]], *, critical: float, power: float
) -> float | None:
    """The relative gain at which a share `power` of the runs shows an effect, by bisection."""

    def shown(gain: float) -> float:
        difference = variance = np.zeros(1)
        for sample, (mean, spread) in zip(samples, drawn, strict=True):
            factor = sample.weight * (1 + sample.gain * gain)
            difference, variance = difference + factor * mean, variance + factor**2 * spread
        return float(np.mean(difference > critical * np.sqrt(variance)))

    low, high = 0.0, LARGEST_GAIN
    if shown(high) < power:
        return None
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if shown(middle) >= power else (middle, high)
    return high
