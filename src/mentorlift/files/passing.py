"""The pass itself: batches of rows are counted, checked and scattered onto people and tenure days."""

import mmap
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


def nothing_yet(people: int, days: int) -> Floats:
    """A matrix of nan.

    Its memory comes in the usual small pages: numpy would ask for huge ones, which a virtual machine may have to clear
    out first, and that takes longer than the whole pass. Filling it holds up no other thread.
    """
    size = people * days * np.dtype(np.float64).itemsize
    if not size or not hasattr(mmap, "MAP_PRIVATE"):
        return np.full((people, days), np.nan)
    kept = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    matrix = np.frombuffer(kept, dtype=np.float64).reshape(people, days)
    matrix.fill(np.nan)
    return matrix


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
        self._held = {name: np.zeros(len(roster), dtype=np.int64) for name in values}  # values laid out

    def add(self, at: Ints, time: Ints, numbers: Sequence[Floats]) -> None:
        """`at`: place in the roster, -1 for a stranger; `numbers`: a column for each of `values`."""
        if not at.size:
            return
        starts = np.flatnonzero(np.append(True, at[1:] != at[:-1]))
        who, length = at[starts].astype(np.int64), np.diff(starts, append=len(at))
        first, last = self._note_order(who, starts, time)
        self._note_working(at, time, who, first=first, last=last, length=length)
        width = self.days[1] - self.days[0]
        cell = time + np.repeat(who * width - self.started[who] - self.days[0], length)
        low, high = (bound[who] for bound in self.wanted)
        high[who < 0] = -FAR
        if ((first < low) | (last >= high)).any():
            inside = (time >= np.repeat(low, length)) & (time < np.repeat(high, length))
            self._count_outside(at[~inside], time[~inside])
            at, cell, numbers = at[inside], cell[inside], [column[inside] for column in numbers]
            who, length = at, np.ones(len(at), dtype=np.int64)
        for (name, matrix), column in zip(self.values.items(), numbers, strict=True):
            matrix.ravel()[cell] = column
            empty = np.isnan(column)
            if empty.any():
                np.add.at(self._held[name], np.repeat(who, length)[~empty], 1)
            else:
                np.add.at(self._held[name], who, length)
        if self.away is not None:
            self.leave_rows += int(np.count_nonzero(self.away.ravel()[cell]))

    def _note_working(self, at: Ints, time: Ints, who: Ints, *, first: Ints, last: Ints, length: Ints) -> None:
        """Marks the times at which somebody of the roster has a row; of a run without a gap only its ends are read."""
        known, gapless = who >= 0, last - first + 1 == length
        if known.all() and gapless.all() and self.straight[who].all():
            size = len(self.working) + 1
            steps = np.bincount(first - self.low, minlength=size) - np.bincount(last + 1 - self.low, minlength=size)
            self.working |= np.cumsum(steps)[:-1] > 0
        else:
            self.working[(time if known.all() else time[at >= 0]) - self.low] = True

    def _note_order(self, who: Ints, starts: Ints, time: Ints) -> tuple[Ints, Ints]:
        """Keeps each person's first and last time, and who is not `straight`; first and last time of each run."""
        rising = time[1:] > time[:-1]
        rising[starts[1:] - 1] = True
        if rising.all():
            first, last = time[starts], time[np.append(starts[1:], len(time)) - 1]
        else:
            back = who[np.searchsorted(starts, np.flatnonzero(~rising), side="right") - 1]
            self.straight[back[back >= 0]] = False
            first, last = np.minimum.reduceat(time, starts), np.maximum.reduceat(time, starts)
        self._note_pieces(who, first, last)
        return first, last

    def _note_pieces(self, who: Ints, first: Ints, last: Ints) -> None:
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
        asked = metrics if zero else metrics[:1]
        filled = dict.fromkeys(metrics, 0) if zero else {}
        first = np.zeros(self.values[metrics[0]].shape, dtype=bool)
        for people, expected in self.expected(of=self._lacking(asked)):
            for name in asked:
                block = self.values[name][people]
                gaps = expected & np.isnan(block)
                if name == metrics[0]:
                    first[people] = gaps
                if zero:
                    block[gaps] = 0.0
                    filled[name] += int(np.count_nonzero(gaps))
        return filled, first

    def _lacking(self, metrics: Sequence[str]) -> Bools:
        """Who may have a gap in one of these: everybody where there is leave, else whoever has fewer rows than due."""
        if self.away is not None:
            return np.ones(len(self.roster), dtype=bool)
        days = np.append(0, np.cumsum(self.working))
        first, last = (np.clip(bound + self.started - self.low, 0, len(days) - 1) for bound in self._employed())
        due = days[last] - days[first]
        return np.any([self._held[name] < due for name in metrics], axis=0)

    def expected(self, *, of: Bools | None = None) -> Iterator[tuple[slice, Bools]]:
        """Blocks of people by tenure day: employed, observed and a working day, so that a row is expected.

        `of`: blocks without any of these people are passed over.
        """
        first, last = (bound[:, None] for bound in self._employed())
        day = np.arange(*self.days)
        offset = self.started + self.days[0] - self.low
        before, behind = max(0, -int(offset.min())), max(0, int(offset.max()) + len(day) - len(self.working))
        working = np.lib.stride_tricks.sliding_window_view(np.pad(self.working, (before, behind)), len(day))
        for start in range(0, len(self.roster), BLOCK):
            people = slice(start, start + BLOCK)
            if of is not None and not of[people].any():
                continue
            expected = working[offset[people] + before] & (day >= first[people]) & (day < last[people])
            if self.away is not None:
                expected &= ~self.away[people]
            yield people, expected

    def _employed(self) -> tuple[Ints, Ints]:
        """First tenure day employed and first one no longer, or beyond the data; equal for whoever is not counted.

        Where the roster has no date of hire, a person counts as employed from their first row or their start,
        whichever is earlier: before that nobody knows.
        """
        known = np.isfinite(self.roster.hired)
        since = np.where(known, self.hired, np.minimum(self.started, self.first_row))
        first, last = since - self.started, np.minimum(self.exited, self.last + 1) - self.started
        first = np.clip(first, *self.days)
        return first, np.maximum(np.clip(np.where(self.counted, last, -FAR), *self.days), first)
