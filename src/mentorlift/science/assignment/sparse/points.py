"""Scores, compiled: exact integer scores of one protégé and a run of mentors, never kept as a table.

One BLAS-free loop a criterion over a run of mentors that fits the first cache; see docs/decisions/assignment-solver.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from mentorlift.science.assignment.sparse.columns import (
    BAR_DISJOINT,
    BAR_EQUAL,
    BAR_HOURS,
    BAR_INSIDE,
    BAR_OUTSIDE,
    BETWEEN,
    CLOSE,
    COVERED,
    EQUAL,
    UNEQUAL,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mentorlift.science.assignment.pool import Bools, Floats, Ints
    from mentorlift.science.assignment.sparse.columns import Columns, Int32s

BARRED = np.int32(-(2**30))
DAY = 1440.0


@njit(nogil=True, cache=True)
def fill(c: Columns, i: int, lo: int, hi: int, points: Int32s, counts: NDArray[np.uint8]) -> None:
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
        if kind in (EQUAL, UNEQUAL, BAR_EQUAL):
            by_code(kind, c.codes_row[slot, i], c.codes_col[slot, lo:hi], np.int32(c.params[k, 0]), points, n)
        elif kind == BETWEEN:
            between(c.numbers_row[slot, i], c.numbers_col[slot, lo:hi], c.params[k], points, n)
        elif kind in (BAR_OUTSIDE, BAR_INSIDE):
            by_distance(kind, c.numbers_row[slot, i], c.numbers_col[slot, lo:hi], c.params[k], points, n)
        elif kind in (COVERED, BAR_DISJOINT):
            by_sets(c, kind, slot, i, lo, hi, c.params[k, 0], points, counts, n)
    for e in range(c.barred_start[i], c.barred_start[i + 1]):
        j = c.barred_col[e]
        if lo <= j < hi:
            points[j - lo] = BARRED


@njit(nogil=True, cache=True)
def finish(c: Columns, i: int, lo: int, hi: int, points: Int32s, opened: Bools) -> None:
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
def prepare(c: Columns, i: int, opened: Bools) -> None:
    """opened[k] = whether working hours of class k meet those of protégé i for long enough."""
    for k in range(len(c.ops)):
        if c.ops[k, 0] == BAR_HOURS:
            slot = c.ops[k, 1]
            for kind in range(c.class_start[slot], c.class_start[slot + 1]):
                opened[kind] = shared_minutes(c.hours_row[slot, i], c.class_hours[kind]) >= c.params[k, 0]


@njit(nogil=True, cache=True)
def by_code(kind: int, mine: int, theirs: Int32s, worth: int, points: Int32s, n: int) -> None:
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
def between(mine: float, theirs: Floats, params: Floats, points: Int32s, n: int) -> None:
    worth, none, low, high = np.int32(params[0]), np.int32(0), params[1], params[2]
    for j in range(n):
        ahead = theirs[j] - mine
        points[j] += worth if (ahead >= low) & (ahead <= high) else none


@njit(nogil=True, cache=True)
def by_distance(kind: int, mine: float, theirs: Floats, params: Floats, points: Int32s, n: int) -> None:
    """Bars a difference outside [low, high], or strictly inside (low, high); a missing number is barred by both."""
    low, high = params[0], params[1]
    for j in range(n):
        ahead = theirs[j] - mine
        within = (ahead >= low) & (ahead <= high)
        fits = within if kind == BAR_OUTSIDE else (ahead <= low) | (ahead >= high)
        points[j] = points[j] if fits else BARRED


@njit(nogil=True, cache=True)
def close(mine: float, theirs: Floats, params: Floats, points: Int32s, n: int) -> None:
    worth, scale = params[0], params[1]
    for j in range(n):
        away = (theirs[j] - mine) / scale
        value = 1.0 - away * away
        value = value if value > 0.0 else 0.0  # a missing number compares false
        points[j] += np.int32(np.rint(value * worth))


@njit(nogil=True, cache=True)
def by_sets(
    c: Columns,
    kind: int,
    slot: int,
    i: int,
    lo: int,
    hi: int,
    worth: float,
    points: Int32s,
    counts: NDArray[np.uint8],
    n: int,
) -> None:
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
def shared_minutes(mine: Floats, theirs: Floats) -> float:
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
def score_table(c: Columns) -> Int32s:
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
def score_pairs(c: Columns, rows: Ints, cols: Ints) -> Int32s:
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
def score_row(c: Columns, i: int) -> Int32s:
    """The score of protégé i with every mentor, below zero where a rule forbids it."""
    mentors = len(c.col_points)
    out = np.empty(mentors, dtype=np.int32)
    opened = np.empty(len(c.class_hours), dtype=np.bool_)
    fill(c, i, 0, mentors, out, np.empty(mentors, dtype=np.uint8))
    prepare(c, i, opened)
    finish(c, i, 0, mentors, out, opened)
    return out
