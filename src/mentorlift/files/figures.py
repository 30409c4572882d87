"""What is asked of the stored outcomes: a summary of each figure, lists of doubtful days, a file, a matrix."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mentorlift.files.outcome_cells import literal, quoted
from mentorlift.files.store import Known, Part, combined, kept_rows
from mentorlift.science.effects.data import Floats

if TYPE_CHECKING:
    import duckdb

Spell = tuple[str, int, int]  # person, first day, first day after, in days since 1970

# Working days of the people who have this figure, while employed and not on leave, that have no row.
MISSING = """
SELECT s.person, w.time FROM (SELECT DISTINCT time FROM figure) w
JOIN spells s ON w.time >= s.first AND w.time < s.stop
SEMI JOIN (SELECT DISTINCT person_id FROM figure) f ON f.person_id = s.person
ANTI JOIN away a ON a.person = s.person AND w.time >= a.first AND w.time < a.stop
ANTI JOIN figure p ON p.person_id = s.person AND p.time = w.time
"""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """One figure over all parts; `first` and `last` day are None without rows."""

    metric: str
    rows: int
    people: int
    first: int | None
    last: int | None
    zero_rows: int
    missing_days: int


def register(connection: "duckdb.DuckDBPyConnection", people: Sequence[Known], leaves: Sequence[Spell]) -> None:
    """Tables `spells` and `away`, which missing days are counted against."""
    _spells(connection, "spells", [(known.person, *spell) for known in people for spell in known.spells])
    _spells(connection, "away", leaves)


def summaries(
    connection: "duckdb.DuckDBPyConnection", parts: Sequence[Part], metrics: Sequence[str], *, count_missing: bool
) -> list[Summary]:
    """One summary a figure; after `register`. Three passes over the rows for all figures, none of which are kept."""
    if not metrics:
        return []
    rows, places = kept_rows(parts, metrics), range(len(metrics))
    per_person = [
        f"count({m}) AS n_{at}, min(time) FILTER ({m} IS NOT NULL) AS first_{at}, "
        f"max(time) FILTER ({m} IS NOT NULL) AS last_{at}, count_if({m} = 0) AS zero_{at}"
        for at, m in enumerate(map(quoted, metrics))
    ]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE has AS SELECT person, {', '.join(per_person)} FROM ({rows}) GROUP BY person"
    )
    asked = [f"sum(n_{at}), count_if(n_{at} > 0), min(first_{at}), max(last_{at}), sum(zero_{at})" for at in places]
    (told,) = connection.execute(f"SELECT {', '.join(asked)} FROM has").fetchall()
    missing = _missing(connection, rows, metrics) if count_missing else [0] * len(metrics)
    return [
        Summary(
            metric=metric,
            rows=int(told[5 * at] or 0),
            people=told[5 * at + 1],
            first=told[5 * at + 2],
            last=told[5 * at + 3],
            zero_rows=int(told[5 * at + 4] or 0),
            missing_days=missing[at],
        )
        for at, metric in enumerate(metrics)
    ]


def missing_days(
    connection: "duckdb.DuckDBPyConnection", parts: Sequence[Part], metric: str, *, limit: int
) -> list[tuple[str, str]]:
    """(person, ISO day) of working days without a row, in order; after `register`."""
    _register_figure(connection, parts, metric)
    return _person_days(connection, f"SELECT person, time FROM ({MISSING})", limit)


def negative_days(
    connection: "duckdb.DuckDBPyConnection", parts: Sequence[Part], metric: str, *, limit: int
) -> list[tuple[str, str]]:
    """(person, ISO day) of rows below zero, in order, without the amounts."""
    _register_figure(connection, parts, metric)
    return _person_days(connection, "SELECT person_id AS person, time FROM figure WHERE value < 0", limit)


def write_figures(
    connection: "duckdb.DuckDBPyConnection", parts: Sequence[Part], metrics: Sequence[str], path: Path, *, currency: str
) -> None:
    """A Parquet file as the command line reads it: person_id, date, the metrics, and `currency` if there is one."""
    money = f", {literal(currency)} AS currency" if currency else ""
    connection.execute(
        f"COPY (SELECT person_id, DATE '1970-01-01' + time::INTEGER AS date, * EXCLUDE (person_id, time){money} "
        f"FROM ({combined(parts, metrics)}) ORDER BY person_id, date) TO {literal(str(path))} (FORMAT parquet)"
    )


def first_days(
    connection: "duckdb.DuckDBPyConnection",
    parts: Sequence[Part],
    metric: str,
    spells: Sequence[Spell],
    *,
    days: int,
) -> tuple[Floats, Floats]:
    """Spells x the first `days` days of each, one spell a person; and for how many each is a working day, here or not.

    A working day (on which anyone has a row) without a row is zero while employed, nan otherwise.
    """
    _register_figure(connection, parts, metric)
    _spells(connection, "wanted", spells)
    found = connection.execute(
        "SELECT f.person_id, f.time - w.first AS day, f.value FROM figure f JOIN wanted w ON w.person = f.person_id "
        "WHERE f.time >= w.first AND f.time < w.first + ?",
        [days],
    ).fetchnumpy()
    working = connection.execute("SELECT DISTINCT time FROM figure").fetchnumpy()["time"]
    started = np.array([first for _, first, _ in spells], dtype=np.int64)
    stopped = np.array([stop for _, _, stop in spells], dtype=np.int64)
    time = started[:, None] + np.arange(days)[None, :]
    at_work = np.isin(time, working)
    y = np.where(at_work & (time < stopped[:, None]), 0.0, np.nan)
    place = {person: at for at, (person, _, _) in enumerate(spells)}
    person = np.array([place[one] for one in found["person_id"]], dtype=np.int64)
    y[person, np.asarray(found["day"], dtype=np.int64)] = np.asarray(found["value"], dtype=np.float64)
    return y, at_work.sum(axis=0).astype(float)


def _missing(connection: "duckdb.DuckDBPyConnection", rows: str, metrics: Sequence[str]) -> list[int]:
    """How many rows `MISSING` has for each figure: working days of everybody, less leave, less the rows there."""
    names = list(map(quoted, metrics))
    counts = ", ".join(f"count({m}) AS n_{at}" for at, m in enumerate(names))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE worked AS SELECT time, {counts} FROM ({rows}) GROUP BY time")
    there = connection.execute(
        f"SELECT {', '.join(f'count({m})' for m in names)} FROM ({rows}) r "
        "SEMI JOIN spells s ON s.person::UUID = r.person AND r.time >= s.first AND r.time < s.stop "
        "ANTI JOIN away a ON a.person::UUID = r.person AND r.time >= a.first AND r.time < a.stop"
    ).fetchall()[0]
    both = ", ".join(f"count_if(w.n_{at} > 0 AND h.n_{at} > 0)" for at in range(len(names)))
    off = connection.execute(
        f"SELECT {both} FROM (SELECT DISTINCT a.person::UUID AS person, w.time FROM away a "
        "JOIN worked w ON w.time >= a.first AND w.time < a.stop) o "
        "JOIN worked w USING (time) JOIN has h USING (person) "
        "JOIN spells s ON s.person::UUID = o.person AND o.time >= s.first AND o.time < s.stop"
    ).fetchall()[0]
    found = []
    for at in range(len(names)):
        days = np.sort(connection.execute(f"SELECT time FROM worked WHERE n_{at} > 0").fetchnumpy()["time"])
        spells = connection.execute(
            f"SELECT s.first, s.stop FROM spells s JOIN has h ON h.person = s.person::UUID WHERE h.n_{at} > 0"
        ).fetchnumpy()
        employed = np.searchsorted(days, spells["stop"]) - np.searchsorted(days, spells["first"])
        found.append(int(employed.sum()) - int(off[at] or 0) - int(there[at]))
    return found


def _register_figure(connection: "duckdb.DuckDBPyConnection", parts: Sequence[Part], metric: str) -> None:
    """Table `figure` (person_id, time, value) of one metric, rows without a value left out."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE figure AS SELECT person_id, time, {quoted(metric)} AS value "
        f"FROM ({combined(parts, [metric])}) WHERE value IS NOT NULL"
    )


def _person_days(connection: "duckdb.DuckDBPyConnection", rows: str, limit: int) -> list[tuple[str, str]]:
    return connection.execute(
        f"SELECT person, (DATE '1970-01-01' + time::INTEGER)::VARCHAR FROM ({rows}) ORDER BY ALL LIMIT ?", [limit]
    ).fetchall()


def _spells(connection: "duckdb.DuckDBPyConnection", name: str, rows: Sequence[Spell]) -> None:
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT unnest($1::VARCHAR[]) AS person, "
        "unnest($2::BIGINT[]) AS first, unnest($3::BIGINT[]) AS stop",
        [[row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]],
    )
