"""Score intervals of two proportions over strata: they hold with small counts, and with nobody or everybody.

For a difference d, T(d) = sum of w_s (p1_s - p0_s - d) has variance V(d) = sum of w_s^2 N_s/(N_s - 1) (q1_s (1 -
q1_s)/n1_s + q0_s (1 - q0_s)/n0_s), where q1, q0 are the most likely shares of the stratum among those that lie d
apart. The interval is every d with T^2 <= c^2 V; for a ratio r likewise with p1 - r p0. Miettinen and Nurminen
(1985), Stat. Med. 4(2), eq. 8 to 10 and appendix 1. `inflation` multiplies V where people share a unit of error (Rao
and Scott 1992, Biometrics 48(2)).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .data import Floats

STEPS = 60  # halvings: as far as a double can tell apart
LARGEST_RATIO = 1e6
ROUNDING = 1e-9  # of a number of people


@dataclass(frozen=True, kw_only=True)
class Counts:
    """By stratum: how many said yes and how many there are, treated and control, and the stratum's weight (sum 1).

    Where people count unalike these are no whole numbers.
    """

    yes_1: Floats
    n_1: Floats
    yes_0: Floats
    n_0: Floats
    weight: Floats

    @property
    def shares(self) -> tuple[float, float]:
        """Weighted share of yes, treated and control."""
        return float(self.weight @ (self.yes_1 / self.n_1)), float(self.weight @ (self.yes_0 / self.n_0))

    def statistic(self, value: float, *, ratio: bool = False, inflation: float = 1.0) -> float:
        """T / sqrt(V) at a difference or ratio; 0 where T is, infinite where only V is."""
        treated, control = self.shares
        apart = treated - value * control if ratio else treated - control - value
        variance = inflation * self._variance(value, ratio)
        if abs(apart) < 1e-15:
            return 0.0
        return apart / math.sqrt(variance) if variance > 0 else math.copysign(math.inf, apart)

    def _variance(self, value: float, ratio: bool) -> float:
        q_1, q_0 = self.most_likely_ratio(value) if ratio else self.most_likely(value)
        scale = value**2 if ratio else 1.0
        n = self.n_1 + self.n_0
        each = (q_1 * (1 - q_1) / self.n_1 + scale * q_0 * (1 - q_0) / self.n_0) * n / np.maximum(n - 1, 1)
        return float((self.weight**2) @ np.maximum(each, 0.0))

    def unbiased_variance(self) -> float:
        """Neyman's variance of the difference, from each stratum's own shares; somebody alone in an arm shows none."""
        each = np.zeros_like(self.weight)
        for yes, n in ((self.yes_1, self.n_1), (self.yes_0, self.n_0)):
            each += np.divide(yes / n * (1 - yes / n), n - 1, out=np.zeros_like(each), where=n > 1 + ROUNDING)
        return float((self.weight**2) @ each)

    def most_likely(self, d: float) -> tuple[Floats, Floats]:
        """The most likely shares with treated - control = d in every stratum: the middle root of a cubic."""
        n, yes = self.n_1 + self.n_0, self.yes_1 + self.yes_0
        second = ((self.n_1 + 2 * self.n_0) * d - n - yes) / n
        first = ((self.n_0 * d - n - 2 * self.yes_0) * d + yes) / n
        constant = self.yes_0 * d * (1 - d) / n
        q = second**3 / 27 - first * second / 6 + constant / 2
        p = np.where(q < 0, -1.0, 1.0) * np.sqrt(np.maximum(second**2 / 9 - first / 3, 0.0))
        angle = np.divide(q, p**3, out=np.zeros_like(q), where=p != 0)
        q_0 = 2 * p * np.cos((math.pi + np.arccos(np.clip(angle, -1, 1))) / 3) - second / 3
        q_0 = np.clip(q_0, max(0.0, -d), min(1.0, 1 - d))
        return q_0 + d, q_0

    def most_likely_ratio(self, r: float) -> tuple[Floats, Floats]:
        """The most likely shares with treated = r x control in every stratum: the smaller root of a square."""
        a = (self.n_1 + self.n_0) * r
        b = -(self.n_1 * r + self.yes_1 + self.n_0 + self.yes_0 * r)
        c = self.yes_1 + self.yes_0
        q_0 = 2 * c / (-b + np.sqrt(np.maximum(b * b - 4 * a * c, 0.0)))
        return np.clip(r * q_0, 0.0, 1.0), np.clip(q_0, 0.0, 1.0)

    def interval(self, reach: float, *, ratio: bool = False, inflation: float = 1.0) -> tuple[float, float]:
        """Both ends; of a ratio the upper one is infinite where no end is found."""
        treated, control = self.shares
        centre = treated / control if ratio else treated - control
        lowest, highest = (0.0, LARGEST_RATIO) if ratio else (-1.0, 1.0)

        def outside(value: float) -> bool:
            return abs(self.statistic(value, ratio=ratio, inflation=inflation)) > reach

        low, high = _edge(centre, lowest, outside), _edge(centre, highest, outside)
        return low, math.inf if ratio and high >= LARGEST_RATIO else high


def _edge(inside: float, limit: float, outside: Callable[[float], bool]) -> float:
    """Where the interval ends between its centre and the limit, by halving; the limit where it does not end before."""
    if not outside(limit):
        return limit
    near, far = inside, limit
    for _ in range(STEPS):
        middle = (near + far) / 2
        if outside(middle):
            far = middle
        else:
            near = middle
    return near
