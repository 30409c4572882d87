"""A policy on a pool as short columns: what the compiled scan reads to score any pair without a table of all pairs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mentorlift.science.assignment.pool import Floats, Ints, Pool

Int32s = NDArray[np.int32]
EQUAL, UNEQUAL, BETWEEN, CLOSE, COVERED = range(5)
BAR_EQUAL, BAR_DISJOINT, BAR_HOURS, BAR_OUTSIDE, BAR_INSIDE = range(5, 10)
LAZY = (CLOSE, BAR_HOURS)  # dear to work out: left for pairs that could still be good enough


class Columns(NamedTuple):
    """Every criterion and rule on both sides, stacked by kind; rows are protégés, columns mentors.

    `ops[k]` is (kind, slot) and `params[k]` three numbers of that kind; criteria first, then rules. Points are
    integers, already scaled.
    """

    row_points: Int32s
    col_points: Int32s
    rest: int
    ops: Int32s
    params: Floats
    codes_row: Int32s
    codes_col: Int32s
    numbers_row: Floats
    numbers_col: Floats
    item_start: Ints
    items: Int32s
    holds_start: Int32s
    holds: NDArray[np.uint8]
    hours_row: Floats
    hours_class: Int32s
    class_start: Int32s
    class_hours: Floats
    added_start: Ints
    added_col: Int32s
    added_points: Ints
    barred_start: Ints
    barred_col: Int32s


def part_of(c: Columns, rows: Ints, cols: Ints) -> Columns:
    """The same for some protégés and mentors only, in ascending order. Laid out alike (take, not an index, keeps rows
    together): another layout would be compiled once more."""
    sets = max(len(c.holds_start) - 1, 0)
    people, mentors = len(c.row_points), len(c.col_points)
    lists = (np.arange(sets)[:, None] * people + rows[None, :]).ravel()
    added_start, added_col, added_points = chosen_lists(c.added_start, c.added_col, c.added_points, rows, cols, mentors)
    barred_start, barred_col, _ = chosen_lists(
        c.barred_start, c.barred_col, np.zeros(len(c.barred_col), dtype=np.int64), rows, cols, mentors
    )
    lengths = (c.item_start[1:] - c.item_start[:-1])[lists]
    return c._replace(
        row_points=c.row_points[rows],
        col_points=c.col_points[cols],
        codes_row=np.take(c.codes_row, rows, axis=1),
        codes_col=np.take(c.codes_col, cols, axis=1),
        numbers_row=np.take(c.numbers_row, rows, axis=1),
        numbers_col=np.take(c.numbers_col, cols, axis=1),
        item_start=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        items=c.items[spans(c.item_start[lists], lengths)],
        holds=np.take(c.holds, cols, axis=1),
        hours_row=np.take(c.hours_row, rows, axis=1),
        hours_class=np.take(c.hours_class, cols, axis=1),
        added_start=added_start,
        added_col=added_col,
        added_points=added_points,
        barred_start=barred_start,
        barred_col=barred_col,
    )


def chosen_lists(
    start: Ints, col: Int32s, value: Ints, rows: Ints, cols: Ints, mentors: int
) -> tuple[Ints, Int32s, Ints]:
    """The lists of some rows, with columns that were chosen, renumbered."""
    lengths = (start[1:] - start[:-1])[rows]
    at = spans(start[rows], lengths)
    number = np.full(mentors, -1, dtype=np.int32)
    number[cols] = np.arange(len(cols), dtype=np.int32)
    kept = number[col[at]] >= 0
    row = np.repeat(np.arange(len(rows)), lengths)[kept]
    begins = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=len(rows))))).astype(np.int64)
    return begins, number[col[at]][kept], value[at][kept]


def spans(first: Ints, lengths: Ints) -> Ints:
    """first[0], first[0] + 1, ... for each of the lengths, one after the other."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(first - before, lengths) + np.arange(int(lengths.sum()))


