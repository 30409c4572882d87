"""Estimates of several groups as draws from one distribution: how much they really differ, and each one shrunken.

Model: estimate_g = effect_g + error of variance v_g (known), effect_g normal about a common mean with variance t^2.

`paule_mandel`: the t^2 at which sum of (estimate - mean)^2 / (v + t^2) is k - 1, or 0. Paule and Mandel (1982), J. Res.
NBS 87(5).

`shrunken`: the posterior of each group's effect. A single best t^2 would be taken as certain, and with few groups it is
often 0: all groups then got the same, far too narrow interval. So the posterior is averaged over t^2 with the uniform
shrinkage prior, under which s / (s + t^2), s the harmonic mean of the v, is uniform on (0, 1); the mean has a flat one.
Daniels (1999), Can. J. Stat. 27(3); Morris (1983), J. Am. Stat. Assoc. 78(381) for the use. Intervals hold the
effects of groups on average over groups, not each group's for itself: a group far from all others is drawn too far to
the middle.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from .data import Floats

NODES = 300  # of the average over t^2
HALVINGS = 60
FAR = 10.0  # standard deviations


@dataclass(frozen=True, kw_only=True)
class Shrunken:
    """Per group: posterior mean, its standard deviation and interval; `centre` is the average of the groups."""

    value: Floats
    se: Floats
    low: Floats
    high: Floats
    centre: float


def paule_mandel(values: Floats, variances: Floats) -> float:
    """Variance between the groups, 0 where they differ no more than their errors."""
    return _where(values, variances, len(values) - 1.0)


def shrunken(values: Floats, variances: Floats, confidence: float) -> Shrunken:
    """The posterior of at least two groups; `variances` above zero."""
    harmonic = 1 / float(np.mean(1 / variances))
    node, weight = nodes(NODES)
    root = (node + 1) / 2  # root of the share s / (s + t^2), in which the likelihood is smooth down to zero
    between = harmonic * (1 / root**2 - 1)
    total = variances + between[:, None]
    precision = (1 / total).sum(axis=1)
    centre = (values / total).sum(axis=1) / precision
    log = -0.5 * (np.log(total).sum(axis=1) + np.log(precision) + ((values - centre[:, None]) ** 2 / total).sum(axis=1))
    mass = weight * root * np.exp(log - log.max())
    mass /= mass.sum()
    shrink = variances / total
    mean = values - shrink * (values - centre[:, None])
    variance = shrink * between[:, None] + shrink**2 / precision[:, None]
    value = mass @ mean
    se = np.sqrt(mass @ (variance + (mean - value) ** 2))
    ends = [_quantile(tail, mass, mean, np.sqrt(variance)) for tail in (0.5 - confidence / 2, 0.5 + confidence / 2)]
    return Shrunken(value=value, se=se, low=ends[0], high=ends[1], centre=float(mass @ centre))


@cache
def nodes(count: int) -> tuple[Floats, Floats]:
    """Places in (-1, 1) and weights of Gauss-Legendre."""
    node, weight = np.polynomial.legendre.leggauss(count)
    return np.asarray(node, dtype=np.float64), np.asarray(weight, dtype=np.float64)


def _quantile(tail: float, mass: Floats, mean: Floats, error: Floats) -> Floats:
    """Of each group's mixture of normal distributions, by halving."""
    from scipy.special import ndtr

    low, high = (mean - FAR * error).min(axis=0), (mean + FAR * error).max(axis=0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        below = mass @ ndtr((middle - mean) / error) < tail
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2)


def _where(values: Floats, variances: Floats, level: float) -> float:
    """The variance between groups at which the weighted sum of squares comes down to `level`; 0 where it is below."""

    def squares(between: float) -> float:
        weight = 1 / (variances + between)
        mean = float(weight @ values) / float(weight.sum())
        return float(weight @ (values - mean) ** 2)

    return crossing(squares, level, start=float(variances.mean()))


def crossing(falling: Callable[[float], float], level: float, *, start: float) -> float:
    """The x >= 0 at which a falling function comes down to `level`, by halving; 0 where it begins below."""
    if falling(0.0) <= level:
        return 0.0
    high = start
    while falling(high) > level:
        high *= 2
    low = 0.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > level else (low, middle)
    return (low + high) / 2
