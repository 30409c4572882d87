"""The scan over all pairs, compiled: exact integer scores of one protégé and a run of mentors, never kept as a table.

One BLAS-free loop a criterion over a run of mentors that fits the first cache; see docs/decisions/assignment-solver.md.
"""

import numpy as np
from numba import njit

from mentorlift.science.assignment.sparse.columns import (
    BAR_DISJOINT,
    BAR_EQUAL,
    BAR_HOURS,
    BETWEEN,
    CLOSE,
    COVERED,
    EQUAL,
    UNEQUAL,
)

RUN = 1024  # mentors scored at a time
LOOK = 16  # of these, looked at together: few runs of so many hold anything good enough
BARRED = np.int32(-(2**30))
DAY = 1440.0
TIE_BITS = 16


@njit(nogil=True, cache=True)
def fill(c, i, lo, hi, points, counts):
    """points[:hi - lo] = the score of protégé i with mentors lo to hi but for what is dear to work out (see finish);
    below zero where a rule forbids the pair."""
    n = hi - lo
    own = c.row_points[i]
    base = c.col_points[lo:hi]
    for j in range(n):
        points[j] = base[j] + own
    for e in range(c.added_start[i], c.added_start[i + 1]):
        j = c.added_col[e]
        if lo <= j < hi:
            points[j - lo] += c.added_points[e]
    for k in range(len(c.ops)):
        kind, slot = c.ops[k, 0], c.ops[k, 1]
        if kind == EQUAL or kind == UNEQUAL or kind == BAR_EQUAL:
            by_code(kind, c.codes_row[slot, i], c.codes_col[slot, lo:hi], np.int32(c.params[k, 0]), points, n)
        elif kind == BETWEEN:
            between(c.numbers_row[slot, i], c.numbers_col[slot, lo:hi], c.params[k], points, n)
        elif kind == COVERED or kind == BAR_DISJOINT:
            by_sets(c, kind, slot, i, lo, hi, c.params[k, 0], points, counts, n)
    for e in range(c.barred_start[i], c.barred_start[i + 1]):
        j = c.barred_col[e]
        if lo <= j < hi:
            points[j - lo] = BARRED


@njit(nogil=True, cache=True)
def finish(c, i, lo, hi, points, opened):
    """Complete the scores that fill began, for mentors lo to hi; `opened` is what prepare found for protégé i."""
    for k in range(len(c.ops)):
        kind, slot = c.ops[k, 0], c.ops[k, 1]
        if kind == CLOSE:
            close(c.numbers_row[slot, i], c.numbers_col[slot, lo:hi], c.params[k], points, hi - lo)
        elif kind == BAR_HOURS:
            at = c.class_start[slot]
            kinds = c.hours_class[slot, lo:hi]
            for j in range(hi - lo):
                points[j] = points[j] if opened[at + kinds[j]] else BARRED


@njit(nogil=True, cache=True)
def prepare(c, i, opened):
    """opened[k] = whether working hours of class k meet those of protégé i for long enough."""
    for k in range(len(c.ops)):
        if c.ops[k, 0] == BAR_HOURS:
            slot = c.ops[k, 1]
            for kind in range(c.class_start[slot], c.class_start[slot + 1]):
                opened[kind] = shared_minutes(c.hours_row[slot, i], c.class_hours[kind]) >= c.params[k, 0]


@njit(nogil=True, cache=True)
def by_code(kind, mine, theirs, worth, points, n):
    if mine < 0:
        return
    none = np.int32(0)
    if kind == EQUAL:
        for j in range(n):
            points[j] += worth if theirs[j] == mine else none
    elif kind == UNEQUAL:
        for j in range(n):
            points[j] += worth if (theirs[j] != mine) & (theirs[j] >= 0) else none
    else:
        for j in range(n):
            points[j] = BARRED if theirs[j] == mine else points[j]


@njit(nogil=True, cache=True)
def between(mine, theirs, params, points, n):
    worth, none, low, high = np.int32(params[0]), np.int32(0), params[1], params[2]
    for j in range(n):
        ahead = theirs[j] - mine
        points[j] += worth if (ahead >= low) & (ahead <= high) else none


@njit(nogil=True, cache=True)
def close(mine, theirs, params, points, n):
    worth, scale = params[0], params[1]
    for j in range(n):
        away = (theirs[j] - mine) / scale
        value = 1.0 - away * away
        value = value if value > 0.0 else 0.0  # a missing number compares false
        points[j] += np.int32(np.rint(value * worth))


