"""Lists of pairs, and the two scans over all pairs that make them."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from mentorlift.science.assignment.pool import Ints
from mentorlift.science.assignment.sparse.bounds import Bounds
from mentorlift.science.assignment.sparse.columns import Columns, Int32s

if TYPE_CHECKING:
    from mentorlift.science.assignment.sparse.scan import Heaps

Part = TypeVar("Part")
RANGES = 4  # mentors are scanned in so many parts; fixed, so that the answer does not depend on the machine
FOR_THREADS = 100  # mentors: threads cost more than fewer
ASIDE = 2**60  # a gain or price that leaves somebody aside
FAR_BELOW = -(2**40)
OWN, OTHERS = 8, 8  # pairs kept for each protégé and for each mentor
RANDOM = 2  # pairs looked at for each protégé at random
WITHOUT, WAYS = 200, 1000  # so many who have nobody, and so many pairs of each


@dataclass(frozen=True, kw_only=True)
class Edges:
    """Pairs (rows, cols) in ascending order with their scores."""

    rows: Int32s
    cols: Int32s
    scores: Ints

    def __len__(self) -> int:
        return len(self.rows)


def edges_from(codes: Ints, scores: Ints, mentors: int) -> Edges:
    """Pairs given as row * mentors + column, each kept once."""
    codes, at = np.unique(codes, return_index=True)
    rows, cols = np.divmod(codes, max(mentors, 1))
    return Edges(rows=rows.astype(np.int32), cols=cols.astype(np.int32), scores=scores[at])


def merged(a: Edges, b: Edges, mentors: int) -> Edges:
    """Pairs of either list."""
    codes = np.concatenate((a.rows.astype(np.int64) * mentors + a.cols, b.rows.astype(np.int64) * mentors + b.cols))
    return edges_from(codes, np.concatenate((a.scores, b.scores)), mentors)


def in_parts(order: Ints, work: Callable[[Ints], Part]) -> list[Part]:
    """Work on parts of the mentors on all processors: compiled code lets go of the lock. Each part keeps the order."""
    parts = [np.ascontiguousarray(order[k::RANGES]) for k in range(RANGES)]
    if len(order) < FOR_THREADS:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(min(RANGES, os.cpu_count() or 1)) as threads:
        return list(threads.map(work, parts))


def empty_heaps(own: Ints, of_rows: int, others: Ints, of_cols: int) -> Heaps:
    """Heaps of so many places a row and a column, each asking for what `own` and `others` say: no less than that."""
    from mentorlift.science.assignment.sparse.scan import TIE_BITS, Heaps

    keys = [
        np.repeat((asks << TIE_BITS)[:, None] - 1, size, axis=1) for asks, size in ((own, of_rows), (others, of_cols))
    ]
    return Heaps(keys[0], np.full(keys[0].shape, -1, np.int32), keys[1], np.full(keys[1].shape, -1, np.int32))


def best_edges(
    columns: Columns, bounds: Bounds, gain: Ints, price: Ints, own: Ints | None = None, others: Ints | None = None
) -> Edges:
    """Of all allowed pairs with score - gain - price >= 0 the best for everyone: for a protégé those that come to `own`
    or more, for a mentor `others`; both zero or more, zero if not given."""
    from mentorlift.science.assignment.sparse.scan import TIE_BITS, best_pairs

    people, mentors = len(gain), len(price)
    least_own = np.zeros(people, dtype=np.int64) if own is None else own
    least_others = np.zeros(mentors, dtype=np.int64) if others is None else others

    def part(who: Ints) -> tuple[Ints, Int32s, Ints, Ints]:
        heaps = empty_heaps(least_own, OWN, least_others[who], OTHERS)
        best_pairs(columns, bounds, gain, price, who, heaps)
        j, to = np.nonzero(heaps.col_others >= 0)
        codes = heaps.col_others[j, to].astype(np.int64) * mentors + who[j]
        return heaps.row_keys, heaps.row_others, codes, heaps.col_keys[j, to]

    parts = in_parts(np.argsort(price, kind="stable"), part)
    keys, who = np.concatenate([p[0] for p in parts], axis=1), np.concatenate([p[1] for p in parts], axis=1)
    best = np.argpartition(keys, -OWN, axis=1)[:, -OWN:]
    keys, who = np.take_along_axis(keys, best, 1), np.take_along_axis(who, best, 1)
    i, at = np.nonzero(who >= 0)
    codes = np.concatenate((i * mentors + who[i, at], *(p[2] for p in parts)))
    values = np.concatenate((keys[i, at], *(p[3] for p in parts))) >> TIE_BITS
    rows, cols = np.divmod(codes, max(mentors, 1))
    return edges_from(codes, values + gain[rows] + price[cols], mentors)


def best_for_rows(columns: Columns, bounds: Bounds, price: Ints, count: int = 1) -> Ints:
    """For each protégé the largest `count` of score - price, the first the largest; FAR_BELOW where nobody is left."""
    low = np.full(len(columns.row_points), FAR_BELOW)
    keys = [p.row_keys for p in best_ones(columns, bounds, low, price, count, 0)]
    return most_of(np.sort(np.concatenate(keys, axis=1), axis=1)[:, : -count - 1 : -1])


def best_for_cols(columns: Columns, bounds: Bounds, gain: Ints, count: int = 1) -> Ints:
    """For each mentor the largest `count` of score - gain, the first the largest; FAR_BELOW where nobody is left."""
    mentors = len(columns.col_points)
    out = np.empty((mentors, count), dtype=np.int64)
    for k, p in enumerate(best_ones(columns, bounds, gain, np.full(mentors, FAR_BELOW), 0, count)):
        out[k::RANGES] = most_of(np.sort(p.col_keys, axis=1)[:, ::-1])
    return out


def best_heaps(
    columns: Columns, bounds: Bounds, gain: Ints, price: Ints, of_rows: int, of_cols: int
) -> tuple[tuple[Ints, Int32s], tuple[Ints, Int32s]]:
    """For each protégé and for each mentor up to so many pairs with the largest score - gain - price of zero or more:
    these values and the others, -1 where there are fewer, in no order."""
    from mentorlift.science.assignment.sparse.scan import TIE_BITS

    order = np.argsort(price, kind="stable")
    parts = best_ones(columns, bounds, gain, price, of_rows, of_cols)
    keys, others = (np.concatenate([one[k] for one in parts], axis=1) for k in (0, 1))
    if of_rows:
        best = np.argpartition(keys, -of_rows, axis=1)[:, -of_rows:]
        keys, others = np.take_along_axis(keys, best, 1), np.take_along_axis(others, best, 1)
    theirs, their_others = np.empty((len(price), of_cols), np.int64), np.empty((len(price), of_cols), np.int32)
    for k, one in enumerate(parts):
        theirs[order[k::RANGES]], their_others[order[k::RANGES]] = one.col_keys, one.col_others
    return (keys >> TIE_BITS, others), (theirs >> TIE_BITS, their_others)


def best_ones(columns: Columns, bounds: Bounds, gain: Ints, price: Ints, own: int, others: int) -> list[Heaps]:
    from mentorlift.science.assignment.sparse.scan import best_pairs

    nothing = np.zeros(max(len(gain), len(price)), dtype=np.int64)

    def part(who: Ints) -> Heaps:
        heaps = empty_heaps(nothing[: len(gain)], own, nothing[: len(who)], others)
        best_pairs(columns, bounds, gain, price, who, heaps)
        return heaps

    return in_parts(np.argsort(price, kind="stable"), part)


def most_of(keys: Ints) -> Ints:
    """Values from keys made with gains or prices that lie FAR_BELOW."""
    from mentorlift.science.assignment.sparse.scan import TIE_BITS

    return np.where(keys >= 0, (keys >> TIE_BITS) + FAR_BELOW, FAR_BELOW)


def all_edges(columns: Columns, capacity: Ints) -> Edges:
    """Every allowed pair with a mentor who has a place."""
    from mentorlift.science.assignment.sparse.points import score_table

    table = score_table(columns)
    rows, cols = np.nonzero((table >= 0) & (capacity > 0))
    return Edges(rows=rows.astype(np.int32), cols=cols.astype(np.int32), scores=table[rows, cols].astype(np.int64))


def random_edges(columns: Columns, capacity: Ints) -> Edges:
    """A few allowed pairs of each protégé at random (the same each time): they tie the pool together, so that nobody
    seems impossible to place for want of candidates."""
    people, mentors = len(columns.row_points), len(columns.col_points)
    rows = np.repeat(np.arange(people), RANDOM)
    return allowed(columns, capacity, rows, np.random.default_rng(0).integers(mentors, size=len(rows)))


def ways_out(columns: Columns, capacity: Ints, chosen: Ints) -> Edges:
    """Many pairs at random of those who have nobody, where places are left, and of the mentors who have these.

    Whoever cannot be placed among the candidates drives every price around him up without end, and all pairs seem to
    pay; mostly he only lacks candidates.
    """
    people, mentors = len(columns.row_points), len(columns.col_points)
    load = np.bincount(chosen[chosen >= 0], minlength=mentors)
    without, left = np.flatnonzero(chosen < 0)[:WITHOUT], np.flatnonzero(load < capacity)[:WITHOUT]
    if not len(without) or not len(left):
        without, left = without[:0], left[:0]
    draw = np.random.default_rng(1)
    rows = np.concatenate((np.repeat(without, WAYS), draw.integers(max(people, 1), size=len(left) * WAYS)))
    cols = np.concatenate((draw.integers(max(mentors, 1), size=len(without) * WAYS), np.repeat(left, WAYS)))
    return allowed(columns, capacity, rows, cols)


def allowed(columns: Columns, capacity: Ints, rows: Ints, cols: Ints) -> Edges:
    """Those of these pairs that the rules allow, with mentors who have a place."""
    from mentorlift.science.assignment.sparse.points import score_pairs

    mentors = len(columns.col_points)
    scores = score_pairs(columns, rows, cols)
    kept = (scores >= 0) & (capacity[cols] > 0)
    return edges_from(rows[kept] * mentors + cols[kept], scores[kept].astype(np.int64), mentors)
