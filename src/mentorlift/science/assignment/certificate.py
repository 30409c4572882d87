"""The proof that goes with a set of pairs."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mentorlift.science.assignment.modes import Choice
from mentorlift.science.assignment.objectives import Optimum, Proof
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Ints, Pool
from mentorlift.science.assignment.scores import Scores
from mentorlift.science.assignment.solver import NONE, total
from mentorlift.science.assignment.stable import blocking_pairs, liking

SETS_WRITTEN_UP_TO = 10**15  # a number of thousands of digits tells nobody anything, and not every reader takes it


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """primal = dual proves that no set of pairs under the rules does better on `objective`.

    In the modes that draw by lot `dual` is the most any set of as many pairs scores, in stable mode the most any set
    scores. `expected`, `largest_probability` and `sets` are those of modes.Choice, pinned pairs counted in `expected`;
    `sets` is given up to SETS_WRITTEN_UP_TO, its logarithm always.
    With `protege_prices` and `mentor_prices` anyone can check: for every allowed pair the two sum to at least
    `pair_bonus` + its score, and all of them together, a mentor's once a place, to `pair_bonus` * pairs + dual (pinned
    pairs and their places aside). `proofs` holds primal and dual of each stage of the objective.
    """

    objective: str
    mode: str
    primal: int
    dual: int
    coverage: int
    proteges: int
    places: int
    blocking_pairs: int
    pairs_considered: int
    rounds: int
    scale: int
    worst_pair: int | None
    pinned: int
    pair_bonus: int
    protege_prices: dict[str, int]
    mentor_prices: dict[str, int]
    proofs: tuple[Proof, ...]
    expected: float | None = None
    largest_probability: float | None = None
    sets: int | None = None
    log10_sets: float | None = None

    @property
    def gap(self) -> int:
        return self.dual - self.primal

    @property
    def short(self) -> float:
        """By how much another set might be better, as a part of this one; 0 where none can."""
        return self.gap / self.primal if self.mode == "optimal" and self.gap else 0.0

    @property
    def optimal(self) -> bool:
        return self.mode == "optimal" and self.gap == 0 and all(p.primal == p.dual for p in self.proofs)


def certify(
    *, policy: Policy, pool: Pool, scores: Scores, optimum: Optimum, choice: Choice, pinned: list[tuple[int, int]]
) -> Certificate:
    """State what the pairs are worth and what no set can exceed, from the prices of the optimum."""
    chosen = choice.chosen
    fixed = sum(int(scores.total[i, j]) for i, j in pinned)
    by_levels = policy.mode == "optimal" and policy.objective == "worst-off-first"
    if by_levels:  # every set with these levels has the same total, so the total is its own bound
        dual = total(scores.total, optimum.chosen) + fixed
    else:
        made = int((optimum.chosen != NONE).sum())
        dual = optimum.prices.dual - optimum.pair_bonus * made + fixed
    rows = np.flatnonzero(chosen != NONE)
    made_scores = scores.total[rows, chosen[rows]]
    theirs, mentors = liking(scores.total, pool)
    return Certificate(
        **of_pairs(policy, pool, made_scores, pinned),
        dual=dual,
        blocking_pairs=blocking_pairs(theirs, mentors, scores.allowed, pool.capacity, chosen),
        pairs_considered=int(scores.allowed.sum()),
        rounds=1,
        scale=scores.scale,
        pair_bonus=optimum.pair_bonus,
        protege_prices={} if by_levels else named(pool.proteges.ids, optimum.prices.gain),
        mentor_prices={} if by_levels else named(pool.mentors.ids, optimum.prices.price),
        proofs=optimum.proofs if policy.mode == "optimal" else (),
        expected=None if choice.expected is None else choice.expected + fixed,
        largest_probability=choice.largest,
        sets=choice.sets if choice.sets is not None and choice.sets <= SETS_WRITTEN_UP_TO else None,
        log10_sets=None if choice.sets is None else math.log10(choice.sets),
    )


def of_pairs(policy: Policy, pool: Pool, scores: Ints, pinned: list[tuple[int, int]]) -> dict[str, Any]:
    """What the pairs alone say; `scores` are theirs."""
    return {
        "objective": policy.objective,
        "mode": policy.mode,
        "primal": int(scores.sum()),
        "coverage": len(scores),
        "proteges": len(pool.proteges),
        "places": int(pool.capacity.sum()),
        "worst_pair": int(scores.min()) if len(scores) else None,
        "pinned": len(pinned),
    }


def named(ids: tuple[str, ...], values: Ints) -> dict[str, int]:
    """Values above zero by id."""
    return {person: int(value) for person, value in zip(ids, values, strict=True) if value}
