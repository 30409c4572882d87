"""Own daily means before and during a span, for people who mentor and colleagues who do not; one pass over the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from mentorlift.files.outcome_cells import literal, quoted
from mentorlift.science.effects.mentor_sales import Changes

FOUND = """
SELECT s.at,
       sum(f.value) FILTER (f.day < s.middle) AS before, sum(f.value) FILTER (f.day >= s.middle) AS during,
       count(f.value) FILTER (f.day < s.middle) AS rows_before
FROM spans s JOIN figure f ON f.person = s.person AND f.day >= s.first AND f.day < s.stop GROUP BY s.at
"""
WORKING = """
SELECT s.at, count(*) FILTER (w.day < s.middle) AS before, count(*) FILTER (w.day >= s.middle) AS during
FROM spans s JOIN (SELECT DISTINCT day FROM figure) w ON w.day >= s.first AND w.day < s.stop GROUP BY s.at
"""
MENTOR_DAYS = """
SELECT count(*) FROM (SELECT DISTINCT s.person, w.day FROM spans s JOIN (SELECT DISTINCT day FROM figure) w
ON w.day >= s.middle AND w.day < s.stop WHERE s.mentors)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """One person around `middle`: days [first, middle) before, [middle, stop) during. `cell`: with whom compared.

    `compared` is False for mentors whose days count although their own before is not free of mentoring.
    """

    person: str
    mentors: bool
    cell: str
    first: date
    middle: date
    stop: date
    compared: bool = True


def changes_in(path: Path, metric: str, rows: Sequence[Around]) -> Changes:
    """Reads `metric` of a Parquet file as the command line writes it. A working day without a row is zero.

    A working day is one on which anybody has a row; people without any row before are left out: they do not sell.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE figure AS SELECT person_id AS person, date AS day, {quoted(metric)} AS value "
            f"FROM read_parquet({literal(str(path))}) WHERE {quoted(metric)} IS NOT NULL"
        )
        connection.execute(
            "CREATE TABLE spans AS SELECT unnest($1::INTEGER[]) AS at, unnest($2::VARCHAR[]) AS person, "
            "unnest($3::BOOLEAN[]) AS mentors, unnest($4::DATE[]) AS first, unnest($5::DATE[]) AS middle, "
            "unnest($6::DATE[]) AS stop",
            [
                list(range(len(rows))),
                *([getattr(row, name) for row in rows] for name in ("person", "mentors", "first", "middle", "stop")),
            ],
        )
        sums = {at: found for at, *found in connection.execute(FOUND).fetchall()}
        days = {at: found for at, *found in connection.execute(WORKING).fetchall()}
        ((mentor_days,),) = connection.execute(MENTOR_DAYS).fetchall()
    kept = [at for at, row in enumerate(rows) if row.compared and sums.get(at, (0, 0, 0))[2] and min(days[at]) > 0]
    return Changes(
        before=np.array([(sums[at][0] or 0.0) / days[at][0] for at in kept], dtype=float),
        during=np.array([(sums[at][1] or 0.0) / days[at][1] for at in kept], dtype=float),
        mentors=np.array([rows[at].mentors for at in kept], dtype=bool),
        cell=_codes([rows[at].cell for at in kept]),
        person=_codes([rows[at].person for at in kept]),
        mentor_days=float(mentor_days),
    )


def _codes(names: Sequence[str]) -> "np.ndarray":
    return np.unique(np.array(names, dtype=str), return_inverse=True)[1].astype(np.int64).reshape(-1)
