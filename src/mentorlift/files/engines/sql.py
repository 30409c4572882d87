"""The statements of the pass, written once in DuckDB's SQL; `engine.translated` carries them to the other engines.

Plain on purpose (sums of CASE, one join by person): what every engine reads in the same way. No answer holds NULL, and
no column of an answer is called like a column it is made of, which ClickHouse would take for the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mentorlift.files.cells import LARGEST
from mentorlift.files.engines.engine import Answer
from mentorlift.files.outcome_cells import quoted
from mentorlift.files.outcomes import may_be_negative
from mentorlift.science.effects.plan import Span

PEOPLE, LEAVE, PULLS = "mentorlift_people", "mentorlift_leave", "mentorlift_pulls"
BY_PERSON = ("first_row", "seen", "early", "gone", "late", "away_rows")


@dataclass(frozen=True, kw_only=True)
class Source:
    """Which columns of the engine's table are read. `relation` is its name in SQL; `metrics` are its number columns."""

    relation: str
    periods: bool
    metrics: tuple[str, ...]
    currency: bool
    leave: bool = False  # whether a table of leave has been sent


def rows(source: Source) -> str:
    """person_id, time (days since 1970, or the period) and a column x0, x1, ... for each metric."""
    time = "period" if source.periods else "date"
    when = f"o.{quoted(time)}" if source.periods else f"date_diff('day', DATE '1970-01-01', o.{quoted(time)})"
    picked = ["trim(CAST(o.person_id AS VARCHAR)) AS who", f"CAST({when} AS BIGINT) AS moment"]
    picked += [f"CAST(o.{quoted(name)} AS DOUBLE) AS x{k}" for k, name in enumerate(source.metrics)]
    return f"SELECT {', '.join(picked)} FROM {source.relation} AS o"


def checks(source: Source) -> str:
    """One row: how many rows, from when to when, and how many are faulty in each way."""
    asked = {
        "total_rows": "COUNT(*)",
        "first_time": "MIN(r.moment)",
        "last_time": "MAX(r.moment)",
        "nobody": _count("r.who IS NULL OR r.who = ''"),
        "no_time": _count("r.moment IS NULL"),
    }
    for k in _all(source):
        asked[f"endless{k}"] = _count(f"r.x{k} - r.x{k} <> 0 OR ABS(r.x{k}) > {LARGEST:.0f}")  # nan and infinity too
        asked[f"negative{k}"] = _count(f"r.x{k} < 0")
    picked = ", ".join(f"CAST(COALESCE({sql}, 0) AS BIGINT) AS {name}" for name, sql in asked.items())
    return f"SELECT {picked} FROM ({rows(source)}) AS r"


def currencies(source: Source) -> str:
    """The first two currencies, one a row."""
    return (
        f"SELECT CAST(o.currency AS VARCHAR) AS kept_in FROM {source.relation} AS o "
        "WHERE CAST(o.currency AS VARCHAR) <> '' GROUP BY CAST(o.currency AS VARCHAR) ORDER BY 1 LIMIT 2"
    )


def seen(source: Source, *, of: str, metrics: Iterable[int]) -> str:
    """Rows beside the person they belong to (place -1 for a stranger), of only the columns that are asked for."""
    on_leave = "CASE WHEN l.person IS NULL THEN 0 ELSE 1 END" if source.leave else "0"
    values = "".join(f", r.x{k}" for k in metrics)
    leave = (
        f" LEFT JOIN {LEAVE} AS l ON l.person = p.person AND r.moment >= l.away_from AND r.moment < l.away_until"
        if source.leave
        else ""
    )
    return (
        "WITH seen AS (SELECT COALESCE(p.person, -1) AS place, p.branch, p.cell, r.moment, "
        "r.moment - p.started AS day, p.counted, p.hired, p.quits, "
        "CASE WHEN r.moment >= p.low AND r.moment < p.high THEN 1 ELSE 0 END AS inside, "
        f"{on_leave} AS away{values} FROM ({rows(source)}) AS r LEFT JOIN {PEOPLE} AS p ON p.who = r.who{leave}) {of}"
    )


def doubled(source: Source) -> str:
    """How often a person of the roster stands twice at one time, and one of these people."""
    of = (
        "SELECT CAST(COUNT(*) AS BIGINT) AS times, CAST(COALESCE(MIN(d.place), -1) AS BIGINT) AS one FROM "
        "(SELECT s.place FROM seen AS s WHERE s.place >= 0 GROUP BY s.place, s.moment HAVING COUNT(*) > 1) AS d"
    )
    return seen(source, of=of, metrics=())


