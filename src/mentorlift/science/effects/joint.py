"""Several estimates at once: are they all zero? With the degrees of freedom that few people leave.

    T^2 = e' S^-1 e,   F = T^2 (v - q + 1) / (v q)  on q and v - q + 1 degrees of freedom
    v = (q + q^2) / sum over cells of [tr((S_c S^-1)^2) + (tr S_c S^-1)^2] / free_c

S is the sum over strata and arms c of their own sample covariances S_c. For one estimate v is Satterthwaite's and F the
square of t. Krishnamoorthy and Yu (2004), Stat. Probab. Lett. 66(2), which is the test of Nel and van der Merwe
(1986) in a form that does not depend on the units of the estimates.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .data import Floats
from .estimate import NotEstimable
from .influence import Influence, stack

REFERENCE = "Krishnamoorthy and Yu (2004), Stat. Probab. Lett. 66(2)"


@dataclass(frozen=True, slots=True, kw_only=True)
class JointTest:
    """F on `terms` and `df` degrees of freedom, and its p."""

    statistic: float
    terms: int
    df: float
    p_value: float


def together(parts: Sequence[Influence]) -> Influence:
    """One vector of parameters, as `stack`, with everybody's stratum and arm kept for the degrees of freedom.

    Whoever stands in several parts (a shared control) keeps the cell of the first.
    """
    found = stack(parts)
    group = np.full(len(found.unit), -1)
    reached = 0
    for part in parts:
        fresh = (group < 0) & (part.group >= 0)
        group[fresh] = part.group[fresh] + reached
        reached = int(group.max()) + 1
    return replace(found, group=group)


def joint_test(effects: Influence, contrasts: Floats | None = None) -> JointTest:
    """Test that contrasts (q, k) of the parameters, or the parameters themselves, are all zero.

    Raises NotEstimable where some of them repeat the others or too few people are left to tell.
    """
    chosen = np.eye(len(effects.values)) if contrasts is None else contrasts
    each, values = effects.sums() @ chosen.T, chosen @ effects.values
    cell, free = effects.cells()
    scale = np.sqrt((each**2).sum(axis=0))
    if not (scale > 0).all():
        raise NotEstimable("everybody has the same value, so there is no variation to judge by")
    each, values = each / scale, values / scale
    whole = each.T @ each
    size, axes = np.linalg.eigh(whole)
    if size.min() <= 1e-10 * size.max():
        raise NotEstimable("the estimates repeat each other, so they cannot be tested together")
    half = axes / np.sqrt(size)
    lifted, q = each @ half, len(values)
    spent = 0.0
    for code in range(len(free)):
        rows = lifted[cell == code]
        part = rows.T @ rows
        spent += (float((part * part).sum()) + float(np.trace(part)) ** 2) / free[code]
    v = (q + q * q) / spent
    left = v - q + 1
    if left < 1:
        raise NotEstimable("too few people to test so many estimates together")
    f = float(((half.T @ values) ** 2).sum()) * left / (v * q)
    return JointTest(statistic=f, terms=q, df=left, p_value=_tail(f, q, left))


def _tail(f: float, q: int, df: float) -> float:
    from scipy.special import fdtrc

    return float(fdtrc(q, df, f))
