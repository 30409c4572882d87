"""What `power` reads: the list of people, and what earlier cohorts (or they themselves before their start) did."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mentorlift.files.cells import date_of, time_cell
from mentorlift.files.draw_list import draw_list_from
from mentorlift.files.faults import Fault, Refused
from mentorlift.files.outcome_cells import quoted
from mentorlift.files.outcomes import Outcomes, open_outcomes
from mentorlift.files.planning_chances import weights_of
from mentorlift.files.tables import Table, read_table
from mentorlift.files.tenure import tenure_matrix
from mentorlift.science.effects.data import Floats, Ints

if TYPE_CHECKING:
    import duckdb

EARLY, LATE = (0, 60), (90, 180)
Windows = Mapping[str, tuple[tuple[int, int], ...]]
USUAL: Mapping[bool, Windows] = {
    True: {"early": (EARLY,), "late": (LATE,)},
    False: {"pre": ((-60, 0),)},
}  # True: earlier
LONG: Mapping[bool, Windows] = {True: {"whole": ((0, 180),)}, False: {"pre": ((-180, 0),)}}  # of a staggered start
# of a comparison group: as far apart as the time before and the planned windows, and over before the start
CHANGES: Windows = {"early": ((-120, -60), (-60, 0)), "late": ((-240, -180), (-90, 0))}


@dataclass(frozen=True, kw_only=True)
class Past:
    """One metric over one window of the past: `y` people x tenure days, `scheduled`, `unfinished` and
    `first_day` as in `Tenure`.

    `group`: who is drawn together; `stratum`: names as in `PlanningInput.strata`; `units`: of the list, in the order
    of `group`, or a person a row without it; each None where it is not known. `before`: the same people's days before
    those of `y`, where changes are compared.
    `known_on`: the day on which the answer in this metric is known, None where starts
    are no dates.
    """

    metric: str
    window: str
    y: Floats
    scheduled: Floats
    group: Ints | None
    unfinished: int
    first_day: int
    known_on: dt.date | None = None
    stratum: tuple[str, ...] | None = None
    units: tuple[str, ...] | None = None
    before: Floats | None = None


@dataclass(frozen=True, kw_only=True)
class PlanningInput:
    """`stratum_of`: unit of the list -> its stratum, `weights`: -> its weight where chances differ; else empty.

    `answer_on`: window -> first day on which everyone on the list has completed it, where starts are dates.
    """

    people: int
    units: int
    clustered: bool
    currency: str
    pasts: tuple[Past, ...]
    answer_on: dict[str, dt.date]
    stratum_of: dict[str, str] = field(default_factory=dict)
    weights: dict[str, Fraction] = field(default_factory=dict)

    @property
    def strata(self) -> dict[str, int]:
        """Stratum -> how many units of the list are in it."""
        return dict(sorted(Counter(self.stratum_of.values()).items()))


def load_planning(
    roster: Path,
    outcomes: Path,
    *,
    earlier_cohorts: bool,
    allocated: int,
    metrics: Sequence[str] = (),
    strata: Sequence[str] = (),
    weight: str = "",
    staggered: bool = False,
    compared: bool = False,
) -> PlanningInput:
    """Raises Refused with all faults. `allocated`: how many units the arms take together.

    `strata`: columns of the list to be drawn within; `weight`: its column that chances are in proportion to.
    `staggered`: one long window in place of the usual ones. `compared`: nobody is drawn, changes are compared.
    """
    import duckdb

    table = read_table(roster)
    people = draw_list_from(table, (*strata, *filter(None, [weight])))
    place = {row["person_id"]: " / ".join(row[column] for column in strata) for row in people}
    with duckdb.connect() as connection:
        opened = open_outcomes(connection, outcomes)
        starts = _starts(table, periods=opened.shape.periods, needed=not earlier_cohorts)
        clusters = {row["person_id"]: row["cluster"] for row in people if row.get("cluster")}
        units = len(set(clusters.values())) if clusters else len(people)
        weights = weights_of(table, weight, clusters) if weight else {}
        _check(table, opened, allocated=allocated, units=units, metrics=metrics)
        windows = CHANGES if compared else (LONG if staggered else USUAL)[earlier_cohorts]
        answer_on = _answer_on(starts, periods=opened.shape.periods)
        behind, weekdays = _behind(connection, opened), _weekdays(connection, opened)
        pasts = []
        for metric in metrics or opened.shape.metrics:
            for window, spans in windows.items():
                whole = (spans[0][0], spans[-1][1])
                tenure = tenure_matrix(
                    connection, opened, metric, span=whole, starts=None if earlier_cohorts else starts
                )
                *before, days = (slice(start - whole[0], stop - whole[0]) for start, stop in spans)
                names, group = (None, None) if earlier_cohorts else _drawn(tenure.person_ids, clusters)
                completed = answer_on.get(window, answer_on.get("late"))
                pasts.append(
                    Past(
                        metric=metric,
                        window=window,
                        y=tenure.y[:, days],
                        scheduled=tenure.scheduled[days],
                        group=group,
                        unfinished=tenure.unfinished,
                        first_day=spans[-1][0],
                        known_on=completed and _told_on(completed + behind[metric], weekdays),
                        stratum=tuple(place.get(p, "") for p in tenure.person_ids)
                        if strata and not earlier_cohorts
                        else None,
                        units=names,
                        before=tenure.y[:, before[0]] if before else None,
                    )
                )
    return PlanningInput(
        people=len(people),
        units=units,
        clustered=bool(clusters),
        currency=opened.currency,
        pasts=tuple(pasts),
        answer_on=answer_on,
        stratum_of=_places(people, place, clusters) if strata else {},
        weights=weights,
    )


def _places(
    people: Sequence[Mapping[str, str]], place: Mapping[str, str], clusters: Mapping[str, str]
) -> dict[str, str]:
    """Unit -> stratum; a cluster belongs where its first member does."""
    of_unit: dict[str, str] = {}
    for row in people:
        person = row["person_id"]
        of_unit.setdefault(clusters.get(person, person), place[person])
    return of_unit


def _starts(table: Table, *, periods: bool, needed: bool) -> dict[str, int]:
    if needed:
        table.require("started_on")
    starts = {}
    for row, record in table.records():
        start = time_cell(table, row, "started_on", record.get("started_on", ""), periods=periods)
        if start is not None:
            starts[record["person_id"]] = start
        elif needed:
            table.fault(row, "started_on", "the start is empty", "give the first day, or use --history")
    table.refuse_if_faulty()
    return starts


def _check(table: Table, opened: Outcomes, *, allocated: int, units: int, metrics: Sequence[str]) -> None:
    if allocated > units:
        table.fault(None, "", f"the allocation takes {allocated}, the roster holds {units}", "lower it")
    faults = list(table.faults)
    for metric in metrics:
        if metric not in opened.shape.metrics:
            has = ", ".join(opened.shape.metrics) or "none"
            faults.append(Fault(opened.shape.file, 1, metric, "there is no such number column", f"use one of: {has}"))
    if faults:
        raise Refused(faults)


def _drawn(person_ids: tuple[str, ...], clusters: dict[str, str]) -> tuple[tuple[str, ...], Ints | None]:
    """The units these people are drawn as, and each one's; people alone where there are no clusters."""
    if not clusters:
        return person_ids, None
    names, codes = np.unique([clusters.get(person, f"\0{person}") for person in person_ids], return_inverse=True)
    return tuple(str(name).removeprefix("\0") for name in names), codes