@njit(nogil=True, cache=True)
def by_sets(c, kind, slot, i, lo, hi, worth, points, counts, n):
    """Entries in common, counted entry by entry of the protégé's set."""
    at = slot * len(c.row_points) + i
    first, last = c.item_start[at], c.item_start[at + 1]
    counts[:n] = 0
    for e in range(first, last):
        holds = c.holds[c.holds_start[slot] + c.items[e], lo:hi]
        for j in range(n):
            counts[j] += holds[j]
    if kind == BAR_DISJOINT:
        for j in range(n):
            points[j] = BARRED if counts[j] == 0 else points[j]
        return
    none, before = np.int32(0), np.int32(0)
    for many in range(1, last - first + 1):
        now = np.int32(np.rint(np.float64(many) / np.float64(last - first) * worth))
        step, least = np.int32(now - before), np.uint8(many)
        before = now
        for j in range(n):
            points[j] += step if counts[j] >= least else none


@njit(nogil=True, cache=True)
def shared_minutes(mine, theirs):
    """The least over the reference days; nan (so never enough) where either side is unknown."""
    least = np.inf
    for day in range(len(mine)):
        if np.isnan(mine[day, 0]) or np.isnan(theirs[day, 0]):
            return np.nan
        total = 0.0
        for shift in (-DAY, 0.0, DAY):
            start = max(mine[day, 0], theirs[day, 0] + shift)
            end = min(mine[day, 1], theirs[day, 1] + shift)
            total += max(end - start, 0.0)
        least = min(least, total)
    return least


@njit(nogil=True, cache=True)
def tie(i, j):
    """A fixed number of TIE_BITS bits a pair: spreads equal scores over people instead of the first few."""
    x = (i * 0x9E3779B1) ^ (j * 0x85EBCA6B)
    x = ((x ^ (x >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
    return (x ^ (x >> 13)) & ((1 << TIE_BITS) - 1)


@njit(nogil=True, cache=True)
def keep(keys, others, key, other):
    """Replace the least of a heap of the best."""
    size, at = len(keys), 0
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[at], others[at] = keys[child], others[child]
        at = child
    keys[at], others[at] = key, other


@njit(nogil=True, cache=True)
def clipped(value):
    """As a 32-bit number, so that many can be compared at once; values that far out decide nothing."""
    return np.int32(min(max(value, -(2**30)), 2**30))


@njit(nogil=True, cache=True)
def best_pairs(c, gain, price, lo, hi, row_keys, row_others, col_keys, col_others):
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
def keep_good(i, start, lo, a, b, gain, price, points, worst, row_keys, row_others, col_keys, col_others):
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
def best_values(c, gain, price, lo, hi, for_row, for_col):
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


@njit(nogil=True, cache=True)
def score_table(c):
    """The score of every pair, below zero where a rule forbids it: for small pools and tests."""
    people, mentors = len(c.row_points), len(c.col_points)
    table = np.empty((people, mentors), dtype=np.int32)
    counts = np.empty(mentors, dtype=np.uint8)
    opened = np.empty(len(c.class_hours), dtype=np.bool_)
    for i in range(people):
        fill(c, i, 0, mentors, table[i], counts)
        prepare(c, i, opened)
        finish(c, i, 0, mentors, table[i], opened)
    return table


@njit(nogil=True, cache=True)
def score_pairs(c, rows, cols):
    """The score of each pair (rows[k], cols[k]), below zero where a rule forbids it."""
    out = np.empty(len(rows), dtype=np.int32)
    counts = np.empty(1, dtype=np.uint8)
    opened = np.empty(len(c.class_hours), dtype=np.bool_)
    for k in range(len(rows)):
        i, j = rows[k], cols[k]
        fill(c, i, j, j + 1, out[k : k + 1], counts)
        if out[k] >= 0:
            prepare(c, i, opened)
            finish(c, i, j, j + 1, out[k : k + 1], opened)
    return out


@njit(nogil=True, cache=True)
def score_row(c, i):
    """The score of protégé i with every mentor, below zero where a rule forbids it."""
    mentors = len(c.col_points)
    out = np.empty(mentors, dtype=np.int32)
    opened = np.empty(len(c.class_hours), dtype=np.bool_)
    fill(c, i, 0, mentors, out, np.empty(mentors, dtype=np.uint8))
    prepare(c, i, opened)
    finish(c, i, 0, mentors, out, opened)
    return out
