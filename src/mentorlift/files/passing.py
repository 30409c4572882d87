"""The pass itself: batches of rows are counted, checked and scattered onto people and tenure days."""

from collections.abc import Iterator, Sequence

import numpy as np

from mentorlift.files.roster import Roster
from mentorlift.science.effects.data import Bools, Floats, Ints

FAR = 2**40  # stands for "never" where whole numbers are compared
BLOCK = 512  # people whose days are looked at together
PIECES = 3  # of one person in one batch, that are told apart
REASONS = (
    "person not in the roster",
    "person in an arm the plan ignores",
    "person who objected to being measured",
    "day before hire",
    "day from the exit on",
    "day after the data are observed",
)


class Passing:
    """What the rows seen so far amount to. `times`: first and last of all rows; `last`: the last one observed.

    `straight`: whose rows came in few pieces, each in order and before or after the others, so that no day is there
    twice. Most files list a person's days together: what depends on the person is looked up once for each run of rows.
    """

    def __init__(
        self,
        *,
        roster: Roster,
        counted: Bools,
        days: tuple[int, int],
        times: tuple[int, int],
        last: int,
        values: dict[str, Floats],
        away: Bools | None,
    ) -> None:
        self.roster, self.counted, self.days = roster, counted, days
        self.low, self.last = times[0], last
        self.values, self.away = values, away
        self.started = roster.started.astype(np.int64)
        self.hired = np.maximum(roster.hired, -FAR).astype(np.int64)
        self.exited = np.minimum(roster.exited, FAR).astype(np.int64)
        self.wanted = (
            np.maximum(self.hired, self.started + days[0]),
            np.where(counted, np.minimum(np.minimum(self.exited, last + 1), self.started + days[1]), -FAR),
        )
        self.working = np.zeros(times[1] - times[0] + 1, dtype=bool)
        self.first_row = np.full(len(roster), FAR)
        self.dropped = np.zeros(len(REASONS), dtype=np.int64)
        self.leave_rows = 0
        self.straight = np.ones(len(roster), dtype=bool)
        self._objected = roster.objected
        self._last_row = np.full(len(roster), -FAR)

    def add(self, at: Ints, time: Ints, numbers: Sequence[Floats]) -> None:
        """`at`: place in the roster, -1 for a stranger; `numbers`: a column for each of `values`."""
        if not at.size:
            return
        starts = np.flatnonzero(np.diff(at, prepend=at[0] - 1))
        who, length = at[starts].astype(np.int64), np.diff(starts, append=len(at))
        self._note_order(who, starts, time)
        known = time if who.min() >= 0 else time[at >= 0]
        self.working[known - self.low] = True
        width = self.days[1] - self.days[0]
        cell = time + np.repeat(who * width - self.started[who] - self.days[0], length)
        low, high = (bound[who] for bound in self.wanted)
        high[who < 0] = -FAR
        inside = (time >= np.repeat(low, length)) & (time < np.repeat(high, length))
        if not inside.all():
            self._count_outside(at[~inside], time[~inside])
            cell, numbers = cell[inside], [column[inside] for column in numbers]
        for matrix, column in zip(self.values.values(), numbers, strict=True):
            matrix.ravel()[cell] = column
        if self.away is not None:
            self.leave_rows += int(np.count_nonzero(self.away.ravel()[cell]))

    def _note_order(self, who: Ints, starts: Ints, time: Ints) -> None:
        """Keeps each person's first and last time, and who is not `straight`."""
        steps = np.diff(time) > 0
        steps[starts[1:] - 1] = True
        back = who[np.searchsorted(starts, np.flatnonzero(~steps), side="right") - 1]
        self.straight[back[back >= 0]] = False
        first, last = np.minimum.reduceat(time, starts), np.maximum.reduceat(time, starts)
        left = np.flatnonzero(who >= 0)
        for _ in range(PIECES):
            people, at = np.unique(who[left], return_index=True)
            begins, ends = first[left[at]], last[left[at]]
            apart = (begins > self._last_row[people]) | (ends < self.first_row[people])
            self.straight[people[~apart]] = False
            self.first_row[people] = np.minimum(self.first_row[people], begins)
            self._last_row[people] = np.maximum(self._last_row[people], ends)
            left = np.delete(left, at)
            if not left.size:
                return
        self.straight[who[left]] = False
        np.minimum.at(self.first_row, who[left], first[left])

    def _count_outside(self, at: Ints, time: Ints) -> None:
        """Rows outside the plan's windows: some of them are dropped, and for one reason each."""
        known = at >= 0
        counted = known & self.counted[at]
        early, gone = counted & (time < self.hired[at]), counted & (time >= self.exited[at])
        late = counted & ~early & ~gone & (time > self.last)
        objected = known & self._objected[at]
        ignored = known & ~counted & ~objected
        self.dropped += [np.count_nonzero(rows) for rows in (~known, ignored, objected, early, gone, late)]

    def fill(self, metrics: Sequence[str], *, zero: bool) -> tuple[dict[str, int], Bools]:
        """Cells where a row is expected and none came: set to zero if `zero`, and then how many, by metric.

        Also where they are, people x days, for the first metric.
        """
        filled = dict.fromkeys(metrics, 0) if zero else {}
        first = np.zeros(self.values[metrics[0]].shape, dtype=bool)
        for people, expected in self.expected():
            for name in metrics if zero else metrics[:1]:
                block = self.values[name][people]
                gaps = expected & np.isnan(block)
                if name == metrics[0]:
                    first[people] = gaps
                if zero:
                    block[gaps] = 0.0
                    filled[name] += int(np.count_nonzero(gaps))
        return filled, first

    def expected(self) -> Iterator[tuple[slice, Bools]]:
        """Blocks of people by tenure day: employed, observed and a working day, so that a row is expected.

        Where the roster has no date of hire, a person counts as employed from their first row or their start,
        whichever is earlier: before that nobody knows.
        """
        known = np.isfinite(self.roster.hired)
        since = np.where(known, self.hired, np.minimum(self.started, self.first_row))
        first, last = since - self.started, np.minimum(self.exited, self.last + 1) - self.started
        first, last = (np.clip(bound, *self.days)[:, None] for bound in (first, np.where(self.counted, last, -FAR)))
        day = np.arange(*self.days)
        offset = self.started + self.days[0] - self.low
        before, behind = max(0, -int(offset.min())), max(0, int(offset.max()) + len(day) - len(self.working))
        working = np.lib.stride_tricks.sliding_window_view(np.pad(self.working, (before, behind)), len(day))
        for start in range(0, len(self.roster), BLOCK):
            people = slice(start, start + BLOCK)
            expected = working[offset[people] + before] & (day >= first[people]) & (day < last[people])
            if self.away is not None:
                expected &= ~self.away[people]
            yield people, expected