@dataclass
class Stack:
    """Collects the columns of criteria and rules; each of these adds its own."""

    pool: Pool
    row_points: Ints = field(init=False)
    col_points: Ints = field(init=False)
    ops: list[tuple[int, int]] = field(default_factory=list)
    params: list[tuple[float, float, float]] = field(default_factory=list)
    codes: list[tuple[Int32s, Int32s]] = field(default_factory=list)
    numbers: list[tuple[Floats, Floats]] = field(default_factory=list)
    sets: list[tuple[list[Int32s], NDArray[np.uint8]]] = field(default_factory=list)
    hours: list[tuple[Floats, Floats]] = field(default_factory=list)
    added: dict[tuple[int, int], int] = field(default_factory=dict)
    barred: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        people, mentors = self.pool.shape
        self.row_points, self.col_points = np.zeros(people, dtype=np.int64), np.zeros(mentors, dtype=np.int64)

    def op(self, kind: int, slot: int, *params: float) -> None:
        self.ops.append((kind, slot))
        first, second, third = (*params, 0.0, 0.0, 0.0)[:3]
        self.params.append((first, second, third))

    def codes_of(self, left: Ints, right: Ints) -> int:
        self.codes.append((left.astype(np.int32), right.astype(np.int32)))
        return len(self.codes) - 1

    def numbers_of(self, name: str) -> int:
        self.numbers.append((self.pool.proteges.numbers[name], self.pool.mentors.numbers[name]))
        return len(self.numbers) - 1

    def sets_of(self, left: Sequence[frozenset[str]], right: Sequence[frozenset[str]]) -> int:
        """Row sets as lists of entries, column sets as one row an entry: 1 for who holds it."""
        entries = {entry: k for k, entry in enumerate(sorted(frozenset().union(*left, *right)))}
        rows = [np.array(sorted(entries[e] for e in one), dtype=np.int32) for one in left]
        holds = np.zeros((len(entries), len(right)), dtype=np.uint8)
        for j, one in enumerate(right):
            holds[[entries[entry] for entry in one], j] = 1
        self.sets.append((rows, holds))
        return len(self.sets) - 1

    def hours_of(self, name: str) -> int:
        self.hours.append((self.pool.proteges.spans[name], self.pool.mentors.spans[name]))
        return len(self.hours) - 1

    def add(self, i: int, j: int, points: int) -> None:
        """Points for a single pair."""
        self.added[i, j] = self.added.get((i, j), 0) + points

    def columns(self) -> Columns:
        people, mentors = self.pool.shape
        class_start, classes, class_hours = hour_classes(self.hours, mentors)
        added_start, added_col, added_points = grouped(people, [(i, j, p) for (i, j), p in self.added.items()])
        barred_start, barred_col, _ = grouped(people, [(i, j, 0) for i, j in self.barred])
        lists = [row for rows, _ in self.sets for row in rows]
        lengths = np.array([len(row) for row in lists], dtype=np.int64)
        holds = [one for _, one in self.sets]
        days = self.hours[0][0].shape[1] if self.hours else 1
        return Columns(
            row_points=self.row_points.astype(np.int32),
            col_points=self.col_points.astype(np.int32),
            rest=int(sum(np.rint(p[0]) for (kind, _), p in zip(self.ops, self.params, strict=True) if kind == CLOSE)),
            ops=np.array(self.ops, dtype=np.int32).reshape(-1, 2),
            params=np.array(self.params, dtype=np.float64).reshape(-1, 3),
            codes_row=stacked([left for left, _ in self.codes], people, np.int32),
            codes_col=stacked([right for _, right in self.codes], mentors, np.int32),
            numbers_row=stacked([left for left, _ in self.numbers], people, np.float64),
            numbers_col=stacked([right for _, right in self.numbers], mentors, np.float64),
            item_start=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
            items=np.concatenate([*lists, np.zeros(0, dtype=np.int32)]).astype(np.int32),
            holds_start=np.cumsum([0, *(len(one) for one in holds)]).astype(np.int32),
            holds=np.concatenate([*holds, np.zeros((0, mentors), dtype=np.uint8)]),
            hours_row=np.array([left for left, _ in self.hours]).reshape(len(self.hours), people, days, 2),
            hours_class=classes,
            class_start=class_start,
            class_hours=class_hours,
            added_start=added_start,
            added_col=added_col,
            added_points=added_points,
            barred_start=barred_start,
            barred_col=barred_col,
        )


def stacked(columns: list[NDArray], length: int, kind: type) -> NDArray:
    return np.array(columns, dtype=kind).reshape(len(columns), length)


def grouped(rows: int, entries: list[tuple[int, int, int]]) -> tuple[Ints, Int32s, Ints]:
    """(row, column, value) as one list, row by row and by column within a row."""
    entries.sort()
    table = np.array(entries, dtype=np.int64).reshape(-1, 3)
    start = np.concatenate(([0], np.cumsum(np.bincount(table[:, 0], minlength=rows)))).astype(np.int64)
    return start, table[:, 1].astype(np.int32), table[:, 2].copy()


def hour_classes(hours: list[tuple[Floats, Floats]], mentors: int) -> tuple[Int32s, Int32s, Floats]:
    """Mentors' working hours as classes of equal hours, so that each is compared once a protégé."""
    start, classes, kinds = [0], np.zeros((len(hours), mentors), dtype=np.int32), []
    for k, (_, right) in enumerate(hours):
        different, classes[k] = np.unique(
            right.reshape(mentors, right[0].size if mentors else 2), axis=0, return_inverse=True
        )
        kinds.append(different.reshape(len(different), -1, 2))
        start.append(start[-1] + len(different))
    days = hours[0][1].shape[1] if hours else 1
    return np.array(start, dtype=np.int32), classes, np.concatenate([*kinds, np.zeros((0, days, 2))])
