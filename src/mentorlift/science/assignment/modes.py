"""The pairs of a mode: the best, stable ones, or drawn by lot with the probability of each pair."""

from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.limits import TooLarge
from mentorlift.science.assignment.lots import coin_of, draw
from mentorlift.science.assignment.objectives import Optimum
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Bools, Floats, Ints, Pool
from mentorlift.science.assignment.scores import Scores
from mentorlift.science.assignment.shuffle import random_pairs
from mentorlift.science.assignment.solver import NONE, stage, total
from mentorlift.science.assignment.spread import UNIT, Spread, certain_pairs, even_table
from mentorlift.science.assignment.stable import deferred_acceptance, liking
from mentorlift.science.assignment.ties import lottery_numbers, seed_of
from mentorlift.science.assignment.uniform import uniform_pairs

SPREAD_UP_TO = 500_000  # possible pairs of which a table of probabilities is worked out


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The mentor of each protégé, pins aside (NONE for nobody), and the probability of every pair before that: `table`,
    1 and 0 without a lot, None where it is not known.

    In near-optimal mode the score that was to be `expected` and the `largest` probability of a pair that could be
    otherwise; in random mode the number of `sets` that were all as likely.
    """

    chosen: Ints
    table: Floats | None
    expected: float | None = None
    largest: float | None = None
    sets: int | None = None


def choose(*, policy: Policy, pool: Pool, scores: Scores, edges: Bools, capacity: Ints, optimum: Optimum) -> Choice:
    """The pairs of the policy's mode among `edges`; equally good optima are told apart by lottery numbers."""
    if policy.mode == "random":
        return at_random(edges, capacity, policy.lottery)
    if policy.mode == "near-optimal":
        return near_optimal(policy, scores.total, edges, capacity, optimum)
    numbers = lottery_numbers(
        policy.lottery,
        pool.proteges.ids,
        pool.mentors.ids,
        edges if policy.mode == "stable" else optimum.face.edges,
    )
    if policy.mode == "stable":
        theirs, mentors = liking(scores.total, pool)
        return certain(deferred_acceptance(theirs, mentors, numbers, edges, capacity), edges)
    return certain(stage(optimum.face, numbers, capacity)[0], edges)


def certain(chosen: Ints, edges: Bools) -> Choice:
    """Pairs that were not left to chance."""
    table = np.zeros(edges.shape)
    rows = np.flatnonzero(chosen != NONE)
    table[rows, chosen[rows]] = 1.0
    return Choice(chosen=chosen, table=table)


def at_random(edges: Bools, capacity: Ints, lottery: str) -> Choice:
    """Exactly uniform where all sets can be counted, else by a walk whose probabilities are not known."""
    rng = np.random.default_rng(seed_of(lottery, "random pairs"))
    exact = uniform_pairs(edges, capacity, rng)
    if exact is None:
        return Choice(chosen=random_pairs(edges, capacity, rng), table=None)
    return Choice(chosen=exact.chosen, table=exact.shares, sets=exact.sets)


def near_optimal(policy: Policy, scores: Ints, edges: Bools, capacity: Ints, optimum: Optimum) -> Choice:
    """One draw from the most even table of probabilities within tolerance and cap. Raises NotWithin, TooLarge."""
    if edges.size > SPREAD_UP_TO:
        raise TooLarge(
            f"near-optimal is worked out for up to {SPREAD_UP_TO:,} possible pairs, and these are {edges.size:,}; "
            "choose optimal, or match in parts"
        )
    sure = certain_pairs(edges, capacity, optimum.chosen)
    asked = Spread(
        scores=scores,
        allowed=edges,
        capacity=capacity,
        pairs=int((optimum.chosen != NONE).sum()),
        best=total(scores, optimum.chosen),
        tolerance=policy.tolerance,
        cap=policy.cap,
        certain=sure,
    )
    table = even_table(asked)
    rng = np.random.default_rng(seed_of(policy.lottery, "near-optimal pairs"))
    chosen = draw(table, UNIT, capacity, coin_of(rng))
    return Choice(
        chosen=chosen,
        table=table / UNIT,
        expected=sum(int(p) * int(s) for p, s in zip(table[edges], scores[edges], strict=True)) / UNIT,
        largest=int(np.where(sure, 0, table).max(initial=0)) / UNIT,
    )
