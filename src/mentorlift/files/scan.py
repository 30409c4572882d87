"""The one scan over daily outcomes: roster, outcomes and plan become Units and Panels per branch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mentorlift.files.outcome_cells import quoted
from mentorlift.files.outcomes import Outcomes
from mentorlift.files.roster import Roster
from mentorlift.science.effects.data import Bools, Floats, Ints

if TYPE_CHECKING:
    import duckdb

PARTS = ("calls", "sales", "revenue")  # what `parts` splits money into, where the outcomes have them
FAR = 2**40  # stands for "never" where SQL compares whole numbers


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """What one pass yields. Panels are in roster order, all people of the roster.

    `dropped`: rows of the outcomes kept out, by reason. `filled`: cells set to zero because the row is missing.
    `through`: the last time observed. `values[metric]` runs from tenure day `first_day`.
    """

    first_day: int
    through: int
    values: dict[str, Floats]
    dropped: dict[str, int]
    filled: dict[str, int]
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
    _register_people(connection, roster, counted)
    relation = quoted(outcomes.name)
    last = through if through is not None else _scalar(connection, f"SELECT max(time) FROM {relation}")
    dropped = _dropped(connection, relation, last)
    first, stop = days
    columns = [*metrics, *plain]
    picked = ", ".join(f"o.{quoted(name)}" for name in columns)
    found = connection.execute(
        f"SELECT p.at::INTEGER AS at, (o.time - p.started)::INTEGER AS day, {picked} "
        f"FROM {relation} o JOIN people p USING (person_id) "
        f"WHERE p.counted AND o.time >= p.hired AND o.time < p.exited AND o.time <= ? "
        f"AND o.time - p.started >= ? AND o.time - p.started < ?",
        [last, first, stop],
    ).fetchnumpy()
    person, day = np.asarray(found["at"], dtype=np.int64), np.asarray(found["day"], dtype=np.int64) - first
    times = connection.execute(f"SELECT DISTINCT time FROM {relation} JOIN people USING (person_id)").fetchnumpy()
    expected = _expected(
        roster, days, last=last, times=times["time"], first_rows=_first_rows(connection, relation, roster)
    )
    away = _away(roster, absences or Absences(), first, stop)
    expected &= counted[:, None] & ~away
    values, filled = {}, {}
    for name in columns:
        column = np.ma.filled(np.ma.asarray(found[name], dtype=np.float64), np.nan)
        fills = zero_fill and name in metrics
        matrix = np.where(expected, 0.0, np.nan) if fills else np.full(expected.shape, np.nan)
        has = ~np.isnan(column)
        matrix[person[has], day[has]] = column[has]
        values[name] = matrix
        if fills:
            filled[name] = int(expected.sum() - expected[person[has], day[has]].sum())
    return Scanned(
        first_day=first,
        through=int(last),
        values=values,
        dropped=dropped,
        filled=filled,
        leave_rows=int(away[person, day].sum()),
    )


def _register_people(connection: "duckdb.DuckDBPyConnection", roster: Roster, counted: Bools) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE people AS SELECT unnest($1) AS person_id, unnest($2)::BIGINT AS at, "
        "unnest($3)::BIGINT AS started, unnest($4)::BIGINT AS hired, unnest($5)::BIGINT AS exited, "
        "unnest($6) AS counted",
        [
            roster.person_ids,
            list(range(len(roster))),
            roster.started.astype(np.int64).tolist(),
            np.maximum(roster.hired, -FAR).astype(np.int64).tolist(),
            np.minimum(roster.exited, FAR).astype(np.int64).tolist(),
            counted.tolist(),
        ],
    )


def _dropped(connection: "duckdb.DuckDBPyConnection", relation: str, last: int) -> dict[str, int]:
    """Rows kept out, each under the first reason that applies."""
    (row,) = connection.execute(
        f"SELECT count_if(p.at IS NULL), count_if(NOT p.counted), count_if(p.counted AND o.time < p.hired), "
        f"count_if(p.counted AND o.time >= p.exited), "
        f"count_if(p.counted AND o.time >= p.hired AND o.time < p.exited AND o.time > ?) "
        f"FROM {relation} o LEFT JOIN people p USING (person_id)",
        [last],
    ).fetchall()
    reasons = (
        "person not in the roster",
        "person in an arm the plan ignores",
        "day before hire",
        "day from the exit on",
        "day after the data are observed",
    )
    return {reason: count for reason, count in zip(reasons, row, strict=True) if count}


def _first_rows(connection: "duckdb.DuckDBPyConnection", relation: str, roster: Roster) -> Floats:
    """Per person the time of their first row, inf where they have none."""
    found = connection.execute(
        f"SELECT p.at, min(o.time) AS first FROM {relation} o JOIN people p USING (person_id) GROUP BY p.at"
    ).fetchnumpy()
    first = np.full(len(roster), np.inf)
    first[found["at"]] = found["first"]
    return first


def _expected(roster: Roster, days: tuple[int, int], *, last: int, times: Ints, first_rows: Floats) -> Bools:
    """Person by tenure day: employed, observed and a working day, so that a row is expected.

    Where the roster has no date of hire, a person counts as employed from their first row or their start,
    whichever is earlier: before that nobody knows.
    """
    time = roster.started[:, None] + np.arange(*days)[None, :]
    known = np.isfinite(roster.hired)
    since = np.where(known, roster.hired, np.minimum(roster.started, first_rows))
    employed = (time >= since[:, None]) & (time < roster.exited[:, None]) & (time <= last)
    return employed & np.isin(time, times)


def _away(roster: Roster, absences: Absences, first: int, stop: int) -> Bools:
    away = np.zeros((len(roster), stop - first), dtype=bool)
    for person, start, back in zip(absences.person, absences.start, absences.stop, strict=True):
        origin = int(roster.started[person]) + first
        away[person, max(0, start - origin) : max(0, back - origin)] = True
    return away


def _scalar(connection: "duckdb.DuckDBPyConnection", sql: str) -> int:
    ((value,),) = connection.execute(sql).fetchall()
    return int(value or 0)
