"""What a pair can score at most, in coarse units of 16 bits: the columns that sift.py reads.

Every part is rounded up, so that no pair is ever taken for less than it scores; what passes is scored exactly.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mentorlift.science.assignment.pool import Floats, Ints
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
    Columns,
)

Int16s = NDArray[np.int16]
UNITS = 12_000  # of which no pair scores more, but for rounding
FULL = 16_000  # units beyond which nothing is told apart: the sum of two of these still fits 16 bits
MOST_CODES = 32_000
BITS = 15  # entries and working hours are told apart by so many bits; those that share one pass for each other
REACH = 181  # steps of nearness from all to nothing: the square fits 16 bits
FAR_OUT = 8_000  # steps beyond which numbers are not told apart
UNKNOWN = 16_000  # further from everything than REACH
ROUNDING = 2  # units that nearness may be off
MOST_ENTRIES = 63
MOST_MEETINGS = 4_000_000  # pairs of kinds of working hours that are worked out beforehand
IS, IS_NOT, WITHIN, NEARBY, HELD, BARS_CODE, BARS_BITS = range(7)


class Bounds(NamedTuple):
    """`ops[k]` is (kind, slot of the sets of Columns); `row_a`, `row_b`, `worth` and `col` hold what each kind reads
    of the two sides. `unit` points are one unit; `top` is what a protégé gives and gets at most. Points of single
    pairs are left out."""

    unit: int
    top: Ints
    own: Int16s
    base: Int16s
    ops: NDArray[np.int32]
    row_a: Int16s
    row_b: Int16s
    worth: Int16s
    col: Int16s


def bounds_of(c: Columns) -> Bounds:
    """The coarse columns of a policy on a pool."""
    people, mentors = len(c.row_points), len(c.col_points)
    unit = most_of(c) // UNITS + 1
    # rules on a difference bar nobody here: every pair that passes is scored exactly
    told = np.flatnonzero(~np.isin(c.ops[:, 0], (BAR_OUTSIDE, BAR_INSIDE))).tolist() if people and mentors else ()
    sides = [one for k in told if (one := coarse(c, k, unit)) is not None]
    own = up(c.row_points, unit)
    return Bounds(
        unit=unit,
        top=own + sum((limit(*side[:4]) for side in sides), start=np.int64(0)),
        own=own.astype(np.int16),
        base=up(c.col_points, unit).astype(np.int16),
        ops=np.array([(kind, slot) for kind, slot, *_ in sides], dtype=np.int32).reshape(-1, 2),
        row_a=np.array([row[0] for _, _, row, _, _ in sides], dtype=np.int16).reshape(len(sides), people),
        row_b=np.array([row[1] for _, _, row, _, _ in sides], dtype=np.int16).reshape(len(sides), people),
        worth=np.array([worth for _, _, _, worth, _ in sides], dtype=np.int16).reshape(len(sides), people),
        col=np.array([col for *_, col in sides], dtype=np.int16).reshape(len(sides), mentors),
    )


def most_of(c: Columns) -> int:
    """No pair scores more, but for the points of single pairs."""
    everyone = int(c.row_points.max(initial=0)) + int(c.col_points.max(initial=0))
    return everyone + int(np.ceil(c.params[c.ops[:, 0] < BAR_EQUAL, 0]).sum())


def limit(kind: int, slot: int, row: tuple[Ints, Ints], worth: Ints) -> Ints:
    """What one criterion gives each protégé at most, in units."""
    if kind == NEARBY:
        return np.where(worth > 0, (worth * REACH**2 >> 16) + ROUNDING, 0)
    return row[0] if kind == HELD else worth


def up(points: NDArray, unit: int) -> Ints:
    """Units that hold so many points."""
    return -(-points.astype(np.int64) // unit)


Side = tuple[int, int, tuple[Ints, Ints], Ints, Ints]


def coarse(c: Columns, k: int, unit: int) -> Side | None:
    """One criterion or rule: its kind, slot, both sides of the protégés, their worth, the mentors' side. None where
    a rule has too many kinds to be told apart so coarsely: then it bars nobody here."""
    kind, slot = c.ops[k].tolist()
    worth = np.full(len(c.row_points), int(up(np.ceil(c.params[k, :1]), unit)[0]), dtype=np.int64)
    if kind in (EQUAL, UNEQUAL, BAR_EQUAL):
        return by_code(kind, c.codes_row[slot], c.codes_col[slot], worth)
    if kind == BETWEEN:
        low, high, rank = ranks(c.numbers_row[slot], c.numbers_col[slot], c.params[k])
        return WITHIN, slot, (low, high), worth, rank
    if kind == CLOSE:
        return near(c.numbers_row[slot], c.numbers_col[slot], c.params[k], unit)
    if kind == COVERED:
        return by_entries(c, slot, worth)
    if kind == BAR_DISJOINT:
        return by_bits(*entry_bits(c, slot))
    return meetings(c, slot, c.params[k, 0])


def by_code(kind: int, left: NDArray, right: NDArray, worth: Ints) -> Side | None:
    """Codes as they are, or, where 16 bits cannot hold them, some taken for each other where that is harmless."""
    if max(left.max(initial=0), right.max(initial=0)) < MOST_CODES:
        what = {EQUAL: IS, UNEQUAL: IS_NOT, BAR_EQUAL: BARS_CODE}[kind]
        return what, 0, (left, left), np.where(left >= 0, worth, 0), right
    if kind == BAR_EQUAL:
        return None
    if kind == UNEQUAL:  # as if nobody shared it: a code that nobody has
        left, right = np.where(left >= 0, MOST_CODES, -1), np.where(right >= 0, 0, -1)
        return IS_NOT, 0, (left, left), np.where(left >= 0, worth, 0), right
    left, right = (np.where(side >= 0, side % MOST_CODES, -1) for side in (left, right))
    return IS, 0, (left, left), np.where(left >= 0, worth, 0), right


def ranks(left: Floats, right: Floats, params: Floats) -> tuple[Ints, Ints, Ints]:
    """Numbers of mentors as ranks, and for each protégé the least and the greatest that can lie in the band."""
    known = np.unique(right[~np.isnan(right)])
    share = -(-max(len(known), 1) // MOST_CODES)
    spare = 1e-9 * (np.abs(left) + abs(params[1]) + abs(params[2]) + 1.0)
    low = np.searchsorted(known, left + params[1] - spare, side="left") // share
    high = (np.searchsorted(known, left + params[2] + spare, side="right") - 1) // share
    low, high = np.where(np.isnan(left), 1, low), np.where(np.isnan(left), 0, high)
    rank = np.where(np.isnan(right), -1, np.searchsorted(known, right) // share)
    return low, high, rank


def near(left: Floats, right: Floats, params: Floats, unit: int) -> Side:
    """Numbers in steps of the criterion's scale; the worth as sift.nearby multiplies it."""
    steps = [np.clip(np.rint(side / params[1] * REACH), -FAR_OUT, FAR_OUT) for side in (left, right)]
    unknown = np.isnan(left)
    mine, theirs = np.nan_to_num(steps[0], nan=0.0), np.nan_to_num(steps[1], nan=UNKNOWN)
    worth = int(np.ceil(params[0] / unit * 65536 / REACH**2))
    row = mine.astype(np.int64), np.where(unknown, 0, 1)
    return NEARBY, 0, row, np.where(unknown, 0, worth), theirs.astype(np.int64)


