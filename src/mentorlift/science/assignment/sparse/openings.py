"""The smallest change that would give somebody of a large pool a partner, read from the lowest and the highest prices.

As in `changes` for small pools, but for more than one place: who comes first for several would need everybody's way to
every mentor.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from mentorlift.science.assignment.changes import Change
from mentorlift.science.assignment.pool import Bools, Ints, Pool
from mentorlift.science.assignment.rules import Rule
from mentorlift.science.assignment.runners_up import split
from mentorlift.science.assignment.sparse.bounds import bounds_of
from mentorlift.science.assignment.sparse.columns import BAR_EQUAL, Columns, Int32s
from mentorlift.science.assignment.sparse.compiled import points_of
from mentorlift.science.assignment.sparse.edges import best_for_cols, best_heaps
from mentorlift.science.assignment.sparse.extremes import moved_by
from mentorlift.science.assignment.sparse.roads import Roads
from mentorlift.science.assignment.sparse.rounds import Answer

LISTED = 16  # mentors listed whom somebody could as well have; where there are more, all are looked at
MOST_LOOKS = 20_000_000  # pairs looked at beyond those listed

Masks = Sequence[tuple[Rule, Bools]]


@dataclass(kw_only=True)
class Met:
    """Whom each protégé could as well have: the mentors with whom the lowest prices are just met."""

    columns: Columns
    answer: Answer
    bonus: int
    others: Int32s
    looks: int = 0
    known: dict[int, Ints] = field(default_factory=dict)

    def of(self, i: int) -> Ints | None:
        """None where that would be more than MOST_LOOKS in all."""
        listed = self.others[i]
        if (listed < 0).any():
            return listed[listed >= 0]
        if i not in self.known:
            mentors = np.arange(len(self.answer.price))
            self.looks += len(mentors)
            if self.looks > MOST_LOOKS:
                return None
            points = points_of(self.columns, np.full(len(mentors), i), mentors)
            met = self.answer.gain[i] + self.answer.price == points + self.bonus
            self.known[i] = np.flatnonzero(met & (points >= 0))
        return self.known[i]


@dataclass(frozen=True, kw_only=True)
class Openings:
    """What changes are read from: `rows` are the protégés without pins by their place in the pool, `free` scores them
    as if no rule were, `met` holds the lowest prices (of a mentor without a place that of the first one), `dear` the
    highest, `reached` what was found before."""

    pool: Pool
    rows: Ints
    free: Columns
    capacity: Ints
    dear: Ints
    met: Met
    ways: Roads
    reached: dict[tuple[int, ...], Ints | None] = field(default_factory=dict)

    def for_protege(self, i: int, broken: Ints, masks: Masks) -> tuple[Change, ...]:
        """For protégé i of the pool one more place, then rules in the order of the policy."""
        at, mentors = int(np.searchsorted(self.rows, i)), np.arange(len(self.capacity))
        worth = points_of(self.free, np.full(len(mentors), at), mentors) + self.met.bonus - self.dear
        opened = [(rule, mask & (broken == 1) & (self.capacity > 0)) for rule, mask in masks]
        return (*self.one_place(at), *self.rules(worth, opened, self.pool.mentors.ids))

    def for_mentor(self, j: int, broken: Ints, masks: Masks) -> tuple[Change, ...]:
        """For mentor j, who has nobody: whoever comes leaves what they have."""
        if not self.capacity[j]:
            return ()
        points = points_of(self.free, np.arange(len(self.rows)), np.full(len(self.rows), j))
        opened = [(rule, (mask & (broken == 1))[self.rows]) for rule, mask in masks]
        ids = tuple(self.pool.proteges.ids[i] for i in self.rows.tolist())
        return self.rules(points + self.met.bonus - self.met.answer.gain, opened, ids)

    def rules(self, worth: Ints, opened: Masks, ids: tuple[str, ...]) -> tuple[Change, ...]:
        """Each rule that alone bars somebody with whom everybody together would gain."""
        out = []
        for rule, mask in opened:
            if mask.any() and worth[mask].max() > 0:
                k = int(np.argmax(np.where(mask, worth, np.iinfo(np.int64).min)))
                pairs, points = split(int(worth[k]), self.met.bonus)
                out.append(Change(partner=ids[k], rule=rule, pairs=pairs, points=points))
        return tuple(out)

    def one_place(self, at: int) -> tuple[Change, ...]:
        """One more place with whoever has the highest price of those it passes on from, if one would do."""
        near = self.met.of(at)
        reach = self.reach(near) if near is not None and len(near) else None
        if reach is None:
            return ()
        price = self.met.answer.price[reach]
        pairs, points = split(int(price.max()), self.met.bonus)
        partner = self.pool.mentors.ids[reach[np.argmax(price)]]
        return (Change(partner=partner, places=1, ways=len(reach), pairs=pairs, points=points),)

    def reach(self, near: Ints) -> Ints | None:
        """These mentors, those their protégés could as well have, and so on."""
        key = tuple(np.sort(near).tolist())
        if key not in self.reached:
            self.reached[key] = self.passed_on(key)
        return self.reached[key]

    def passed_on(self, near: tuple[int, ...]) -> Ints | None:
        seen, front = set(near), list(near)
        while front:
            j = front.pop()
            for i in self.ways.guests[self.ways.held[j] : self.ways.held[j + 1]].tolist():
                more = self.met.of(i)
                if more is None:
                    return None
                fresh = set(more.tolist()) - seen
                seen |= fresh
                front += fresh
        return np.array(sorted(seen), dtype=np.int64)


def openings(pool: Pool, rows: Ints, columns: Columns, capacity: Ints, ways: Roads, answer: Answer) -> Openings:
    """From roads and the answer they lead through, whose `chosen` are the protégés `rows`."""
    low = moved_by(answer, np.where(capacity > 0, ways.down[:-1], 0))
    bounds, gain = bounds_of(columns), low.gain - ways.bonus
    first = np.maximum(best_for_cols(columns, bounds, gain)[:, 0], 0)
    price = np.where(capacity > 0, low.price, first)
    (_values, others), _ = best_heaps(columns, bounds, gain, price, LISTED, 0)
    return Openings(
        pool=pool,
        rows=rows,
        free=without_rules(columns),
        capacity=capacity,
        dear=answer.price + np.where(capacity > 0, ways.up[:-1], 0),
        met=Met(
            columns=columns,
            answer=Answer(chosen=low.chosen, gain=low.gain, price=price),
            bonus=ways.bonus,
            others=others,
        ),
        ways=ways,
    )


def without_rules(columns: Columns) -> Columns:
    """The same criteria, every pair allowed."""
    kept = columns.ops[:, 0] < BAR_EQUAL
    return columns._replace(
        ops=columns.ops[kept],
        params=columns.params[kept],
        barred_start=np.zeros_like(columns.barred_start),
        barred_col=columns.barred_col[:0],
    )
