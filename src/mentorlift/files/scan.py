"""The one scan over daily outcomes: roster, outcomes and plan become Units and Panels per branch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mentorlift.files.outcome_cells import quoted
from mentorlift.files.outcomes import Outcomes
from mentorlift.files.roster import Roster
from mentorlift.files.stream import batches
from mentorlift.science.effects.data import Bools, Floats, Ints

if TYPE_CHECKING:
    import duckdb

PARTS = ("calls", "sales", "revenue")  # what `parts` splits money into, where the outcomes have them
FAR = 2**40  # stands for "never" where whole numbers are compared
BLOCK = 4096  # people whose days are looked at together
REASONS = (
    "person not in the roster",
    "person in an arm the plan ignores",
    "day before hire",
    "day from the exit on",
    "day after the data are observed",
)


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """What one pass yields. Panels are in roster order, all people of the roster.

    `dropped`: rows of the outcomes kept out, by reason. `filled`: cells set to zero because the row is missing.
    `through`: the last time observed. `values[metric]` runs from tenure day `first_day`. `gaps`: where a row of the
    first metric was expected and none came.
    """

    first_day: int
    through: int
    values: dict[str, Floats]
    dropped: dict[str, int]
    filled: dict[str, int]
    gaps: Bools
    leave_rows: int = 0


@dataclass(frozen=True, kw_only=True)
class Absences:
    """Leave spells as arrays: person (place in the roster), first time away, first time back."""

    person: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    start: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    stop: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def scan(
    connection: "duckdb.DuckDBPyConnection",
    outcomes: Outcomes,
    roster: Roster,
    *,
    metrics: Sequence[str],
    plain: Sequence[str] = (),
    days: tuple[int, int],
    through: int | None,
    zero_fill: bool,
    counted: Bools,
    absences: Absences | None = None,
) -> Scanned:
    """Scatters each person's rows onto tenure days [days[0], days[1]).

    `metrics` are zero on employed working days without a row if `zero_fill`; `plain` columns (weights) never are.
    `counted` marks the people of the arms compared (or asked); rows of the others are dropped with that reason.
    A working day is a time at which anyone in the roster has a row.
    """
    columns = [*metrics, *plain]
    low, high = outcomes.times or (0, 0)
    passed = _Pass(
        roster=roster,
        counted=counted,
        days=days,
        times=(low, high),
        last=high if through is None else through,
        values={name: np.full((len(roster), days[1] - days[0]), np.nan) for name in columns},
        away=None if absences is None or not absences.person.size else _away(roster, absences, days),
    )
    _register_people(connection, roster)
    picked = ", ".join(f"coalesce(o.{quoted(name)}, 'nan'::DOUBLE)" for name in columns)
    sql = (
        f"SELECT coalesce(p.at, -1)::INTEGER, o.time, {picked} FROM {quoted(outcomes.name)} o "
        "LEFT JOIN people p USING (person_id)"
    )
    for (at, time), numbers in batches(connection, sql, numbers=len(columns)):
        passed.add(at, time, numbers)
    filled, gaps = passed.fill(metrics, zero=zero_fill)
    return Scanned(
        first_day=days[0],
        through=passed.last,
        values=passed.values,
        dropped={reason: int(count) for reason, count in zip(REASONS, passed.dropped, strict=True) if count},
        filled=filled,
        gaps=gaps,
        leave_rows=passed.leave_rows,
    )


class _Pass:
    """What the rows seen so far amount to. `times`: first and last of all rows; `last`: the last one observed."""

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
        self.working = np.zeros(times[1] - times[0] + 1, dtype=bool)
        self.first_row = None if np.isfinite(roster.hired).all() else np.full(len(roster), FAR)
        self.dropped = np.zeros(len(REASONS), dtype=np.int64)
        self.leave_rows = 0

    def add(self, at: Ints, time: Ints, numbers: Sequence[Floats]) -> None:
        """`at`: place in the roster, -1 for a stranger; `numbers`: a column for each of `values`."""
        known = at >= 0
        self.working[time[known] - self.low] = True
        if self.first_row is not None:
            _lower(self.first_row, at[known], time[known])
        counted = known & self.counted[at]
        early, gone = counted & (time < self.hired[at]), counted & (time >= self.exited[at])
        employed = counted & ~early & ~gone
        kept = employed & (time <= self.last)
        self.dropped += [np.count_nonzero(rows) for rows in (~known, known & ~counted, early, gone, employed & ~kept)]
        width = self.days[1] - self.days[0]
        day = time - self.started[at] - self.days[0]
        inside = kept & (day >= 0) & (day < width)
        cell = at[inside].astype(np.int64) * width + day[inside]
        for matrix, column in zip(self.values.values(), numbers, strict=True):
            matrix.ravel()[cell] = column[inside]
        if self.away is not None:
            self.leave_rows += int(np.count_nonzero(self.away.ravel()[cell]))

    def fill(self, metrics: Sequence[str], *, zero: bool) -> tuple[dict[str, int], Bools]:
        """Cells where a row is expected and none came: set to zero if `zero`, and then how many, by metric.

        Also where they are, people x days, for the first metric.
        """
        filled = dict.fromkeys(metrics, 0) if zero else {}
        first = np.zeros(self.values[metrics[0]].shape, dtype=bool)
        for people, expected in self._expected():
            for name in metrics if zero else metrics[:1]:
                block = self.values[name][people]
                gaps = expected & np.isnan(block)
                if name == metrics[0]:
                    first[people] = gaps
                if zero:
                    block[gaps] = 0.0
                    filled[name] += int(np.count_nonzero(gaps))
        return filled, first

    def _expected(self) -> Iterator[tuple[slice, Bools]]:
        """Blocks of people by tenure day: employed, observed and a working day, so that a row is expected.

        Where the roster has no date of hire, a person counts as employed from their first row or their start,
        whichever is earlier: before that nobody knows.
        """
        since = self.hired
        if self.first_row is not None:
            known = np.isfinite(self.roster.hired)
            since = np.where(known, self.hired, np.minimum(self.started, self.first_row))
        for start in range(0, len(self.roster), BLOCK):
            people = slice(start, start + BLOCK)
            time = self.started[people, None] + np.arange(*self.days)[None, :]
            place = time - self.low
            observed = (place >= 0) & (place < len(self.working)) & (time <= self.last)
            expected = observed & self.working[np.where(observed, place, 0)] & self.counted[people, None]
            expected &= (time >= since[people, None]) & (time < self.exited[people, None])
            if self.away is not None:
                expected &= ~self.away[people]
            yield people, expected


def _register_people(connection: "duckdb.DuckDBPyConnection", roster: Roster) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE people AS SELECT unnest($1::VARCHAR[]) AS person_id, unnest($2::INTEGER[]) AS at",
        [roster.person_ids, list(range(len(roster)))],
    )


def _lower(first: Ints, at: Ints, time: Ints) -> None:
    """Takes each person's first time down to what is seen; rows of one person mostly follow each other."""
    if at.size:
        runs = np.flatnonzero(np.diff(at, prepend=-1))
        np.minimum.at(first, at[runs].astype(np.int64), np.minimum.reduceat(time, runs))


def _away(roster: Roster, absences: Absences, days: tuple[int, int]) -> Bools:
    away = np.zeros((len(roster), days[1] - days[0]), dtype=bool)
    for person, start, back in zip(absences.person, absences.start, absences.stop, strict=True):
        origin = int(roster.started[person]) + days[0]
        away[person, max(0, start - origin) : max(0, back - origin)] = True
    return away
