"""Stable pairs from preference orders, and the count of pairs who would both rather swap."""

import heapq

import numpy as np

from mentorlift.science.assignment.criteria import ranks_of_both_sides
from mentorlift.science.assignment.pool import Bools, Ints, Pool
from mentorlift.science.assignment.solver import NONE, load


def liking(scores: Ints, pool: Pool) -> tuple[Ints, Ints]:
    """How much each protégé likes each mentor and the other way round; larger is better.

    Whom a person ranked comes first, in that order; everyone else follows by score.
    """
    out = []
    step = int(scores.max(initial=0)) + 1
    for ranks in ranks_of_both_sides(pool):
        worst = int(ranks.max(initial=0)) + 1
        listed = np.where(ranks > 0, worst - ranks, 0).astype(np.int64)
        out.append(scores * (listed == 0) + step * listed)
    return out[0], out[1]


def deferred_acceptance(theirs: Ints, mentors: Ints, numbers: Ints, allowed: Bools, capacity: Ints) -> Ints:
    """Protégés propose, mentors keep the best they have places for (Gale and Shapley 1962, with quotas).

    Everyone the rules allow is acceptable; equal liking is told apart by the larger lottery number.
    """
    people, _ = allowed.shape
    order = np.lexsort((-numbers, -theirs), axis=1)
    lists = [iter([int(j) for j in order[i] if allowed[i, j]]) for i in range(people)]
    chosen = np.full(people, NONE, dtype=np.int64)
    held: list[list[tuple[int, int, int]]] = [[] for _ in capacity]
    waiting = list(range(people - 1, -1, -1))
    while waiting:
        i = waiting.pop()
        j = next(lists[i], None)
        if j is None:
            continue
        heapq.heappush(held[j], (int(mentors[i, j]), int(numbers[i, j]), i))
        chosen[i] = j
        if len(held[j]) > capacity[j]:
            turned_away = heapq.heappop(held[j])[2]
            chosen[turned_away] = NONE
            waiting.append(turned_away)
    return chosen


def blocking_pairs(theirs: Ints, mentors: Ints, allowed: Bools, capacity: Ints, chosen: Ints) -> int:
    """Allowed pairs not made in which both would gain by leaving what they have (a free place counts as a gain)."""
    rows = np.flatnonzero(chosen != NONE)
    now = np.full(len(chosen), -1, dtype=np.int64)
    now[rows] = theirs[rows, chosen[rows]]
    worst = np.full(len(capacity), np.iinfo(np.int64).max)
    np.minimum.at(worst, chosen[rows], mentors[rows, chosen[rows]])
    open_to = np.where(load(chosen, len(capacity)) < capacity, -1, worst)
    open_to = np.where(capacity == 0, np.iinfo(np.int64).max, open_to)
    blocks = allowed & (theirs > now[:, None]) & (mentors > open_to[None, :])
    blocks[rows, chosen[rows]] = False
    return int(blocks.sum())
