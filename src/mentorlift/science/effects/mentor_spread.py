"""The variance between mentors against that between the protégés of one, with its interval for normal totals.

F(g), the mean of the squared contrasts over their variance at the ratio g, is an F statistic at the true g. The exact
interval lies where it meets its quantiles: Harville and Fenech (1985), Biometrics 41(1). Where mentors differ less than
chance alone would have it, that is the point 0, or empty: not because a spread is ruled out, but because the contrasts
happened to be small. So the upper end is at least that of a sample at the lower 16 % of those there can be without any
spread: what the contrasts lack to this quantile of F(0) is given to them in equal shares before the end is sought. The
interval never is narrower than the exact one, and is that one where F(0) reaches the quantile. A limit that power
constrains, at a power of 16 %: Cowan, Cranmer, Gross and Vitells (2011), arXiv:1105.3166.
"""

from dataclasses import dataclass, replace

import numpy as np

from .contrast import ROUNDING
from .data import Floats, Ints
from .estimate import NotEstimable
from .random_effects import crossing

POWER = 0.15865525393145707  # of the smallest spread that can be ruled out: one standard deviation below the middle
SMALLEST = 1e-9  # relative; an axis below it tells pools apart, not mentors


@dataclass(frozen=True, kw_only=True)
class Spread:
    """`square` (r,): squared contrasts between mentors, of variance rest^2 (1 + g `axis`); `free`: of `rest`."""

    square: Floats
    axis: Floats
    rest: float
    free: int

    @classmethod
    def of(cls, total: Floats, pool: Ints, mentor: Ints) -> "Spread":
        """From totals (m,) with dense codes of pool and mentor; each mentor belongs to one pool."""
        pools, mentors = int(pool.max()) + 1, int(mentor.max()) + 1
        in_pool, size = np.bincount(pool).astype(float), np.bincount(mentor).astype(float)
        own = np.zeros((mentors, pools))  # share of a mentor in the protégés of a pool, times the pool's root
        own[mentor, pool] = 1.0
        carried = own * size[:, None] / np.sqrt(in_pool)
        axis, turn = np.linalg.eigh(np.diag(size) - carried @ carried.T)
        held = total - (np.bincount(pool, weights=total) / in_pool)[pool]
        sums = np.bincount(mentor, weights=held)
        used = axis > SMALLEST * axis.max()
        square = (turn[:, used].T @ sums) ** 2 / axis[used]
        within = total - (np.bincount(mentor, weights=total) / size)[mentor]
        free = len(total) - mentors
        rest = (float(within @ within) / free) ** 0.5 if free > 0 else 0.0
        if rest <= ROUNDING * np.abs(total).max() or not used.any():
            raise NotEstimable("the protégés of each mentor bring in the same, so there is nothing to judge by")
        return cls(square=square, axis=axis[used], rest=rest, free=free)

    def f(self, ratio: float) -> float:
        """F at a ratio of variances: falls as the ratio grows."""
        return float((self.square / (1 + ratio * self.axis)).mean() / self.rest**2)

    def ratio(self) -> float:
        """The estimate: where F is 1, or 0 where mentors differ no more than chance."""
        return crossing(self.f, 1.0, start=1 / float(self.axis.mean()))

    def interval(self, confidence: float) -> tuple[float, float]:
        """Both ends of the ratio; the upper one is above 0."""
        from scipy.special import fdtri

        tail, start = (1 - confidence) / 2, 1 / float(self.axis.mean())
        low, least, high = (float(fdtri(len(self.axis), self.free, share)) for share in (1 - tail, POWER, tail))
        lacking = max(least - self.f(0.0), 0.0) * self.rest**2
        lifted = replace(self, square=self.square + lacking)
        return crossing(self.f, low, start=start), crossing(lifted.f, high, start=start)
