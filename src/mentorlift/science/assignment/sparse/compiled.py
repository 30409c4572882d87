"""A policy on a pool, compiled: all of it for the scan, and each criterion and rule alone for the reasons."""

from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Bools, Ints, Pool
from mentorlift.science.assignment.rules import Ahead
from mentorlift.science.assignment.scores import scale_of
from mentorlift.science.assignment.sparse.columns import Columns, Stack

MOST_POINTS = 2**29  # scores and what bars a pair share 32 bits
MOST_SUM = 2**62


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """`whole` scores pairs under the policy; `criteria[k]` by one criterion, all pairs allowed; `rules[k]` is below
    zero where that rule bars a pair."""

    whole: Columns
    criteria: tuple[Columns, ...]
    rules: tuple[Columns, ...]
    scale: int


def compiled(policy: Policy, pool: Pool) -> Compiled:
    """Raises OverflowError where weights are so large that sums would not stay exact."""
    people = max(pool.shape, default=0)
    scale, weights = scale_of(policy.criteria), [criterion.weight for criterion in policy.criteria]
    while sum(weights) * scale > MOST_POINTS and min(w for w in weights if w) * scale >= 1_000_000:
        scale //= 10  # still six digits for the least weight
    most = int(sum(weights) * scale)
    if most > MOST_POINTS or (2 * most * people + 1) * (people + 1) > MOST_SUM:
        raise OverflowError("the weights lie too far apart for exact sums; bring them nearer to each other")
    whole = Stack(pool)
    mentors = {person: j for j, person in enumerate(pool.mentors.ids)}
    criteria, rules = [], []
    for criterion in policy.criteria:
        alone = Stack(pool)
        criterion.stack(alone, criterion.weight * scale)
        criterion.stack(whole, criterion.weight * scale)
        criteria.append(alone.columns())
    for rule in policy.rules:
        alone = Stack(pool)
        rule.stack(alone)
        rule.stack(whole)
        rules.append(alone.columns())
    whole.barred |= {(i, mentors[person]) for i, person in enumerate(pool.proteges.ids) if person in mentors}
    return Compiled(whole=whole.columns(), criteria=tuple(criteria), rules=tuple(rules), scale=scale)


def points_of(columns: Columns, rows: Ints, cols: Ints) -> Ints:
    """What each pair gets; below zero where a rule bars it."""
    from mentorlift.science.assignment.sparse.points import score_pairs

    return score_pairs(columns, rows, cols).astype(np.int64)


def mirrored_rules(policy: Policy, pool: Pool) -> tuple[Columns, ...]:
    """Each rule with mentors as rows and protégés as columns."""
    turned = Pool(
        proteges=pool.mentors, mentors=pool.proteges, capacity=np.ones(len(pool.proteges), dtype=np.int64),
        managers=pool.managers,
    )  # fmt: skip
    out = []
    for rule in policy.rules:
        forward, back = Stack(pool), Stack(turned)
        rule.stack(forward)
        if forward.ops:
            (rule.mirrored() if isinstance(rule, Ahead) else rule).stack(back)
        back.barred = {(j, i) for i, j in forward.barred}
        out.append(back.columns())
    return tuple(out)


def barred_by(columns: Columns, i: int) -> Bools:
    """Which of the other side one rule bars for row i."""
    from mentorlift.science.assignment.sparse.points import score_row

    return score_row(columns, i) < 0
