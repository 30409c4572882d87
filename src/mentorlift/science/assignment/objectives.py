"""What is sought, as stages: each optimises one thing among the optima of the one before."""

from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.pool import Bools, Ints
from mentorlift.science.assignment.solver import NONE, Face, Prices, stage, whole


@dataclass(frozen=True, kw_only=True)
class Proof:
    """One stage: what it optimised, what the pairs reach and what none can exceed."""

    what: str
    primal: int
    dual: int


@dataclass(frozen=True, kw_only=True)
class Optimum:
    """All equally good sets (`face`), one of them (`chosen`), and the proof of the stages.

    `pair_bonus` is the weight a pair has for being made at all; `weights` and `prices` are those of the last stage.
    """

    chosen: Ints
    face: Face
    weights: Ints
    prices: Prices
    pair_bonus: int
    proofs: tuple[Proof, ...]


def seek(objective: str, scores: Ints, allowed: Bools, capacity: Ints) -> Optimum:
    """The optimum of `objective` over scores of zero or more.

    "score": the largest total. "coverage-then-score": as many pairs as can be, then the largest total.
    "worst-off-first": as many pairs as can be, then the lowest score as high as can be and as seldom as can be, then
    the next lowest, and so on (leximin).
    """
    if objective == "worst-off-first":
        return leximin(scores, allowed, capacity)
    bonus = 0
    if objective == "coverage-then-score":  # twice any total, so that a loss splits into pairs and points
        bonus = 2 * int(np.where(allowed, scores, 0).max(initial=0)) * len(scores) + 1
    chosen, weights, prices, face = stage(whole(allowed), scores + bonus, capacity)
    made = int((chosen >= 0).sum())
    proof = Proof(what=objective, primal=prices.primal - bonus * made, dual=prices.dual - bonus * made)
    return Optimum(chosen=chosen, face=face, weights=weights, prices=prices, pair_bonus=bonus, proofs=(proof,))


def leximin(scores: Ints, allowed: Bools, capacity: Ints) -> Optimum:
    """Fix the lowest level, then the next, each proved within the optima of the levels below it."""
    chosen, weights, prices, face = stage(whole(allowed), np.ones_like(scores), capacity)
    proofs = [Proof(what="pairs", primal=prices.primal, dual=prices.dual)]
    below = -1  # levels up to here are settled
    while (level := lowest_above(scores, chosen, below)) is not None:
        level = highest_floor(scores, face, capacity, below, level)
        kept = (scores <= below) | (scores >= level)
        face = Face(edges=face.edges & kept, must_protege=face.must_protege, must_mentor=face.must_mentor)
        avoid = (scores != level).astype(np.int64)
        chosen, weights, prices, face = stage(face, avoid, capacity)
        proofs.append(Proof(what=f"pairs at {level}", primal=prices.primal, dual=prices.dual))
        below = level
    return Optimum(chosen=chosen, face=face, weights=weights, prices=prices, pair_bonus=0, proofs=tuple(proofs))


def lowest_above(scores: Ints, chosen: Ints, below: int) -> int | None:
    """The lowest score above `below` among the pairs made, None if there is none."""
    rows = np.flatnonzero(chosen != NONE)
    made = scores[rows, chosen[rows]]
    made = made[made > below]
    return int(made.min()) if len(made) else None


def highest_floor(scores: Ints, face: Face, capacity: Ints, below: int, reached: int) -> int:
    """The highest level that every pair not settled by `below` can reach at once; `reached` is known to do."""
    levels = np.unique(scores[face.edges & (scores >= reached)])
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high + 1) // 2
        edges = face.edges & ((scores <= below) | (scores >= levels[middle]))
        if can_place(edges, face, capacity):
            low = middle
        else:
            high = middle - 1
    return int(levels[low])


def can_place(edges: Bools, face: Face, capacity: Ints) -> bool:
    """Whether all who must be placed can be, on both sides at once.

    By Mendelsohn and Dulmage it is enough that each side's can be placed by itself.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    seats = np.repeat(np.arange(len(capacity)), np.minimum(capacity, len(edges)))
    must_seat = face.must_mentor[seats]
    full = edges[:, seats]
    for part, needed in (
        (full[face.must_protege], int(face.must_protege.sum())),
        (full[:, must_seat].T, int(capacity[face.must_mentor].sum())),
    ):
        if not needed:
            continue
        if not part.shape[1] or needed > part.shape[0]:
            return False
        placed = maximum_bipartite_matching(csr_array(part.astype(np.int8)), perm_type="column")
        if int((placed >= 0).sum()) < needed:
            return False
    return True
