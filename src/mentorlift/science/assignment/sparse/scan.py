"""The scan over all pairs, compiled: who is good enough, without keeping a table.

Mentors are looked at in runs of about equal prices. A run passes the sieve of sift.py with each protégé; only what
could be good enough is scored exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mentorlift.science.assignment.sparse.bounds import FULL
from mentorlift.science.assignment.sparse.heap import sink
from mentorlift.science.assignment.sparse.kernel import inner, kernel
from mentorlift.science.assignment.sparse.points import find, score
from mentorlift.science.assignment.sparse.sift import RUN, ZERO, gather, most

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mentorlift.science.assignment.pool import Ints
    from mentorlift.science.assignment.sparse.bounds import Bounds, Int16s
    from mentorlift.science.assignment.sparse.columns import Columns, Int32s

LOOK = 32  # mentors looked at together: few runs of so many hold anything good enough
TIE_BITS = 16
UNHEARD = -(2**39)  # what a heap asks for below this is anything
ASIDE = 2**60
NEVER = np.int16(2**15 - 1)
FRESH = 256  # protégés after which a run looks anew at what its mentors ask


class Heaps(NamedTuple):
    """The best pairs of every protégé and of some mentors so far, the least first. Keys are score - gain - price with a
    tie number below it; -1 marks a free place. Heaps without places ask for nothing."""

    row_keys: Ints
    row_others: Int32s
    col_keys: Ints
    col_others: Int32s


@inner
def tie(i: int, j: int) -> int:
    """A fixed number of TIE_BITS bits a pair: spreads equal scores over people instead of the first few."""
    x = (i * 0x9E3779B1) ^ (j * 0x85EBCA6B)
    x = ((x ^ (x >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
    return (x ^ (x >> 13)) & ((1 << TIE_BITS) - 1)


@inner
def asked(points: int, unit: int) -> int:
    """No more units than so many points are. What is further out passes all, or nobody."""
    return np.int16(min(max(points // unit - 1, -FULL), FULL))


@inner
def least(keys: Ints) -> int:
    """What a pair must come to for this heap."""
    return max(keys[0], 0) >> TIE_BITS if len(keys) else ASIDE


@kernel
def best_pairs(c: Columns, b: Bounds, gain: Ints, price: Ints, who: Ints, h: Heaps) -> None:
    """The best pairs of every protégé and of the mentors `who` (in ascending order of price), by score - gain - price,
    of those with zero or more. A price of ASIDE leaves a mentor aside."""
    base, points = np.empty(RUN, dtype=np.int16), np.empty(RUN, dtype=np.int16)
    col, holds = np.empty((len(b.ops), RUN), dtype=np.int16), np.empty((len(c.holds), RUN), dtype=np.uint8)
    counts, good = np.empty(RUN, dtype=np.uint8), np.empty(RUN // LOOK, dtype=np.bool_)
    dear, worst = np.zeros(RUN, dtype=np.int16), np.zeros(RUN, dtype=np.int16)
    single_pairs(c, gain, price, who, h)
    start = np.int64(0)
    while start < len(who) and price[who[start]] < ASIDE:
        floor, n = price[who[start]], 1
        while n < RUN and start + n < len(who) and price[who[start + n]] - floor <= FULL * b.unit:
            n += 1
        run, keys, level = who[start : start + n], h.col_keys[start : start + n], np.int64(0)
        gather(c, b, run, base, col, holds)
        for at in range(n):
            dear[at] = (price[run[at]] - floor) // b.unit
        top = base[:n].max()
        for i in range(len(gain)):
            if i % FRESH == 0 or i & (i - 1) == 0:
                level = levelled(run, price, keys, b.unit, worst)
            own = asked(gain[i] + floor, b.unit)
            if own > b.top[i] + top:
                continue  # too dear, the whole run
            most(c, b, i, base, col, holds, counts, points)
            bar = asked(least(h.row_keys[i]) + gain[i] + floor, b.unit)
            look(points, dear, worst, bar, asked(gain[i] + level, b.unit) if keys.shape[1] else NEVER, n, good)
            for at in range(-(-n // LOOK)):
                if good[at]:
                    a, z = at * LOOK, min(at * LOOK + LOOK, n)
                    keep_good(c, b, i, run, start, a, z, gain[i], price, level, points, dear, worst, h)
        start += n


@inner
def levelled(run: Ints, price: Ints, keys: Ints, unit: int, worst: Int16s) -> int:
    """What each mentor of a run asks of score - gain, in units above a level that is returned."""
    level = np.int64(ASIDE)
    for at in range(len(run)):
        asks = least(keys[at]) + price[run[at]]
        if asks > UNHEARD:
            level = min(level, asks)
    for at in range(len(run)):
        worst[at] = above(least(keys[at]) + price[run[at]] - level, unit)
    return level


@inner
def above(points: int, unit: int) -> int:
    """Units above a level. Who is further out lets all pass, or more than he asks: the exact score decides."""
    return np.int16(min(max(points // unit, -FULL), FULL))


@inner
def look(points: Int16s, dear: Int16s, worst: Int16s, bar: int, own: int, n: int, good: NDArray[np.bool_]) -> None:
    """Which LOOK mentors side by side hold one that could be good enough."""
    for at in range(-(-n // LOOK)):
        found = ZERO
        for j in range(at * LOOK, at * LOOK + LOOK):
            for_row, for_col = np.int16(points[j] - dear[j]) >= bar, np.int16(points[j] - worst[j]) >= own
            found = np.int16(found | np.int16(for_row | for_col))
        good[at] = found != 0


@inner
def keep_good(
    c: Columns,
    b: Bounds,
    i: int,
    run: Ints,
    start: int,
    a: int,
    z: int,
    gain: int,
    price: Ints,
    level: int,
    points: Int16s,
    dear: Int16s,
    worst: Int16s,
    h: Heaps,
) -> None:
    """Offer the pairs of protégé i with places a to z of a run to both heaps, where they could be good enough."""
    floor = price[run[0]]
    own = asked(gain + level, b.unit) if h.col_keys.shape[1] else NEVER
    bar = asked(least(h.row_keys[i]) + gain + floor, b.unit)
    alone = c.added_start[i] < c.added_start[i + 1]
    for at in range(a, z):
        if points[at] - dear[at] < bar and points[at] - worst[at] < own:
            continue
        j = run[at]
        if alone and find(c.added_start, c.added_col, i, j) >= 0:
            continue  # see single_pairs
        if offer(score(c, i, j), i, j, start + at, gain, price[j], h):
            bar = asked(least(h.row_keys[i]) + gain + floor, b.unit)
            worst[at] = above(least(h.col_keys[start + at]) + price[j] - level, b.unit)


@inner
def offer(points: int, i: int, j: int, at: int, gain: int, price: int, h: Heaps) -> bool:
    """A pair to both heaps, the mentor's being number `at`; whether either took it."""
    value = points - gain - price
    if points < 0 or value < 0:
        return False
    key, kept = (value << TIE_BITS) | tie(i, j), False
    if h.row_keys.shape[1] and key > h.row_keys[i, 0]:
        h.row_keys[i, 0], h.row_others[i, 0], kept = key, j, True
        sink(h.row_keys[i], h.row_others[i], 0)
    if h.col_keys.shape[1] and key > h.col_keys[at, 0]:
        h.col_keys[at, 0], h.col_others[at, 0], kept = key, i, True
        sink(h.col_keys[at], h.col_others[at], 0)
    return kept


@kernel
def single_pairs(c: Columns, gain: Ints, price: Ints, who: Ints, h: Heaps) -> None:
    """Pairs with points of their own, which the sieve does not know."""
    if not len(c.added_col):
        return
    place = np.full(len(price), -1)
    place[who] = np.arange(len(who))
    for i in range(len(gain)):
        for e in range(c.added_start[i], c.added_start[i + 1]):
            j = np.int64(c.added_col[e])  # one kind of number everywhere, so that each part is compiled once
            if place[j] >= 0 and price[j] < ASIDE:
                offer(score(c, i, j), i, j, place[j], gain[i], price[j], h)
