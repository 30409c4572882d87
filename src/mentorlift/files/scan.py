"""The one scan over daily outcomes: roster, outcomes and plan become Units and Panels per branch."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from mentorlift.files.once_each import has_duplicates
from mentorlift.files.outcome_cells import quoted
from mentorlift.files.outcomes import Outcomes, explained, may_be_negative
from mentorlift.files.passing import REASONS, Passing, nothing_yet
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
    `negative`: rows below zero, by column that was read.
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
    negative: dict[str, int] = field(default_factory=dict)


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
    """Scatters each person's rows onto tenure days [days[0], days[1]), or as far as the rows reach.

    `metrics` are zero on employed working days without a row if `zero_fill`; `plain` columns (weights) never are.
    `counted` marks the people of the arms compared (or asked); rows of the others are dropped with that reason.
    A working day is a time at which anyone in the roster has a row. Raises Refused for what `outcomes` opened with
    `unread` was not asked: somebody twice at one time, nobody, or a number that cannot be.
    """
    columns = [*metrics, *plain]
    low, high = outcomes.times or (0, 0)
    days = reached(days, roster, high)
    with ThreadPoolExecutor(1) as beside:
        matrices = beside.submit(lambda: {name: nothing_yet(len(roster), days[1] - days[0]) for name in columns})
        _register_people(connection, roster)
    passed = Passing(
        roster=roster,
        counted=counted,
        days=days,
        times=(low, high),
        last=high if through is None else through,
        values=matrices.result(),
        away=None if absences is None or not absences.person.size else away_days(roster, absences, days),
    )
    negative = dict.fromkeys(columns, 0)
    for at, time, numbers in _rows(connection, outcomes, columns):
        for name, values in zip(columns, numbers, strict=True):
            negative[name] += int(np.count_nonzero(values < 0))
        passed.add(at, time, numbers)
    if any(count for name, count in negative.items() if not may_be_negative(name)):
        raise explained(outcomes.shape, "")
    _refuse_strangers(connection, outcomes, passed)
    filled, gaps = passed.fill(metrics, zero=zero_fill)
    return Scanned(
        first_day=days[0],
        through=passed.last,
        values=passed.values,
        dropped={reason: int(count) for reason, count in zip(REASONS, passed.dropped, strict=True) if count},
        filled=filled,
        gaps=gaps,
        leave_rows=passed.leave_rows,
        negative={name: count for name, count in negative.items() if count},
    )


def reached(days: tuple[int, int], roster: Roster, last: int) -> tuple[int, int]:
    """`days` without those that nobody has reached at the time `last`: no row is there, and none is expected.

    Day 0 stays, so that whatever asks how far the figures go finds a start.
    """
    furthest = last - int(roster.started.min()) + 1
    return days[0], min(days[1], max(furthest, days[0] + 1, 1))


def _rows(
    connection: "duckdb.DuckDBPyConnection", outcomes: Outcomes, columns: Sequence[str]
) -> Iterator[tuple[Ints, Ints, list[Floats]]]:
    """Batches of rows: place in the roster (-1 for a stranger), time, and the columns, nan where there is nothing.

    Raises Refused where a number is not finite, or larger than any figure can be.
    """
    picked = "".join(f", {quoted(name)}" for name in columns)
    # a word of a list is looked up in half the time of a join
    sql = f"SELECT enum_code(TRY_CAST(person_id AS person_of_roster)), time{picked} FROM {quoted(outcomes.name)}"
    for person, time, *numbers in batches(connection, sql):
        at = person.values
        if person.missing is not None:
            at = np.where(person.missing, -1, at.astype(np.int64))
        if any(column.endless for column in numbers):
            raise explained(outcomes.shape, "")
        yield at, time.values, [column.with_gaps for column in numbers]


def _refuse_strangers(connection: "duckdb.DuckDBPyConnection", outcomes: Outcomes, passed: Passing) -> None:
    """Refuses rows without a person, which look like a stranger's, and people who stand twice at one time.

    The latter is asked only about strangers and the people whose days lie so that one may be there twice.
    """
    relation = quoted(outcomes.name)
    if passed.dropped[0] and connection.execute(
        f"SELECT count(*) FROM {relation} WHERE coalesce(person_id, '') = ''"
    ).fetchall() != [(0,)]:
        raise explained(outcomes.shape, "")
    if passed.straight.all() and not passed.dropped[0]:
        return
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE straight AS SELECT person_id FROM people JOIN "
        "(SELECT unnest($1::INTEGER[]) AS place) USING (place)",
        [np.flatnonzero(passed.straight).tolist()],
    )
    if has_duplicates(connection, f"(SELECT * FROM {relation} ANTI JOIN straight USING (person_id))"):
        raise explained(outcomes.shape, "")


def _register_people(connection: "duckdb.DuckDBPyConnection", roster: Roster) -> None:
    """Table `people`, and a type whose words are the ids in the order of the roster."""
    listed = {"person_id": np.array(roster.person_ids, dtype=object), "place": np.arange(len(roster))}
    connection.register("listed", listed)
    connection.execute("CREATE OR REPLACE TEMP TABLE people AS SELECT person_id, place FROM listed")
    connection.unregister("listed")
    connection.execute("DROP TYPE IF EXISTS person_of_roster")
    connection.execute("CREATE TYPE person_of_roster AS ENUM (SELECT person_id FROM people ORDER BY place)")


def away_days(roster: Roster, absences: Absences, days: tuple[int, int]) -> Bools:
    away = np.zeros((len(roster), days[1] - days[0]), dtype=bool)
    for person, start, back in zip(absences.person, absences.start, absences.stop, strict=True):
        origin = int(roster.started[person]) + days[0]
        away[person, max(0, start - origin) : max(0, back - origin)] = True
    return away
