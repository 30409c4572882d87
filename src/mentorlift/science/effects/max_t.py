"""How large the largest of several correlated t statistics may be by chance: Dunnett's test for any correlation.

    P(max |T_j| <= c) = E over s of P(|Z_j| <= c s for all j),  Z normal with the given correlation, s^2 = chi-squared
    / df

The inner probability is Genz's nested integral (1992, J. Comput. Graph. Stat. 1(2)) by Gauss-Legendre, not by random
points, so that the same numbers give the same bytes. Dunnett (1955), J. Am. Stat. Assoc. 50(272).
"""

import math

import numpy as np

from .data import Floats
from .random_effects import nodes

NODES = {2: 64, 3: 32, 4: 16}  # per dimension, by how many statistics there are
MOST = max(NODES)
SCALES = 48  # nodes over the spread of the errors
OUTSIDE = 1e-13
FAR = 8.5  # standard deviations


def largest_p(reach: float, correlation: Floats, df: float) -> float:
    """P(max |T_j| > reach) of 2 to 4 statistics whose `correlation` (q, q) has no redundancy."""
    if math.isinf(reach):
        return 0.0
    scale, mass = _scales(df)
    root = np.asarray(np.linalg.cholesky(correlation), dtype=np.float64)
    return float(np.clip(1 - float(mass @ _inside(reach * scale, root)), 0.0, 1.0))


def _scales(df: float) -> tuple[Floats, Floats]:
    """Values of s = sqrt(chi-squared / df) and their weights, between its quantiles at `OUTSIDE` and 1 - `OUTSIDE`."""
    from scipy.special import chdtri, gammaln

    if math.isinf(df):
        return np.ones(1), np.ones(1)
    low, high = (math.sqrt(float(chdtri(df, tail)) / df) for tail in (1 - OUTSIDE, OUTSIDE))
    node, weight = nodes(SCALES)
    scale = low + (high - low) * (node + 1) / 2
    log = math.log(2) + df / 2 * math.log(df / 2) - gammaln(df / 2) + (df - 1) * np.log(scale) - df * scale**2 / 2
    mass = weight * np.exp(log)
    return scale, mass / mass.sum()


def _inside(reach: Floats, root: Floats) -> Floats:
    """P(|Z_j| <= reach for all j) at each reach (m,); `root` is the Cholesky factor of the correlation."""
    from scipy.special import ndtr

    q = len(root)
    node, weight = (part / 2 for part in nodes(NODES[q]))
    limit, held = reach, np.ones_like(reach)
    drawn: list[Floats] = []
    for i in range(q):
        shift = sum((root[i, j] * drawn[j] for j in range(i)), np.zeros_like(limit))
        low, high = (np.clip((end - shift) / root[i, i], -FAR, FAR) for end in (-limit, limit))
        if i == q - 1:
            return (held * (ndtr(high) - ndtr(low))).reshape(len(reach), -1).sum(axis=1)
        value = low[..., None] + (high - low)[..., None] * (node + 0.5)  # a new axis: what this one may be
        density = np.exp(-(value**2) / 2) / math.sqrt(2 * math.pi)
        held = held[..., None] * weight * (high - low)[..., None] * density
        drawn = [*(past[..., None] for past in drawn), value]
        limit = limit[..., None]
    raise ValueError("no statistic is given")


def critical_t(confidence: float, correlation: Floats, df: float) -> float:
    """The reach that max |T_j| stays below with this probability."""
    from scipy.optimize import brentq

    high = 2.0
    while largest_p(high, correlation, df) > 1 - confidence:
        high *= 2
    return float(brentq(lambda reach: largest_p(reach, correlation, df) - (1 - confidence), 0.0, high, xtol=1e-11))
