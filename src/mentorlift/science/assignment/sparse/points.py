"""Scores, compiled: exact integer scores of single pairs. What runs over all pairs is in sift.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mentorlift.science.assignment.sparse.columns import (
    BAR_DISJOINT,
    BAR_EQUAL,
    BAR_INSIDE,
    BAR_OUTSIDE,
    BETWEEN,
    CLOSE,
    COVERED,
    EQUAL,
    UNEQUAL,
)
from mentorlift.science.assignment.sparse.kernel import inner, kernel

if TYPE_CHECKING:
    from mentorlift.science.assignment.pool import Floats, Ints
    from mentorlift.science.assignment.sparse.columns import Columns, Int32s

BARRED = -(2**30)
DAY = 1440.0


@inner
def score(c: Columns, i: int, j: int) -> int:
    """The score of protégé i with mentor j, below zero where a rule forbids the pair."""
    if find(c.barred_start, c.barred_col, i, j) >= 0:
        return BARRED
    points = np.int64(c.row_points[i]) + c.col_points[j]
    at = find(c.added_start, c.added_col, i, j)
    if at >= 0:
        points += c.added_points[at]
    for k in range(len(c.ops)):
        part = by_one(c, k, i, j)
        if part == BARRED:
            return BARRED
        points += part
    return points


@inner
def by_one(c: Columns, k: int, i: int, j: int) -> int:
    """What one criterion gives; BARRED where one rule forbids the pair."""
    kind, slot = c.ops[k, 0], c.ops[k, 1]
    if kind in (EQUAL, UNEQUAL, BAR_EQUAL):
        return by_code(kind, c.codes_row[slot, i], c.codes_col[slot, j], c.params[k, 0])
    if kind in (BETWEEN, CLOSE, BAR_OUTSIDE, BAR_INSIDE):
        return by_number(kind, c.numbers_row[slot, i], c.numbers_col[slot, j], c.params[k])
    if kind in (COVERED, BAR_DISJOINT):
        many, among = shared_entries(c, slot, i, j)
        if kind == BAR_DISJOINT:
            return np.int64(0) if many else np.int64(BARRED)
        return np.int64(np.rint(np.float64(many) / np.float64(max(among, 1)) * c.params[k, 0]))
    theirs = c.class_start[slot] + c.hours_class[slot, j]
    enough = shared_minutes(c.hours_row[slot, i], c.class_hours[theirs]) >= c.params[k, 0]
    return np.int64(0) if enough else np.int64(BARRED)


@inner
def by_code(kind: int, mine: int, theirs: int, worth: float) -> int:
    """What a criterion or rule on equal texts gives; a missing one is neither equal nor unequal."""
    if mine < 0 or theirs < 0 or (mine == theirs) == (kind == UNEQUAL):
        return np.int64(0)
    return np.int64(BARRED) if kind == BAR_EQUAL else np.int64(worth)


@inner
def find(start: Ints, cols: Int32s, i: int, j: int) -> int:
    """Where column j stands in the list of row i, in ascending order; -1 where it does not."""
    low, high = start[i], start[i + 1]
    while low < high:
        middle = (low + high) // 2
        if cols[middle] < j:
            low = middle + 1
        else:
            high = middle
    return low if low < start[i + 1] and cols[low] == j else -1


@inner
def by_number(kind: int, mine: float, theirs: float, params: Floats) -> int:
    """What a criterion or rule on a difference gives. A missing number compares false: it earns nothing, and is barred
    by a rule that wants a difference within two numbers, or outside of them."""
    if kind == BAR_OUTSIDE:
        return np.int64(0) if params[0] <= theirs - mine <= params[1] else np.int64(BARRED)
    if kind == BAR_INSIDE:
        ahead = theirs - mine
        return np.int64(0) if ahead <= params[0] or ahead >= params[1] else np.int64(BARRED)
    if kind == BETWEEN:
        ahead = theirs - mine
        return np.int64(params[0]) if params[1] <= ahead <= params[2] else np.int64(0)
    away = (theirs - mine) / params[1]
    value = 1.0 - away * away
    return np.int64(np.rint(value * params[0])) if value > 0.0 else np.int64(0)


@inner
def shared_entries(c: Columns, slot: int, i: int, j: int) -> tuple[int, int]:
    """Entries of the protégé's set that the mentor holds, and entries of the set."""
    at, many = slot * len(c.row_points) + i, 0
    for e in range(c.item_start[at], c.item_start[at + 1]):
        many += c.holds[c.holds_start[slot] + c.items[e], j]
    return many, c.item_start[at + 1] - c.item_start[at]


@inner
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


@kernel
def score_pairs(c: Columns, rows: Ints, cols: Ints) -> Int32s:
    """The score of each pair (rows[k], cols[k]), below zero where a rule forbids it."""
    out = np.empty(len(rows), dtype=np.int32)
    for k in range(len(rows)):
        out[k] = score(c, rows[k], cols[k])
    return out


def score_table(c: Columns) -> Int32s:
    """The score of every pair, below zero where a rule forbids it: for small pools and tests."""
    people, mentors = len(c.row_points), len(c.col_points)
    rows, cols = np.repeat(np.arange(people), mentors), np.tile(np.arange(mentors), people)
    return score_pairs(c, rows, cols).reshape(people, mentors)


def score_row(c: Columns, i: int) -> Int32s:
    """The score of protégé i with every mentor, below zero where a rule forbids it."""
    mentors = np.arange(len(c.col_points))
    return score_pairs(c, np.full(len(mentors), i), mentors)
