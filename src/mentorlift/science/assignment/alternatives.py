"""Whom else a protégé could have, and what each choice would cost everybody."""

from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.criteria import Fact
from mentorlift.science.assignment.detours import Detours
from mentorlift.science.assignment.matching import Open, pinned_pairs
from mentorlift.science.assignment.objectives import seek
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Pool
from mentorlift.science.assignment.result import Refused
from mentorlift.science.assignment.rules import Rule
from mentorlift.science.assignment.runners_up import split
from mentorlift.science.assignment.scores import facts, score


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """One mentor for one protégé. `broken`: the rules that forbid the pair, none when it may be made.

    `cost` (points) and `unplaces` (pairs) are what the best set under the policy loses with this pair in it; None where
    the pair may not be made, or cannot beside the pins.
    """

    mentor: str
    score: int
    parts: tuple[Fact, ...]
    broken: tuple[Rule, ...]
    cost: int | None
    unplaces: int | None


def alternatives(policy: Policy, pool: Pool, protege: str) -> tuple[Alternative, ...]:
    """Every mentor with a place for `protege`, those allowed first, then by cost, score and id.

    The protégé's own pin is left aside, the others are kept. Costs are those of "coverage-then-score", whatever the
    policy seeks. Raises KeyError for somebody who is not in the pool.
    """
    if protege not in pool.proteges.ids:
        raise KeyError(protege)
    i = pool.proteges.ids.index(protege)
    scores = score(policy, pool)
    left = Open.after(other_pins(policy, pool, protege), pool, scores.allowed)
    optimum = seek("coverage-then-score", scores.total, left.edges, left.capacity)
    detours = Detours(optimum.weights, left.edges, left.capacity, optimum.chosen, optimum.prices)
    masks = [(rule, rule.forbids(pool)) for rule in policy.rules]
    shown = [j for j in range(len(pool.mentors)) if pool.capacity[j] and pool.mentors.ids[j] != protege]
    out = []
    for j, parts in zip(shown, facts(policy, pool, scores.scale, [(i, j) for j in shown]), strict=True):
        cost = detours.cost(i, j)
        lost, loss = (None, None) if cost is None else split(cost, optimum.pair_bonus)
        out.append(
            Alternative(
                mentor=pool.mentors.ids[j],
                score=int(scores.total[i, j]),
                parts=parts,
                broken=tuple(rule for rule, mask in masks if mask[i, j]),
                cost=loss,
                unplaces=lost,
            )
        )
    return tuple(sorted(out, key=order))


def other_pins(policy: Policy, pool: Pool, protege: str) -> list[tuple[int, int]]:
    """The pins of everybody else that can be kept."""
    kept: tuple[tuple[str, str], ...] = ()
    allowed = score(policy, pool).allowed
    for pin in policy.pins:
        if pin[0] == protege:
            continue
        try:
            pinned_pairs(Policy(pins=(*kept, pin)), pool, allowed)
        except Refused:
            continue
        kept = (*kept, pin)
    return pinned_pairs(Policy(pins=kept), pool, allowed)


def order(one: Alternative) -> tuple[bool, int, int, int, str]:
    """Allowed before barred, cheap before dear."""
    far = np.iinfo(np.int64).max
    return (
        bool(one.broken),
        far if one.unplaces is None else one.unplaces,
        far if one.cost is None else one.cost,
        -one.score,
        one.mentor,
    )
