"""The store of outcomes: one Parquet file an import, under random person ids, read together as if it were one."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from mentorlift.files.outcome_cells import literal, quoted
from mentorlift.files.outcomes import FORGET_REJECTS, Outcomes, checked, explained, shape_of

if TYPE_CHECKING:
    import duckdb

STRANGER, BEFORE = "person not in the directory", "day before hire"
AFTER, BETWEEN = "day from the exit on", "day between two employments"
PERSON = ("person", "stranger")  # who a stored row is of: an id of ours, or the code of somebody unknown
FAR = 2**40


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the directory: code of the files, random id, spells of employment as [first, stop) in days."""

    code: str
    person: str
    spells: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What an import brought: `left_out` counts rows by reason, the rows themselves are in the file with it."""

    outcomes: Outcomes
    kept: int
    people: int
    first: int | None  # first and last day with a kept row
    last: int | None
    left_out: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One stored file: later parts replace earlier ones day by day. `first` and `last` day spare a comparison."""

    path: Path
    metrics: tuple[str, ...]
    first: int
    last: int


def to_store(
    connection: "duckdb.DuckDBPyConnection",
    path: Path,
    target: Path,
    directory: Sequence[Known],
    *,
    file: str | None = None,
) -> Stored:
    """Streams a file of outcomes into a stored one: checked, under random ids, with the rows left out marked.

    Nothing is left at `target` when anything is wrong: raises Refused with the faults (the first 1,000 of them).
    """
    import duckdb

    with TemporaryDirectory() as workspace:
        shape = shape_of(connection, path, Path(workspace), file=file)
        _register(connection, directory)
        try:
            connection.execute(FORGET_REJECTS)
            # the directory is the small side, which the planner cannot know of a CSV; the rows keep their order too
            connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
            connection.execute(
                f"COPY ({_marked(shape.source)}) TO {literal(str(target))} "
                "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
            )
            connection.execute(f"CREATE OR REPLACE VIEW stored AS SELECT * FROM read_parquet({literal(str(target))})")
            outcomes = checked(connection, shape, "stored", person=PERSON)
        except duckdb.Error as error:
            target.unlink(missing_ok=True)
            raise explained(shape, str(error)) from None
        except BaseException:
            target.unlink(missing_ok=True)
            raise
    return _summary(connection, outcomes)


def combined(parts: Sequence[Part], metrics: Sequence[str]) -> str:
    """SQL of all kept rows: person_id (our id as text), time, and `metrics`; see `kept_rows`."""
    columns = ", ".join(["person::VARCHAR AS person_id", "time", *map(quoted, metrics)])
    return f"SELECT {columns} FROM ({kept_rows(parts, metrics)})"


def kept_rows(parts: Sequence[Part], metrics: Sequence[str]) -> str:
    """SQL of all kept rows: person (our id, a UUID), time, and `metrics`.

    Where parts overlap in time, the row of the later part counts for each metric it has. Only rows of such times are
    put in groups: a night's file over years of figures costs a month of them.
    """
    wanted = [part for part in parts if set(metrics) & set(part.metrics)]
    names = ", ".join(["person", "time", *map(quoted, metrics)])
    if not wanted:
        columns = ", ".join(f"NULL::DOUBLE AS {quoted(metric)}" for metric in metrics)
        return f"SELECT NULL::UUID AS person, NULL::BIGINT AS time, {columns} WHERE false"
    rows = " UNION ALL BY NAME ".join(_rows(part, place, metrics) for place, part in enumerate(wanted))
    shared = " OR ".join(f"time BETWEEN {first} AND {last}" for first, last in _shared_times(wanted))
    if not shared:
        return f"SELECT {names} FROM ({rows})"
    latest = ", ".join(
        f"arg_max_null({quoted(metric)}, place) FILTER (has_{at}) AS {quoted(metric)}"
        for at, metric in enumerate(metrics)
    )
    return (
        f"SELECT {names} FROM ({rows}) WHERE NOT ({shared}) UNION ALL "
        f"SELECT person, time, {latest} FROM ({rows}) WHERE {shared} GROUP BY person, time"
    )


@dataclass(frozen=True, slots=True)
class DayChange:
    """One day of a fresh file: kept person-days, those that stood nowhere before, those whose figures now differ."""

    day: int  # since 1970
    rows: int
    new: int
    corrected: int


def day_changes(
    connection: "duckdb.DuckDBPyConnection", fresh: Path, metrics: Sequence[str], parts: Sequence[Part]
) -> list[DayChange]:
    """What a fresh file with `metrics` changes of the earlier parts, a line a day that it has kept rows of.

    A person-day that an earlier part has with the same figures is neither new nor corrected.
    """
    days = rows_by_day(connection, fresh)
    if not days:
        return []
    near = [part for part in parts if part.first <= days[-1][0] and part.last >= days[0][0] and part.metrics]
    shared = [name for name in metrics if any(name in part.metrics for part in near)]
    found = {}
    if shared:
        differs = " OR ".join(f"f.{quoted(name)} IS DISTINCT FROM e.{quoted(name)}" for name in shared)
        found = {
            day: (replaced, corrected)
            for day, replaced, corrected in connection.execute(
                f"SELECT f.time, count(*), count_if({differs}) FROM ({_kept(fresh)}) f "
                f"JOIN (SELECT * FROM ({kept_rows(near, shared)}) WHERE time BETWEEN {days[0][0]} AND {days[-1][0]}) e "
                "USING (person, time) GROUP BY f.time"
            ).fetchall()
        }
    return [DayChange(day, count, count - found.get(day, (0, 0))[0], found.get(day, (0, 0))[1]) for day, count in days]


