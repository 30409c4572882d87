"""Outcomes of one metric as people x tenure days, where no roster says when people came and went."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mentorlift.files.outcome_cells import quoted
from mentorlift.files.outcomes import Outcomes
from mentorlift.science.effects.data import Floats

if TYPE_CHECKING:
    import duckdb


DAYS_A_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class Tenure:
    """`y[i, t]` of person_ids[i] on tenure day `first_day + t`; nan where not employed or no working day.

    `scheduled[t]`: for how many of them that tenure day falls on a working day.
    `unfinished` people were left out because the data end before their window does. Data that end on a Friday reach to
    the Sunday where they never tell of a weekend.
    """

    person_ids: tuple[str, ...]
    first_day: int
    y: Floats
    scheduled: Floats
    unfinished: int


def tenure_matrix(
    connection: "duckdb.DuckDBPyConnection",
    outcomes: Outcomes,
    metric: str,
    *,
    span: tuple[int, int],
    starts: Mapping[str, int] | None = None,
) -> Tenure:
    """Days [span[0], span[1]) since each person's start; without `starts` the first row is the start.

    A person counts as employed from the first row to the last, and a working day (on which anyone has a row) in between
    without a row of their own is zero.
    """
    relation = quoted(outcomes.name)
    table = connection.execute(
        f"SELECT person_id, min(time) AS first, max(time) AS last FROM {relation} GROUP BY 1 ORDER BY 1"
    ).fetchall()
    if starts is not None:
        table = [row for row in table if row[0] in starts]
    working = connection.execute(f"SELECT DISTINCT time FROM {relation}").fetchnumpy()["time"]
    end = max((last for _, _, last in table), default=0)
    if not outcomes.shape.periods:
        end = _before_the_next(end, {int(day) % DAYS_A_WEEK for day in working})
    begin = {person: starts[person] if starts is not None else first for person, first, _ in table}
    kept = [row for row in table if begin[row[0]] + span[1] <= end + 1]
    place = {person: at for at, (person, _, _) in enumerate(kept)}
    started = np.array([begin[person] for person in place], dtype=np.int64)
    time = started[:, None] + np.arange(*span)[None, :]
    first = np.array([row[1] for row in kept], dtype=np.int64)[:, None]
    last = np.array([row[2] for row in kept], dtype=np.int64)[:, None]
    at_work = np.isin(time, working)
    y = np.where((time >= first) & (time <= last) & at_work, 0.0, np.nan)
    rows = connection.execute(
        f"SELECT person_id, time, {quoted(metric)} FROM {relation} WHERE {quoted(metric)} IS NOT NULL"
    ).fetchnumpy()
    people = np.array([place.get(person, -1) for person in rows["person_id"]], dtype=np.int64)
    days = np.asarray(rows["time"], dtype=np.int64)
    inside = people >= 0
    at, day = people[inside], days[inside] - started[people[inside]] - span[0]
    within = (day >= 0) & (day < y.shape[1])
    y[at[within], day[within]] = np.asarray(rows[metric], dtype=np.float64)[inside][within]
    return Tenure(
        person_ids=tuple(place),
        first_day=span[0],
        y=y,
        scheduled=at_work.sum(axis=0).astype(float),
        unfinished=len(table) - len(kept),
    )


def _before_the_next(day: int, weekdays: set[int]) -> int:
    """The last of the days after `day` that are on none of the weekdays of which the data ever tell."""
    while weekdays and (day + 1) % DAYS_A_WEEK not in weekdays:
        day += 1
    return day