def by_date(source: Source) -> str:
    """By branch and time: rows of people of the roster, and by metric those with a value inside the plan's days."""
    counted = "".join(
        f", CAST({_count(f's.inside = 1 AND s.x{k} IS NOT NULL')} AS BIGINT) AS n{k}" for k in _all(source)
    )
    of = (
        f"SELECT s.branch, s.moment, CAST(COUNT(*) AS BIGINT) AS n{counted} FROM seen AS s "
        "WHERE s.place >= 0 GROUP BY s.branch, s.moment"
    )
    return seen(source, of=of, metrics=_all(source))


def by_cell(source: Source) -> str:
    """By cell and tenure day, for each metric: values, their sum, and values on a day of leave."""
    picked = "".join(
        f", CAST(COUNT(s.x{k}) AS BIGINT) AS n{k}, {_sum(f's.x{k}')} AS t{k}"
        f", CAST({_count(f's.away = 1 AND s.x{k} IS NOT NULL')} AS BIGINT) AS a{k}"
        for k in _all(source)
    )
    of = f"SELECT s.cell, s.day{picked} FROM seen AS s WHERE s.inside = 1 GROUP BY s.cell, s.day"
    return seen(source, of=of, metrics=_all(source))


def by_person(source: Source, windows: Sequence[Span], *, late_after: int) -> str:
    """By person: what is kept out and why, and for each window and metric as in `by_cell`; strangers at place -1."""
    asked = {
        "first_row": "MIN(s.moment)",
        "seen": "COUNT(*)",
        "early": _count("s.counted = 1 AND s.moment < s.hired"),
        "gone": _count("s.counted = 1 AND s.moment >= s.quits"),
        "late": _count(f"s.counted = 1 AND s.moment >= s.hired AND s.moment < s.quits AND s.moment > {late_after}"),
        "away_rows": _count("s.inside = 1 AND s.away = 1"),
    }
    picked = [f"CAST({sql} AS BIGINT) AS {name}" for name, sql in asked.items()]
    for w, (start, stop) in enumerate(windows):
        here = f"s.inside = 1 AND s.day >= {start} AND s.day < {stop}"
        for k in _all(source):
            picked.append(f"CAST({_count(f'{here} AND s.x{k} IS NOT NULL')} AS BIGINT) AS n{w}_{k}")
            picked.append(f"{_sum(f'CASE WHEN {here} THEN s.x{k} END')} AS t{w}_{k}")
            picked.append(f"CAST({_count(f'{here} AND s.away = 1 AND s.x{k} IS NOT NULL')} AS BIGINT) AS a{w}_{k}")
    of = f"SELECT s.place, {', '.join(picked)} FROM seen AS s GROUP BY s.place"
    return seen(source, of=of, metrics=_all(source))


def pulled(source: Source, metric: int, count: int, *, zero_fill: bool) -> str:
    """By person `count` sums of weight x value less weight x centre, with the weights of the table PULLS.

    Where days without a row are zero, their centres are added up elsewhere, together with those of the days with one;
    only days of leave that have a row are not among them.
    """
    taken = "CASE WHEN s.away = 1 THEN c.b{0} ELSE 0 END" if zero_fill else "c.b{0}"
    picked = ", ".join(f"{_sum(f'c.w{j} * s.x{metric} - {taken.format(j)}')} AS p{j}" for j in range(count))
    of = (
        f"SELECT s.place, {picked} FROM seen AS s JOIN {PULLS} AS c ON c.cell = s.cell AND c.day = s.day "
        f"WHERE s.inside = 1 AND s.x{metric} IS NOT NULL GROUP BY s.place"
    )
    return seen(source, of=of, metrics=[metric])


def faulty(source: Source, answer: Answer) -> list[tuple[str, int, str, str]]:
    """(column, rows, what is wrong, what to do) out of the answer to `checks`."""
    time = "period" if source.periods else "date"
    found = [
        ("person_id", int(answer["nobody"][0]), "without a person", "give the id"),
        (time, int(answer["no_time"][0]), f"without a {time}", "give it"),
    ]
    for k, metric in enumerate(source.metrics):
        found.append((metric, int(answer[f"endless{k}"][0]), "whose value is no number up to 1e15", "correct it"))
        if not may_be_negative(metric):
            found.append((metric, int(answer[f"negative{k}"][0]), "below zero, which a count cannot be", "correct it"))
    return [fault for fault in found if fault[1]]


def _all(source: Source) -> range:
    return range(len(source.metrics))


def _count(condition: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def _sum(value: str) -> str:
    return f"CAST(COALESCE(SUM({value}), 0) AS DOUBLE)"
