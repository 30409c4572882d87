"""The scan over all pairs, compiled: who is good enough, without keeping a table. Scores are those of points.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from mentorlift.science.assignment.sparse.heap import sink
from mentorlift.science.assignment.sparse.points import fill, finish, prepare

if TYPE_CHECKING:
    from mentorlift.science.assignment.pool import Ints
    from mentorlift.science.assignment.sparse.columns import Columns, Int32s

RUN = 1024  # mentors scored at a time
LOOK = 16  # of these, looked at together: few runs of so many hold anything good enough
TIE_BITS = 16


@njit(nogil=True, cache=True)
def tie(i: int, j: int) -> int:
    """A fixed number of TIE_BITS bits a pair: spreads equal scores over people instead of the first few."""
    x = (i * 0x9E3779B1) ^ (j * 0x85EBCA6B)
    x = ((x ^ (x >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
    return (x ^ (x >> 13)) & ((1 << TIE_BITS) - 1)


@njit(nogil=True, cache=True)
def keep(keys: Ints, others: Int32s, key: int, other: int) -> None:
    """Replace the least of a heap of the best."""
    keys[0], others[0] = key, other
    sink(keys, others, 0)


@njit(nogil=True, cache=True)
def clipped(value: int) -> int:
    """As a 32-bit number, so that many can be compared at once; values that far out decide nothing."""
    return np.int32(min(max(value, -(2**30)), 2**30))


@njit(nogil=True, cache=True)
def best_pairs(
    c: Columns,
    gain: Ints,
    price: Ints,
    lo: int,
    hi: int,
    row_keys: Ints,
    row_others: Int32s,
    col_keys: Ints,
    col_others: Int32s,
) -> None:
    """The best pairs of every protégé and of mentors lo to hi, by score - gain - price, of those with zero or more.

    Keys are that value with a tie number below it; -1 marks a free place in a heap. A gain or price of 2**60 leaves
    somebody aside.
    """
    points = np.empty(RUN, dtype=np.int32)
    counts = np.empty(RUN, dtype=np.uint8)
    opened = np.empty(len(c.class_hours), dtype=np.bool_)
    cost, worst = np.empty(RUN, dtype=np.int32), np.empty(RUN, dtype=np.int32)
    rest = np.int32(c.rest)
    for start in range(lo, hi, RUN):
        end = min(start + RUN, hi)
        n = end - start
        for j in range(n):
            cost[j] = clipped(price[start + j])
            worst[j] = clipped((max(col_keys[start - lo + j, 0], 0) >> TIE_BITS) + price[start + j])
        for i in range(len(gain)):
            if gain[i] >= 2**60:
                continue
            fill(c, i, start, end, points, counts)
            ready = False
            own = clipped(gain[i] - rest)
            least = clipped((max(row_keys[i, 0], 0) >> TIE_BITS) + gain[i] - rest)
            for a in range(0, n, LOOK):
                b = min(a + LOOK, n)
                good = np.int32(0)
                for j in range(a, b):
                    good += np.int32((points[j] - cost[j] >= least) | (points[j] - own >= worst[j]))
                if good:
                    if not ready:
                        prepare(c, i, opened)
                        ready = True
                    finish(c, i, start + a, start + b, points[a:b], opened)
                    keep_good(
                        i, start, lo, a, b, gain[i], price, points, worst, row_keys, row_others, col_keys, col_others
                    )
                    least = clipped((max(row_keys[i, 0], 0) >> TIE_BITS) + gain[i] - rest)


@njit(nogil=True, cache=True)
def keep_good(
    i: int,
    start: int,
    lo: int,
    a: int,
    b: int,
    gain: int,
    price: Ints,
    points: Int32s,
    worst: Int32s,
    row_keys: Ints,
    row_others: Int32s,
    col_keys: Ints,
    col_others: Int32s,
) -> None:
    """Offer the pairs of protégé i with places a to b of a run to both heaps."""
    for j in range(a, b):
        value = points[j] - gain - price[start + j]
        if points[j] < 0 or value < 0:
            continue
        key = (value << TIE_BITS) | tie(i, start + j)
        if key > row_keys[i, 0]:
            keep(row_keys[i], row_others[i], key, start + j)
        at = start - lo + j
        if key > col_keys[at, 0]:
            keep(col_keys[at], col_others[at], key, i)
            worst[j] = clipped((max(col_keys[at, 0], 0) >> TIE_BITS) + price[start + j])


@njit(nogil=True, cache=True)
def best_values(c: Columns, gain: Ints, price: Ints, lo: int, hi: int, for_row: Ints, for_col: Ints) -> None:
    """for_row[i] = max of score - price, for_col[j - lo] = max of score - gain over the pairs of mentors lo to hi."""
    points = np.empty(RUN, dtype=np.int32)
    counts = np.empty(RUN, dtype=np.uint8)
    opened = np.empty(len(c.class_hours), dtype=np.bool_)
    rest = np.int32(c.rest)
    for start in range(lo, hi, RUN):
        end = min(start + RUN, hi)
        n = end - start
        for i in range(len(gain)):
            fill(c, i, start, end, points, counts)
            ready = False
            for a in range(0, n, LOOK):
                b = min(a + LOOK, n)
                good = np.int32(0)
                for j in range(a, b):
                    most = points[j] + rest
                    good += np.int32(
                        (most - price[start + j] > for_row[i]) | (most - gain[i] > for_col[start - lo + j])
                    )
                if good:
                    if not ready:
                        prepare(c, i, opened)
                        ready = True
                    finish(c, i, start + a, start + b, points[a:b], opened)
                    for j in range(a, b):
                        if points[j] >= 0:
                            for_row[i] = max(for_row[i], points[j] - price[start + j])
                            for_col[start - lo + j] = max(for_col[start - lo + j], points[j] - gain[i])
