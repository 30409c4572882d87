"""The lowest and the highest prices that prove an answer, for every pair of a large pool."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.pool import Ints
from mentorlift.science.assignment.solver import NONE, load
from mentorlift.science.assignment.sparse.bounds import Bounds, bounds_of
from mentorlift.science.assignment.sparse.columns import Columns
from mentorlift.science.assignment.sparse.edges import best_edges
from mentorlift.science.assignment.sparse.roads import AHEAD, BACK, FAR, Near, outside, steps
from mentorlift.science.assignment.sparse.rounds import Answer, shut

MOST_ROUNDS = 50  # of looking at all pairs for one that the prices do not hold for


@dataclass(frozen=True, kw_only=True)
class Extremes:
    """What places are worth: `down` off each price is the lowest, `up` on it the highest. A way from the outside to the
    mentor costs `down` at least, one to the outside `up`; FAR for a mentor aside (see `roads`)."""

    down: Ints
    up: Ints


def extremes(columns: Columns, capacity: Ints, answer: Answer, bonus: int, lists: tuple[Near, Near]) -> Extremes | None:
    """From an answer whose prices hold for every pair. None where that takes more than MOST_ROUNDS.

    Ways over the listed pairs give prices; whichever pair these do not hold for is one more step, until none is left
    (Gul, Stacchetti 1999; column generation as in `rounds.solve`).
    """
    out = outside(columns, capacity, answer, bonus)
    free = load(answer.chosen, len(capacity)) == 0
    bounds = bounds_of(columns)
    found = []
    for way in (AHEAD, BACK):
        start = np.where(free, 0, out[BACK]) if way == AHEAD else out[AHEAD]
        far = settled(columns, bounds, capacity, answer, bonus, lists, start, way)
        if far is None:
            return None
        found.append(far)
    return Extremes(down=found[0], up=found[1])


def settled(
    columns: Columns,
    bounds: Bounds,
    capacity: Ints,
    answer: Answer,
    bonus: int,
    lists: tuple[Near, Near],
    start: Ints,
    way: int,
) -> Ints | None:
    """The shortest ways from the outside (or to it), no longer than `start`."""
    from mentorlift.science.assignment.sparse.detour import ways

    rows, cols = lists
    for _ in range(MOST_ROUNDS):
        begin, _owner, ends, loss = steps(answer.chosen, len(capacity), (rows, cols))
        far = np.where(capacity > 0, ways(begin[way], ends[way], loss[way], start), 0)
        moved = moved_by(answer, far if way == AHEAD else -far)
        new = best_edges(columns, bounds, moved.gain - bonus, shut(moved.price, capacity))
        short = new.scores + bonus > moved.gain[new.rows] + moved.price[new.cols]
        if not short.any():
            return np.where(capacity > 0, far, FAR)
        i, j, score = new.rows[short].astype(np.int64), new.cols[short].astype(np.int64), new.scores[short]
        worth = answer.gain[i] + answer.price[j] - bonus - score
        rows = np.append(rows[0], i), np.append(rows[1], j), np.append(rows[2], worth)
    return None


def moved_by(answer: Answer, off: Ints) -> Answer:
    """The same pairs at prices with so much off; what a place costs less is gained by whoever has it."""
    gain, placed = answer.gain.copy(), answer.chosen != NONE
    gain[placed] += off[answer.chosen[placed]]
    return Answer(chosen=answer.chosen, gain=gain, price=answer.price - off)
