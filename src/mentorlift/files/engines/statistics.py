"""The first pass: what an engine is asked, and the sums that come back, the same from every engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorlift.files.engines import sql
from mentorlift.files.engines.engine import Answer, Engine
from mentorlift.files.engines.sql import Source
from mentorlift.files.faults import Fault, Refused
from mentorlift.files.passing import FAR, Passing
from mentorlift.files.roster import Roster
from mentorlift.files.scan import Absences
from mentorlift.science.effects.data import Floats, Ints
from mentorlift.science.effects.plan import Span

Numbers = NDArray[Any]


@dataclass(frozen=True, kw_only=True)
class Values:
    """Of one metric, as it was read (nothing filled): values `n`, their `total`, values on days of leave `away`."""

    n: Ints
    total: Floats
    away: Ints


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """What the rows of an engine's table amount to.

    `working` (branches + 1, times) counts rows of people of the roster by time from `low`, the last branch being those
    not compared; `valued` by metric those with a value inside the plan's days. `cells` by metric: (cells, tenure days);
    `people` by metric and window: (people,). The counts of rows kept out are by person, (people,); `strangers` in all.
    """

    low: int
    working: Ints
    valued: dict[str, Ints]
    cells: dict[str, Values]
    people: dict[str, dict[Span, Values]]
    first_row: Ints
    seen: Ints
    early: Ints
    gone: Ints
    late: Ints
    away_rows: Ints
    strangers: int


@dataclass(frozen=True, kw_only=True)
class Group:
    """Where people are: `cell` and `branch` (people,), -1 where they are not compared; how many of each there are."""

    cell: Ints
    branch: Ints
    cells: int
    branches: int


def send_people(engine: Engine, roster: Roster, group: Group, passed: Passing, absences: Absences) -> None:
    """The roster, or as much of it as the sums need: ids, days and codes, no arm, no name, no attribute."""
    low, high = passed.wanted
    engine.upload(
        sql.PEOPLE,
        {
            "who": roster.person_ids,
            "person": np.arange(len(roster)),
            "branch": group.branch,
            "cell": group.cell,
            "counted": passed.counted.astype(np.int64),
            "started": passed.started,
            "hired": passed.hired,
            "quits": passed.exited,
            "low": low.astype(np.int64),
            "high": high.astype(np.int64),
        },
    )
    if absences.person.size:
        engine.upload(sql.LEAVE, {"person": absences.person, "away_from": absences.start, "away_until": absences.stop})


def read_statistics(
    engine: Engine, source: Source, roster: Roster, group: Group, *, passed: Passing, windows: Sequence[Span]
) -> Statistics:
    """Four questions, each one scan; raises Refused where somebody of the roster stands twice at one time."""
    _refuse_doubled(engine.ask(sql.doubled(source)), roster, source)
    dates = engine.ask(sql.by_date(source))
    cells = engine.ask(sql.by_cell(source))
    people = engine.ask(sql.by_person(source, windows, late_after=passed.last))
    at = people["place"].astype(np.int64)
    known = at >= 0
    span = passed.days[1] - passed.days[0]

    def of_people(name: str, dtype: type, empty: int = 0) -> Numbers:
        return _laid((at[known],), people[name][known], (len(roster),), dtype, empty)

    def of_cells(name: str, dtype: type) -> Numbers:
        return _laid((cells["cell"], cells["day"] - passed.days[0]), cells[name], (group.cells, span), dtype)

    def of_dates(name: str) -> Ints:
        where = (dates["branch"], dates["moment"] - passed.low)
        return _laid(where, dates[name], (group.branches + 1, len(passed.working)), np.int64)

    return Statistics(
        low=passed.low,
        working=of_dates("n"),
        valued={metric: of_dates(f"n{k}") for k, metric in enumerate(source.metrics)},
        cells={
            metric: Values(
                n=of_cells(f"n{k}", np.int64), total=of_cells(f"t{k}", np.float64), away=of_cells(f"a{k}", np.int64)
            )
            for k, metric in enumerate(source.metrics)
        },
        people={
            metric: {
                window: Values(
                    n=of_people(f"n{w}_{k}", np.int64),
                    total=of_people(f"t{w}_{k}", np.float64),
                    away=of_people(f"a{w}_{k}", np.int64),
                )
                for w, window in enumerate(windows)
            }
            for k, metric in enumerate(source.metrics)
        },
        first_row=of_people("first_row", np.int64, empty=FAR),
        **{name: of_people(name, np.int64) for name in sql.BY_PERSON if name != "first_row"},
        strangers=int(people["seen"][~known].sum()),
    )


def _laid(
    where: Sequence[Numbers],
    values: Numbers,
    shape: tuple[int, ...],
    dtype: type,
    empty: int = 0,
) -> Numbers:
    out: Numbers = np.full(shape, empty, dtype=dtype)
    out[tuple(np.asarray(index, dtype=np.int64) for index in where)] = values
    return out


def _refuse_doubled(answer: Answer, roster: Roster, source: Source) -> None:
    times, one = int(answer["times"][0]), int(answer["one"][0])
    if times:
        time = "period" if source.periods else "date"
        what = f"{roster.person_ids[one]} has two rows for one {time} ({times:,} such cases in all)"
        raise Refused([Fault(source.relation, None, "person_id", what, "keep one of the rows")])
