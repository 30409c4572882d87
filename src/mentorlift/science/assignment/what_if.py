"""What if a rule were dropped or a weight changed: who moves, solved again from the prices of the present pairs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from mentorlift.science.assignment.answer import answer
from mentorlift.science.assignment.matching import TABLE_UP_TO, solved
from mentorlift.science.assignment.objectives import Start
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Pool
from mentorlift.science.assignment.scores import scale_of, score
from mentorlift.science.assignment.solver import NONE


@dataclass(frozen=True, kw_only=True)
class Present:
    """The pairs there are (protégé -> mentor) and the prices of their certificate, by id; without prices there is
    nothing to start from, and all is worked out anew."""

    pairs: Mapping[str, str]
    protege_prices: Mapping[str, int] = field(default_factory=dict)
    mentor_prices: Mapping[str, int] = field(default_factory=dict)
    pair_bonus: int = 0


@dataclass(frozen=True, kw_only=True)
class Move:
    """One protégé whose mentor differs; None where there is none."""

    protege: str
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True)
class Total:
    """What both sets of pairs score under one policy, in points of which `scale` make one weight."""

    before: int
    after: int
    scale: int


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """The pairs after a change beside those before, measured by the policy as it is and by the changed one."""

    moves: tuple[Move, ...]
    pairs_before: int
    pairs_after: int
    as_it_is: Total
    as_changed: Total

    @property
    def moved(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.before is not None and move.after is not None)

    @property
    def newly_placed(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.before is None)

    @property
    def newly_unplaced(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.after is None)


def without_rule(policy: Policy, place: int) -> Policy:
    """The policy without its rule at `place`. Raises IndexError for none."""
    policy.rules[place]
    return replace(policy, rules=policy.rules[:place] + policy.rules[place + 1 :])


def with_weight(policy: Policy, place: int, weight: float) -> Policy:
    """The policy with another weight of its criterion at `place`; 0 drops it. Raises IndexError for none."""
    changed = replace(policy.criteria[place], weight=weight)
    kept = (changed,) if weight else ()
    return replace(policy, criteria=policy.criteria[:place] + kept + policy.criteria[place + 1 :])


def with_pin(policy: Policy, protege: str, mentor: str) -> Policy:
    """The policy with this pair kept, in place of another pin of the protégé."""
    others = tuple(pin for pin in policy.pins if pin[0] != protege)
    return replace(policy, pins=(*others, (protege, mentor)))


def what_if(policy: Policy, changed: Policy, pool: Pool, present: Present | None = None) -> WhatIf:
    """Who moves when `policy` becomes `changed`.

    `present`: the pairs under `policy`, worked out here if None. The pairs after are those that `answer` gives, told
    apart by the same lottery. Raises what `answer` raises.
    """
    before = dict(present.pairs) if present else pairs_under(policy, pool)
    after = pairs_under(changed, pool, present)
    everyone = sorted(before.keys() | after.keys())
    return WhatIf(
        moves=tuple(
            Move(protege=one, before=before.get(one), after=after.get(one))
            for one in everyone
            if before.get(one) != after.get(one)
        ),
        pairs_before=len(before),
        pairs_after=len(after),
        as_it_is=total(policy, pool, before, after),
        as_changed=total(changed, pool, before, after),
    )


def pairs_under(policy: Policy, pool: Pool, present: Present | None = None) -> dict[str, str]:
    """The pairs of `answer`, by protégé, without reasons or proof."""
    if policy.circle is not None or pool.shape[0] * pool.shape[1] > TABLE_UP_TO:
        return {pair.protege: pair.mentor for pair in answer(policy, pool).pairs}
    start = start_of(present, pool) if present else None
    pinned, _left, _optimum, choice = solved(policy, pool, score(policy, pool), start)
    chosen = choice.chosen
    for i, j in pinned:
        chosen[i] = j
    return {pool.proteges.ids[i]: pool.mentors.ids[chosen[i]] for i in np.flatnonzero(chosen != NONE).tolist()}


def start_of(present: Present, pool: Pool) -> Start | None:
    """The present prices in the order of the pool; whoever is new starts from zero."""
    if not present.protege_prices and not present.mentor_prices:
        return None
    gain = np.array([present.protege_prices.get(one, 0) for one in pool.proteges.ids], dtype=np.int64)
    price = np.array([present.mentor_prices.get(one, 0) for one in pool.mentors.ids], dtype=np.int64)
    return Start(gain=gain, price=price, bonus=present.pair_bonus)


def total(policy: Policy, pool: Pool, before: Mapping[str, str], after: Mapping[str, str]) -> Total:
    """Both sets measured by one policy; pairs of people who are not in the pool any more count nothing."""
    scale = scale_of(policy.criteria)
    return Total(before=points(policy, pool, before, scale), after=points(policy, pool, after, scale), scale=scale)


def points(policy: Policy, pool: Pool, pairs: Mapping[str, str], scale: int) -> int:
    """The sum of the scores of these pairs, whether the rules allow them or not."""
    rows = {person: i for i, person in enumerate(pool.proteges.ids)}
    cols = {person: j for j, person in enumerate(pool.mentors.ids)}
    known = [(rows[p], cols[m]) for p, m in pairs.items() if p in rows and m in cols]
    if not known:
        return 0
    i, j = (np.array(side, dtype=np.int64) for side in zip(*known, strict=True))
    if pool.shape[0] * pool.shape[1] > TABLE_UP_TO:
        return large_points(policy, pool, (i, j), scale)
    worth = [np.rint(one.values(pool)[i, j] * (one.weight * scale)) for one in policy.criteria]
    return int(sum(int(part.sum()) for part in worth))


def large_points(policy: Policy, pool: Pool, pairs: tuple[np.ndarray, np.ndarray], scale: int) -> int:
    """The same without a table of all pairs."""
    from mentorlift.science.assignment.sparse.compiled import compiled, points_of

    ready = compiled(policy, pool)
    own = sum(int(points_of(columns, *pairs).sum()) for columns in ready.criteria)
    return own * (scale // ready.scale)
