"""What is sought, as stages: each optimises one thing among the optima of the one before."""

from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.pool import Bools, Ints
from mentorlift.science.assignment.solver import NONE, Face, Prices, stage, whole


@dataclass(frozen=True, kw_only=True)
class Start:
    """Gains and prices of an earlier optimum, in the order of the pool, and the bonus that is in them."""

    gain: Ints
    price: Ints
    bonus: int

    def with_bonus(self, bonus: int) -> tuple[Ints, Ints]:
        """The same for another bonus, which lies with whichever of the two is short."""
        more = bonus - self.bonus
        return tuple(side + np.where(2 * side > self.bonus, more, 0) for side in (self.gain, self.price))  # type: ignore[return-value]


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


def seek(objective: str, scores: Ints, allowed: Bools, capacity: Ints, start: Start | None = None) -> Optimum:
    """The optimum of `objective` over scores of zero or more; `start` from prices near to it (not for the last).

    "score": the largest total. "coverage-then-score": as many pairs as can be, then the largest total.
    "worst-off-first": as many pairs as can be, then the lowest score as high as can be and as seldom as can be, then
    the next lowest, and so on (leximin).
    """
    if objective == "worst-off-first":
        return leximin(scores, allowed, capacity)
    bonus = 0
    if objective == "coverage-then-score":  # twice any total, were all allowed: so a loss splits into pairs and points
        bonus = 2 * int(scores.max(initial=0)) * len(scores) + 1
    guess = start.with_bonus(bonus) if start else None
    chosen, weights, prices, face = stage(whole(allowed), scores + bonus, capacity, guess)
    made = int((chosen >= 0).sum())
    proof = Proof(what=objective, primal=prices.primal - bonus * made, dual=prices.dual - bonus * made)
    return Optimum(chosen=chosen, face=face, weights=weights, prices=prices, pair_bonus=bonus, proofs=(proof,))


def leximin(scores: Ints, allowed: Bools, capacity: Ints) -> Optimum:
    """Fix the lowest level, then the next, each proved within the optima of the levels below it.

    Whoever has one possible mentor left is settled and taken out, so that the problem shrinks from level to level.
    """
    chosen, _, prices, face = stage(whole(allowed), np.ones_like(scores), capacity)
    proofs = [Proof(what="pairs", primal=prices.primal, dual=prices.dual)]
    edges, must_protege, must_mentor = face.edges.copy(), face.must_protege.copy(), face.must_mentor.copy()
    open_rows, left = np.arange(len(scores)), capacity.copy()
    below = -1  # levels up to here are settled
    while (level := lowest_above(scores[open_rows], chosen, below)) is not None:
        part = scores[open_rows]
        level = highest_floor(part, face, left, below, level)
        kept = face.edges & ((part <= below) | (part >= level))
        face = Face(edges=kept, must_protege=face.must_protege, must_mentor=face.must_mentor)
        chosen, _, prices, face = stage(face, (part != level).astype(np.int64), left)
        proofs.append(Proof(what=f"pairs at {level}", primal=prices.primal, dual=prices.dual))
        below = level
        edges[open_rows], must_protege[open_rows] = face.edges, face.must_protege
        must_mentor |= face.must_mentor
        settled = face.must_protege & (face.edges.sum(axis=1) == 1)
        left = left - np.bincount(face.edges[settled].argmax(axis=1), minlength=len(left))
        open_rows, chosen = open_rows[~settled], chosen[~settled]
        face = Face(
            edges=face.edges[~settled] & (left > 0),
            must_protege=face.must_protege[~settled],
            must_mentor=face.must_mentor & (left > 0),
        )
    every = Face(edges=edges, must_protege=must_protege, must_mentor=must_mentor)
    chosen, weights, prices, face = stage(every, np.zeros_like(scores), capacity)
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
    sides = needs(scores, face, capacity)
    low, high = 0, len(levels) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if all(side.can_be_met(below, int(levels[middle])) for side in sides):
            low = middle
        else:
            high = middle - 1
    return int(levels[low])


@dataclass(frozen=True, kw_only=True)
class Need:
    """Those of one side who must be placed, as the rows of a sparse table of pairs, row by row."""

    scores: Ints
    columns: Ints
    rows: Ints
    shape: tuple[int, int]

    def can_be_met(self, below: int, floor: int) -> bool:
        """Whether all rows can be placed on pairs that are settled (up to `below`) or reach `floor`."""
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import maximum_bipartite_matching

        kept = (self.scores <= below) | (self.scores >= floor)
        counts = np.bincount(self.rows[kept], minlength=self.shape[0])
        if not counts.all():
            return False
        starts = np.concatenate(([0], np.cumsum(counts)))
        columns = self.columns[kept]
        table = csr_array((np.ones(len(columns), dtype=np.int8), columns, starts), shape=self.shape)
        return bool((maximum_bipartite_matching(table, perm_type="column") >= 0).all())


def needs(scores: Ints, face: Face, capacity: Ints) -> list[Need]:
    """Who must be placed on either side. By Mendelsohn and Dulmage (1958) both sides' can be placed at once if each
    side's can be placed by itself."""
    seats = np.repeat(np.arange(len(capacity)), np.minimum(capacity, len(scores)))
    must_seats = seats[face.must_mentor[seats]]
    sides = (
        (scores[face.must_protege][:, seats], face.edges[face.must_protege][:, seats]),
        (scores[:, must_seats].T, face.edges[:, must_seats].T),
    )
    out = []
    for values, edges in sides:
        if len(values):
            rows, columns = np.nonzero(edges)
            out.append(Need(scores=values[rows, columns], rows=rows, columns=columns, shape=edges.shape))
    return out
