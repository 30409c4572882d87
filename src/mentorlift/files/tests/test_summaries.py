"""Summaries and overlapping parts of random stores, against counting by hand, row by row."""

from datetime import date, timedelta
from uuid import UUID

import duckdb
import numpy as np
import pytest

from mentorlift.files.cells import day_number
from mentorlift.files.figures import Summary, missing_days, register, summaries
from mentorlift.files.store import Known, Part, combined, to_store

START = date(2026, 1, 5)
FIRST = day_number(START)
METRICS = ("revenue", "calls")


def random_store(rng, folder, connection):
    """Five people with one or two spells, up to four overlapping files, some cells empty, some columns missing."""
    people = []
    for n in range(5):
        hired = FIRST + int(rng.integers(0, 6))
        stop = hired + int(rng.integers(4, 20))
        spells = ((hired, stop),) if rng.random() < 0.6 else ((hired, hired + 3), (hired + 5, stop + 5))
        people.append(Known(str(n), str(UUID(int=n + 1)), spells))
    leaves = []
    for _ in range(int(rng.integers(0, 6))):
        first = FIRST + int(rng.integers(0, 12))
        leaves.append((people[int(rng.integers(5))].person, first, first + int(rng.integers(1, 5))))
    parts, truth = [], {}
    for number in range(int(rng.integers(1, 5))):
        names = [name for name in METRICS if rng.random() < 0.7] or ["calls"]
        low = int(rng.integers(0, 12))
        lines = [",".join(["person_id", "date", *names])]
        for known in people:
            for offset in range(low, low + int(rng.integers(1, 9))):
                if rng.random() < 0.6:
                    cells = ["" if rng.random() < 0.15 else str(int(rng.integers(0, 3))) for _ in names]
                    lines.append(",".join([known.code, str(START + timedelta(days=offset)), *cells]))
                    day = FIRST + offset
                    if any(first <= day < stop for first, stop in known.spells):
                        for name, cell in zip(names, cells, strict=True):
                            truth.setdefault((known.person, day), {})[name] = float(cell) if cell else None
        source, target = folder / f"{number}.csv", folder / f"{number}.parquet"
        source.write_text("\n".join(lines) + "\n")
        if len(lines) == 1:
            continue
        stored = to_store(connection, source, target, people)
        if stored.first is not None and stored.last is not None:
            parts.append(Part(path=target, metrics=tuple(names), first=stored.first, last=stored.last))
    return people, leaves, parts, truth


def by_hand(people, leaves, truth, metric):
    cells = {key: row[metric] for key, row in truth.items() if row.get(metric) is not None}
    days, who = {day for _, day in cells}, {person for person, _ in cells}
    missing = {
        (known.person, day)
        for known in people
        if known.person in who
        for day in days
        if any(first <= day < stop for first, stop in known.spells)
        and not any(person == known.person and first <= day < stop for person, first, stop in leaves)
        and (known.person, day) not in cells
    }
    summary = Summary(
        metric=metric,
        rows=len(cells),
        people=len(who),
        first=min(days, default=None),
        last=max(days, default=None),
        zero_rows=sum(value == 0 for value in cells.values()),
        missing_days=len(missing),
    )
    return summary, missing


@pytest.mark.parametrize("seed", range(25))
def test_summaries_of_overlapping_files_equal_counting_by_hand(seed, tmp_path):
    with duckdb.connect() as connection:
        people, leaves, parts, truth = random_store(np.random.default_rng(seed), tmp_path, connection)
        rows = connection.execute(combined(parts, METRICS)).fetchall()
        assert len(rows) == len({row[:2] for row in rows})
        assert {(person, day): values for person, day, *values in rows} == {
            key: [row.get(name) for name in METRICS] for key, row in truth.items()
        }
        register(connection, people, leaves)
        found = summaries(connection, parts, METRICS, count_missing=True)
        for summary in found:
            expected, missing = by_hand(people, leaves, truth, summary.metric)
            assert summary == expected
            listed = missing_days(connection, parts, summary.metric, limit=1000)
            assert {(person, day_number(date.fromisoformat(day))) for person, day in listed} == missing