def by_entries(c: Columns, slot: int, worth: Ints) -> Side:
    """What each entry is worth; long sets, whose rounding would add up, count as covered."""
    entries = np.diff(c.item_start).reshape(-1, len(worth))[slot]
    step = -(-worth // np.maximum(entries, 1))
    whole = np.where(entries > MOST_ENTRIES, worth, step * entries)
    row = whole, (entries <= MOST_ENTRIES).astype(np.int64)
    return HELD, slot, row, step, np.zeros(len(c.col_points), dtype=np.int64)


def by_bits(left: Ints, right: Ints) -> Side:
    return BARS_BITS, 0, (left, left), np.zeros(len(left), dtype=np.int64), right


def entry_bits(c: Columns, slot: int) -> tuple[Ints, Ints]:
    """The entries of each set, each as one of BITS bits."""
    people = len(c.row_points)
    start = c.item_start[slot * people : (slot + 1) * people + 1]
    bits = np.int64(1) << (c.items[start[0] : start[-1]].astype(np.int64) % BITS)
    left, right = np.zeros(people, dtype=np.int64), np.zeros(len(c.col_points), dtype=np.int64)
    np.bitwise_or.at(left, np.repeat(np.arange(people), np.diff(start)), bits)
    for entry, held in enumerate(c.holds[c.holds_start[slot] : c.holds_start[slot + 1]]):
        right |= held.astype(np.int64) << (entry % BITS)
    return left, right


def meetings(c: Columns, slot: int, least: float) -> Side | None:
    """The kinds of working hours that each protégé's meet for long enough, as bits; a mentor has one kind."""
    from mentorlift.science.assignment.rules import overlap_minutes

    hours = c.hours_row[slot]
    kinds, mine = np.unique(hours.reshape(len(hours), hours[0].size if len(hours) else 2), axis=0, return_inverse=True)
    theirs = c.class_hours[c.class_start[slot] : c.class_start[slot + 1]]
    if len(kinds) * len(theirs) > MOST_MEETINGS or not len(kinds) or not len(theirs):
        return None
    opened = overlap_minutes(kinds.reshape(len(kinds), -1, 2), theirs) >= least
    bits = np.zeros(len(kinds), dtype=np.int64)
    for kind in range(len(theirs)):
        bits |= opened[:, kind].astype(np.int64) << (kind % BITS)
    return by_bits(bits[mine.ravel()], np.int64(1) << (c.hours_class[slot].astype(np.int64) % BITS))
