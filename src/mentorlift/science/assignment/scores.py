"""A policy on a pool as integers: the score of every pair, and which pairs may be made."""

from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.criteria import Criterion, Fact, unique_names
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Bools, Floats, Ints, Pool
from mentorlift.science.assignment.rules import allowed_pairs

EXACT = 2**53  # integers up to here are exact in the solver's float64


@dataclass(frozen=True, kw_only=True)
class Scores:
    """`total[i, j]` sums the integer parts of pair (i, j); one full mark of weight w gives w * `scale` points."""

    total: Ints
    allowed: Bools
    scale: int


def scale_of(criteria: tuple[Criterion, ...]) -> int:
    """Points for one weight unit: a power of ten so that every full mark has at least six digits."""
    scale = 1_000_000
    least = min((c.weight for c in criteria if c.weight > 0), default=1.0)
    while least * scale < 100_000:
        scale *= 10
    return scale


def part(criterion: Criterion, pool: Pool, scale: int) -> Ints:
    """Points one criterion gives every pair: weight * scale * value, rounded half to even."""
    return points_for(criterion.values(pool), criterion, scale)


def points_for(values: Floats, criterion: Criterion, scale: int) -> Ints:
    """The points of such values."""
    return np.rint(values * (criterion.weight * scale)).astype(np.int64)


def score(policy: Policy, pool: Pool) -> Scores:
    """Score every pair. Raises OverflowError where weights are so large that sums would not stay exact."""
    scale = scale_of(policy.criteria)
    most = sum(c.weight for c in policy.criteria) * scale
    if 4 * most * (max(pool.shape, default=0) + 2) ** 2 > EXACT:
        raise OverflowError("the weights lie too far apart for exact sums; bring them nearer to each other")
    total = np.zeros(pool.shape, dtype=np.int64)
    for criterion in policy.criteria:
        total += part(criterion, pool, scale)
    return Scores(total=total, allowed=allowed_pairs(policy.rules, pool), scale=scale)


def facts(policy: Policy, pool: Pool, scale: int, pairs: list[tuple[int, int]]) -> list[tuple[Fact, ...]]:
    """For each pair (row, column) one fact a criterion, in the order of the policy."""
    rows = np.array([i for i, _ in pairs], dtype=np.int64)
    cols = np.array([j for _, j in pairs], dtype=np.int64)
    out: list[list[Fact]] = [[] for _ in pairs]
    for name, criterion in zip(unique_names(policy.criteria), policy.criteria, strict=True):
        values = criterion.values(pool)[rows, cols]
        points = points_for(values, criterion, scale)
        for k, (i, j) in enumerate(pairs):
            detail = criterion.detail(pool, i, j)
            out[k].append(Fact(name=name, kind=criterion.kind, value=float(values[k]), points=int(points[k]), **detail))
    return [tuple(one) for one in out]
