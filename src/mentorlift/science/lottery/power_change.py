"""Power of a comparison group: of the changes since before the start, which nobody drew."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mentorlift.science.effects.data import Bools, Floats, Ints
from mentorlift.science.lottery.power import Power, enough, in_full, shown
from mentorlift.science.lottery.power_history import MEMORY
from mentorlift.science.lottery.power_seen import Found, Sample, added, of_percent, share_seen, smallest
from mentorlift.science.progress import Progress, part_of, unheard


@dataclass(frozen=True, kw_only=True)
class Means:
    """Mean after and before (runs,), and variances and covariance of the two."""

    after: Floats
    before: Floats
    of_after: Floats
    of_both: Floats
    of_before: Floats

    def variance(self, grown: Floats | float, ratio: Floats | float) -> Floats:
        """Of grown x after - ratio x before."""
        return np.asarray(grown**2 * self.of_after - 2 * grown * ratio * self.of_both + ratio**2 * self.of_before)


@dataclass(frozen=True, kw_only=True)
class Changes:
    """Each unit's people and their sums, of the mean of each person after and before. Arrays (units,)."""

    size: Floats
    after: Floats
    before: Floats

    @classmethod
    def of(cls, after: Floats, before: Floats, codes: Ints) -> "Changes":
        units = int(codes.max()) + 1
        weights = (np.ones(len(codes)), after, before)
        sums = [np.bincount(codes, weights=each, minlength=units).astype(np.float64) for each in weights]
        return cls(size=sums[0], after=sums[1], before=sums[2])

    @property
    def units(self) -> int:
        return len(self.size)

    @cached_property
    def _products(self) -> Floats:
        """What the means and their variances need of each unit, (units, 9)."""
        s, a, b = self.size, self.after, self.before
        return np.column_stack([s, a, b, s * s, a * a, b * b, a * s, b * s, a * b])

    def means(self, times: Floats) -> Means:
        """With each unit so often, `times` (runs, units): the variance is that of the units about their mean."""
        s, a, b, ss, aa, bb, as_, bs, ab = (times @ self._products).T
        drawn = times.sum(axis=1)
        after, before = a / s, b / s
        scale = drawn / np.maximum(drawn - 1, 1) / s**2
        return Means(
            after=after,
            before=before,
            of_after=scale * (aa - 2 * after * as_ + after**2 * ss),
            of_both=scale * (ab - after * bs - before * as_ + after * before * ss),
            of_before=scale * (bb - 2 * before * bs + before**2 * ss),
        )

    def expected(self, drawn: int) -> Means:
        """Of `drawn` units like these."""
        found, more = self.means(np.ones((1, self.units))), self.units / drawn
        return Means(
            after=found.after,
            before=found.before,
            **{name: more * getattr(found, name) for name in ("of_after", "of_both", "of_before")},
        )

    def resampled(self, drawn: int, *, runs: int, rng: np.random.Generator, progress: Progress) -> Means:
        """Of `drawn` units, in `runs` samples with replacement."""
        block = max(1, MEMORY // self.units)
        parts = []
        for start in range(0, runs, block):
            times = rng.multinomial(drawn, np.full(self.units, 1 / self.units), size=min(block, runs - start))
            parts.append(self.means(times.astype(np.float64)))
            progress(min(runs, start + block), runs)
        return Means(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in Means.__annotations__})


@dataclass(frozen=True, kw_only=True)
class Changed:
    """What the treated gained since before, less what the others gained, out of samples with their means."""

    samples: Sequence[Sample]
    means: Sequence[Means]

    def at(self, gain: float) -> Found:
        """The treated's mean after, and what it would have been: theirs before and the change of the others.

        As in `Contrast.at` a percentage is above zero where the difference exceeds so many errors of
        treated - ratio x (what it would have been).
        """
        grown = 1 + gain
        top = bottom = np.zeros(len(self.means[0].after))
        for sample, mean in zip(self.samples, self.means, strict=True):
            share = abs(sample.weight)
            if sample.weight > 0:
                top, bottom = top + share * grown * mean.after, bottom + share * mean.before
            else:
                bottom = bottom + share * (mean.after - mean.before)
        percent, free = self._error(grown, np.divide(top, bottom, out=np.ones(len(top)), where=bottom > 0))
        return top, bottom, [self._error(grown, np.ones(1)), (of_percent(percent, bottom), free)]

    def _error(self, grown: float, ratio: Floats) -> tuple[Floats, Floats]:
        """Variance of treated - ratio x (what it would have been) and its degrees of freedom."""
        parts = []
        for sample, mean in zip(self.samples, self.means, strict=True):
            variance = mean.variance(grown, ratio) if sample.weight > 0 else ratio**2 * mean.variance(1.0, 1.0)
            parts.append((sample.weight**2 * variance, max(sample.units - 1, 1)))
        return added(parts)


def smallest_change(
    after: Floats,
    before: Floats,
    samples: Sequence[Sample],
    *,
    group: Ints | None = None,
    confidence: float = 0.95,
    power: float = 0.8,
    runs: int = 1000,
    seed: int = 1,
    progress: Progress = unheard,
) -> Power:
    """The smallest effect that `difference_in_differences` shows; as `smallest_of`.

    `after`, `before`: people x working days of two windows of their past, as far apart as the planned ones, nan where
    not employed; who lacks one of them is not compared. What is seen is whether their changes differ: that both groups
    would have moved alike is taken for granted, as the estimator takes it, and is not what the interval says.
    Source: Bertrand, Duflo and Mullainathan (2004), QJE 119(1), section IV.C (one change a unit, so that the way
    days hang together counts).
    """
    enough(samples)
    known = np.asarray(np.isfinite(after).any(axis=1) & np.isfinite(before).any(axis=1))
    units = np.unique(np.arange(len(after)) if group is None else group, return_inverse=True)[1]
    history = _changes(after, before, units, known, None)
    pools = [_changes(after, before, units, known, sample.pool) for sample in samples]
    around = Changed(samples=samples, means=[p.expected(s.units) for p, s in zip(pools, samples, strict=True)])
    level = float(history.after.sum() / history.size.sum())
    formula = shown(around, level, confidence=confidence, power=power)
    gain = None
    if runs and level > 0:
        rng = np.random.default_rng(seed)
        drawn = [
            pool.resampled(sample.units, runs=runs, rng=rng, progress=part_of(progress, number, of=len(samples)))
            for number, (pool, sample) in enumerate(zip(pools, samples, strict=True))
        ]
        simulated = Changed(samples=samples, means=drawn)
        gain = smallest(lambda gain: share_seen(simulated.at(gain), confidence) >= power)
    return in_full(after[known], units=history.units, level=level, formula=formula, gain=gain, runs=runs)


def _changes(after: Floats, before: Floats, units: Ints, known: Bools, pool: Bools | None) -> Changes:
    """Of those with both; of all of these where the pool has fewer than two units. ValueError where they all have."""
    inside = known if pool is None else known & pool
    codes = np.unique(units[inside], return_inverse=True)[1]
    if len(codes) and codes.max() > 0:
        return Changes.of(np.nanmean(after[inside], axis=1), np.nanmean(before[inside], axis=1), codes)
    if pool is None:
        raise ValueError("fewer than two people have figures in both windows of their past")
    return _changes(after, before, units, known, None)
