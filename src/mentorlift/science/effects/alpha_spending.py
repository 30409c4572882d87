"""Looking a few times at data that grow, without more false alarms: how much is spent at each look, and its bound.

O'Brien-Fleming type spending of Lan and DeMets (1983), Biometrika 70(3), 659 to 663: almost nothing early, most at the
end. Spent by the calendar (Lan and DeMets 1989, Stat. Med. 8, 1191 to 1198), so that the schedule can be fixed before
anybody is drawn; how the looks hang together follows from the information that each really has. The bounds solve the
recursion of Armitage, McPherson and Rowe (1969), J. R. Stat. Soc. A 132(2), by Gauss-Legendre quadrature.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from .data import Floats

NODES = 200  # of the quadrature; the bounds agree with twice as many to nine digits
FAR = 8.5  # standard deviations beyond which nothing is left to integrate
LEAST_SPENT = 1e-14  # a look that may spend less than this has no bound that could be reached


def spent(share: float, alpha: float) -> float:
    """How much of a one-sided `alpha` may have been used when `share` (0 to 1) of the schedule has passed."""
    from scipy.special import ndtr, ndtri

    if share <= 0:
        return 0.0
    return float(2 * ndtr(ndtri(alpha / 2) / math.sqrt(min(share, 1.0))))


def bounds(shares: Sequence[float], information: Sequence[float], alpha: float) -> tuple[float, ...]:
    """The standardised value (positive; infinite where nothing may be spent) that alarms at each look.

    `shares` of the schedule passed and `information` (people, or 1 / variance) at each look, both rising. The chance
    that any look alarms although nothing is there is `spent(shares[-1], alpha)`, at most `alpha`, one-sided.
    Raises ValueError where they are not rising.
    """
    from scipy.special import ndtri

    if len(shares) != len(information) or any(b <= a for a, b in pairwise(information)):
        raise ValueError("give as many rising amounts of information as shares")
    found: list[float] = []
    points: Floats | None = None  # where the sum may stand without an alarm so far, and how likely
    density: Floats = np.empty(0)
    before = 0.0
    for k, (share, now) in enumerate(zip(shares, information, strict=True)):
        allowed = max(spent(share, alpha) - before, 0.0)
        scale = math.sqrt(now)
        if points is None:
            bound = float(-ndtri(allowed)) if allowed > LEAST_SPENT else math.inf
        else:
            step = math.sqrt(now - information[k - 1])
            bound = _solve(points, density, scale, step, allowed)
        before += allowed if math.isfinite(bound) else 0.0
        found.append(bound)
        top = min(bound, FAR) * scale
        grid, weight = _grid(-FAR * scale, top)
        if points is None:
            likely = _normal(grid / scale) / scale
        else:
            likely = _normal((grid[:, None] - points[None, :]) / step) @ density / step
        points, density = grid, likely * weight
    return tuple(found)


def _solve(points: Floats, density: Floats, scale: float, step: float, allowed: float) -> float:
    """The bound beyond which `allowed` lies, by bisection of a falling function."""
    from scipy.special import ndtr

    if allowed <= LEAST_SPENT:
        return math.inf

    def beyond(bound: float) -> float:
        return float(ndtr((points - bound * scale) / step) @ density)

    low, high = -FAR, FAR
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(middle) > allowed else (low, middle)
    return (low + high) / 2


@lru_cache(maxsize=1)
def _nodes() -> tuple[Floats, Floats]:
    return np.polynomial.legendre.leggauss(NODES)


def _grid(low: float, high: float) -> tuple[Floats, Floats]:
    node, weight = _nodes()
    return (high - low) / 2 * node + (high + low) / 2, (high - low) / 2 * weight


def _normal(z: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * z**2) / math.sqrt(2 * math.pi))