def _behind(connection: "duckdb.DuckDBPyConnection", opened: Outcomes) -> dict[str, dt.timedelta]:
    """Metric -> how long before the file's last day its own last value lies: it comes that much later than the rest."""
    asked = ", ".join(f"max(time) FILTER ({quoted(metric)} IS NOT NULL)" for metric in opened.shape.metrics)
    if not asked:
        return {}
    (row,) = connection.execute(f"SELECT {asked} FROM {quoted(opened.name)}").fetchall()
    last = max((day for day in row if day is not None), default=0)
    return {
        metric: dt.timedelta(days=last - (last if day is None else day))
        for metric, day in zip(opened.shape.metrics, row, strict=True)
    }


def _weekdays(connection: "duckdb.DuckDBPyConnection", opened: Outcomes) -> set[int]:
    """Days of the week (0 = Monday) that the file ever tells of."""
    rows = connection.execute(f"SELECT DISTINCT time FROM {quoted(opened.name)} WHERE time IS NOT NULL").fetchall()
    return set() if opened.shape.periods else {date_of(day).weekday() for (day,) in rows}


def _told_on(completed: dt.date, weekdays: set[int]) -> dt.date:
    """The day after the first day from the end of the window on of which figures come: no file tells of a weekend."""
    last = completed - dt.timedelta(days=1)
    while weekdays and last.weekday() not in weekdays:
        last += dt.timedelta(days=1)
    return last + dt.timedelta(days=1)


def _answer_on(starts: dict[str, int], *, periods: bool) -> dict[str, dt.date]:
    if periods or not starts:
        return {}
    return {window: date_of(max(starts.values()) + span[1]) for window, span in (("early", EARLY), ("late", LATE))}
