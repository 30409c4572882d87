"""The one scan over daily outcomes: roster, outcomes and plan become Units and Panels per branch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mentorlift.files.outcome_cells import quoted
from mentorlift.files.outcomes import Outcomes, explained, has_duplicates
from mentorlift.files.passing import REASONS, Passing
from mentorlift.files.roster import Roster
from mentorlift.files.stream import batches
from mentorlift.science.effects.data import Bools, Floats, Ints

if TYPE_CHECKING:
    import duckdb

PARTS = ("calls", "sales", "revenue")  # what `parts` splits money into, where the outcomes have them


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """What one pass yields. Panels are in roster order, all people of the roster.

    `dropped`: rows of the outcomes kept out, by reason. `filled`: cells set to zero because the row is missing.
    `through`: the last time observed. `values[metric]` runs from tenure day `first_day`. `gaps`: where a row of the
    first metric was expected and none came.
    `limits`: what the days of a metric were limited to, and `limited` how many of them, where the plan says so.
    """

    first_day: int
    through: int
    values: dict[str, Floats]
    dropped: dict[str, int]
    filled: dict[str, int]
    gaps: Bools
    leave_rows: int = 0
    limits: dict[str, float] = field(default_factory=dict)
    limited: dict[str, int] = field(default_factory=dict)


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
    A working day is a time at which anyone in the roster has a row. Raises Refused where somebody stands twice at one
    time, which `outcomes` need not have been asked for.
    """
    columns = [*metrics, *plain]
    low, high = outcomes.times or (0, 0)
    passed = Passing(
        roster=roster,
        counted=counted,
        days=days,
        times=(low, high),
        last=high if through is None else through,
        values={name: np.full((len(roster), days[1] - days[0]), np.nan) for name in columns},
        away=None if absences is None or not absences.person.size else away_days(roster, absences, days),
    )
    _register_people(connection, roster)
    picked = ", ".join(f"coalesce(o.{quoted(name)}, 'nan'::DOUBLE)" for name in columns)
    sql = (
        f"SELECT coalesce(p.at, -1)::INTEGER, o.time, {picked} FROM {quoted(outcomes.name)} o "
        "LEFT JOIN people p USING (person_id)"
    )
    for (at, time), numbers in batches(connection, sql, numbers=len(columns)):
        passed.add(at, time, numbers)
    _refuse_doubled(connection, outcomes, passed)
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


def _refuse_doubled(connection: "duckdb.DuckDBPyConnection", outcomes: Outcomes, passed: Passing) -> None:
    """Asks only about strangers and the people whose days lie so that one may be there twice."""
    if passed.straight.all() and not passed.dropped[0]:
        return
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE straight AS SELECT person_id FROM people JOIN "
        "(SELECT unnest($1::INTEGER[]) AS place) ON place = people.at",
        [np.flatnonzero(passed.straight).tolist()],
    )
    if has_duplicates(connection, f"(SELECT * FROM {quoted(outcomes.name)} ANTI JOIN straight USING (person_id))"):
        raise explained(outcomes.shape, "")


def _register_people(connection: "duckdb.DuckDBPyConnection", roster: Roster) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE people AS SELECT unnest($1::VARCHAR[]) AS person_id, unnest($2::INTEGER[]) AS at",
        [roster.person_ids, list(range(len(roster)))],
    )


def away_days(roster: Roster, absences: Absences, days: tuple[int, int]) -> Bools:
    away = np.zeros((len(roster), days[1] - days[0]), dtype=bool)
    for person, start, back in zip(absences.person, absences.start, absences.stop, strict=True):
        origin = int(roster.started[person]) + days[0]
        away[person, max(0, start - origin) : max(0, back - origin)] = True
    return away