def rows_by_day(connection: "duckdb.DuckDBPyConnection", path: Path) -> list[tuple[int, int]]:
    """(day since 1970, kept rows) of a stored file, in order."""
    return connection.execute(f"SELECT time, count(*) FROM ({_kept(path)}) GROUP BY time ORDER BY time").fetchall()


def _kept(path: Path) -> str:
    return f"SELECT * FROM read_parquet({literal(str(path))}) WHERE reason IS NULL"


def left_out_rows(
    connection: "duckdb.DuckDBPyConnection", path: Path, *, reason: str, limit: int
) -> list[tuple[str, str, str]]:
    """(our id, stranger's code, ISO day) of the rows left out for a reason; one of the two first is empty."""
    return connection.execute(
        f"SELECT coalesce(person::VARCHAR, ''), coalesce(stranger, ''), (DATE '1970-01-01' + time::INTEGER)::VARCHAR "
        f"FROM read_parquet({literal(str(path))}) WHERE reason = ? ORDER BY ALL LIMIT ?",
        [reason, limit],
    ).fetchall()


def without_strangers(connection: "duckdb.DuckDBPyConnection", path: Path) -> None:
    """Writes a stored file anew without the rows of people nobody knows."""
    fresh = path.with_suffix(".part")
    connection.execute(
        f"COPY (SELECT * FROM read_parquet({literal(str(path))}) WHERE stranger IS NULL) TO {literal(str(fresh))} "
        "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
    )
    fresh.replace(path)


def _register(connection: "duckdb.DuckDBPyConnection", directory: Sequence[Known]) -> None:
    """The directory as a table; `gaps` are the times between two employments, empty for nearly everybody."""
    gaps = [[(earlier[1], later[0]) for earlier, later in pairwise(known.spells)] for known in directory]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE directory AS SELECT unnest($1::VARCHAR[]) AS code, unnest($2::UUID[]) AS person, "
        "unnest($3::BIGINT[]) AS hired, unnest($4::BIGINT[]) AS exited, unnest($5::BIGINT[][][]) AS gaps",
        [
            [known.code for known in directory],
            [known.person for known in directory],
            [known.spells[0][0] for known in directory],
            [min(known.spells[-1][1], FAR) for known in directory],
            [[list(gap) for gap in found] for found in gaps],
        ],
    )


def _marked(source: str) -> str:
    return (
        "SELECT d.person, CASE WHEN d.person IS NULL THEN s.person_id END AS stranger, CASE "
        f"WHEN d.person IS NULL THEN '{STRANGER}' WHEN s.time < d.hired THEN '{BEFORE}' "
        f"WHEN s.time >= d.exited THEN '{AFTER}' "
        "WHEN len(d.gaps) > 0 AND len(list_filter(d.gaps, lambda g: s.time >= g[1] AND s.time < g[2])) > 0 "
        f"THEN '{BETWEEN}' END AS reason, s.* EXCLUDE (person_id) "
        f"FROM ({source}) s LEFT JOIN directory d ON d.code = s.person_id"
    )


def _summary(connection: "duckdb.DuckDBPyConnection", outcomes: Outcomes) -> Stored:
    ((kept, people, first, last),) = connection.execute(
        "SELECT count(*), count(DISTINCT person), min(time), max(time) FROM stored WHERE reason IS NULL"
    ).fetchall()
    reasons = connection.execute(
        "SELECT reason, count(*) FROM stored WHERE reason IS NOT NULL GROUP BY reason ORDER BY reason"
    ).fetchall()
    return Stored(outcomes=outcomes, kept=kept, people=people, first=first, last=last, left_out=dict(reasons))


def _rows(part: Part, place: int, metrics: Sequence[str]) -> str:
    columns = [
        f"{quoted(metric)}, true AS has_{at}"
        if metric in part.metrics
        else f"NULL::DOUBLE AS {quoted(metric)}, false AS has_{at}"
        for at, metric in enumerate(metrics)
    ]
    return (
        f"SELECT person, time, {place} AS place, {', '.join(columns)} "
        f"FROM read_parquet({literal(str(part.path))}) WHERE reason IS NULL"
    )


def _shared_times(parts: Sequence[Part]) -> list[tuple[int, int]]:
    """Stretches [first, last] of time in which more than one part has rows, joined where they touch."""
    found: list[tuple[int, int]] = []
    reached: int | None = None  # the last time any earlier part reaches
    for part in sorted(parts, key=lambda part: (part.first, part.last)):
        if reached is not None and part.first <= reached:
            shared = (part.first, min(part.last, reached))
            if found and shared[0] <= found[-1][1] + 1:
                shared = (found[-1][0], max(found[-1][1], shared[1]))
                found.pop()
            found.append(shared)
        reached = part.last if reached is None else max(reached, part.last)
    return found
