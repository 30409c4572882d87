"""The sieve before every exact score, compiled: what a run of mentors can score at most with one protégé.

Numbers of 16 bits and no branch in any inner loop, so that a processor takes sixteen pairs at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mentorlift.science.assignment.sparse.bounds import (
    BARS_CODE,
    FULL,
    HELD,
    IS,
    IS_NOT,
    NEARBY,
    REACH,
    ROUNDING,
    WITHIN,
)
from mentorlift.science.assignment.sparse.kernel import inner

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mentorlift.science.assignment.pool import Ints
    from mentorlift.science.assignment.sparse.bounds import Bounds, Int16s
    from mentorlift.science.assignment.sparse.columns import Columns

RUN = 1024  # mentors at a time, all of their columns in the first caches
OUT = np.int16(-FULL - 1)  # of who is barred
ZERO, ALL = np.int16(0), np.int16(2**15 - 1)


@inner
def gather(c: Columns, b: Bounds, who: Ints, base: Int16s, col: Int16s, holds: NDArray[np.uint8]) -> None:
    """The columns of the mentors `who`, side by side."""
    for at in range(len(who)):
        j = who[at]
        base[at] = b.base[j]
        for k in range(len(b.ops)):
            col[k, at] = b.col[k, j]
        for e in range(len(c.holds)):
            holds[e, at] = c.holds[e, j]


@inner
def most(
    c: Columns,
    b: Bounds,
    i: int,
    base: Int16s,
    col: Int16s,
    holds: NDArray[np.uint8],
    counts: NDArray[np.uint8],
    points: Int16s,
) -> None:
    """points = no less than protégé i scores, in units, with each mentor gathered; what stands behind a shorter run
    means nothing."""
    own, n = b.own[i], RUN
    for j in range(n):
        points[j] = np.int16(base[j] + own)
    for k in range(len(b.ops)):
        kind = b.ops[k, 0]
        mine, other, worth, theirs = b.row_a[k, i], b.row_b[k, i], b.worth[k, i], col[k]
        if kind == NEARBY:
            nearby(mine, other, worth, theirs, points, n)
        elif kind == HELD and other:
            held(c, i, b.ops[k, 1], worth, holds, counts, points, n)
        elif kind == HELD:
            for j in range(n):
                points[j] += mine
        elif kind in (IS, IS_NOT, WITHIN):
            told(kind, mine, other, worth, theirs, points, n)
        else:
            bars(kind, mine, theirs, points, n)


@inner
def told(kind: int, mine: int, other: int, worth: int, theirs: Int16s, points: Int16s, n: int) -> None:
    if kind == IS:
        for j in range(n):
            points[j] += worth if theirs[j] == mine else ZERO
    elif kind == IS_NOT:
        for j in range(n):
            points[j] += worth if (theirs[j] != mine) & (theirs[j] >= 0) else ZERO
    else:
        for j in range(n):
            points[j] += worth if (theirs[j] >= mine) & (theirs[j] <= other) else ZERO


@inner
def bars(kind: int, mine: int, theirs: Int16s, points: Int16s, n: int) -> None:
    if kind == BARS_CODE:
        if mine >= 0:
            for j in range(n):
                points[j] = np.int16(min(points[j], OUT if theirs[j] == mine else ALL))
    else:
        for j in range(n):
            points[j] = np.int16(min(points[j], OUT if (theirs[j] & mine) == 0 else ALL))


@inner
def nearby(mine: int, known: int, worth: int, theirs: Int16s, points: Int16s, n: int) -> None:
    """worth * (1 - steps^2 / REACH^2), at least 0: one step nearer and some units more, for the rounding."""
    if not known:
        return
    for j in range(n):
        away = np.int16(theirs[j] - mine)
        away = np.int16(max(away, np.int16(-away)))
        away = np.int16(min(max(np.int16(away - 1), ZERO), np.int16(REACH)))
        left = np.int16(np.int16(REACH * REACH) - np.int16(away * away))
        points[j] += np.int16((np.int32(left) * np.int32(worth)) >> 16) + np.int16(ROUNDING)


@inner
def held(
    c: Columns,
    i: int,
    slot: int,
    step: int,
    holds: NDArray[np.uint8],
    counts: NDArray[np.uint8],
    points: Int16s,
    n: int,
) -> None:
    """`step` for each entry of the protégé's set that a mentor holds."""
    at = slot * len(c.row_points) + i
    counts[:n] = 0
    for e in range(c.item_start[at], c.item_start[at + 1]):
        row = holds[c.holds_start[slot] + c.items[e]]
        for j in range(n):
            counts[j] += row[j]
    for j in range(n):
        points[j] += np.int16(np.int16(counts[j]) * step)
