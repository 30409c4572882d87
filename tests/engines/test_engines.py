"""The scan written once gives the same statistics on every engine, and the same answers as from a file."""

import numpy as np
import pytest

from mentorlift.files.engines import loading
from mentorlift.files.engines.engine import open_engine
from mentorlift.files.engines.tests.alike import assert_alike, from_file, through
from tests.engines.conftest import as_table

pytestmark = pytest.mark.engines
COUNTS = ("working", "first_row", "seen", "early", "gone", "late", "away_rows", "strangers", "low")


@pytest.fixture(scope="session")
def from_duckdb(untidy):
    engine = open_engine("duckdb", "")
    found = statistics(engine, str(untidy / "outcomes.parquet"), untidy)
    engine.close()
    return found


def statistics(engine, table, folder):
    """What the first pass read."""
    kept = []
    read = loading.read_statistics
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "read_statistics", lambda *given, **more: kept.append(read(*given, **more)) or kept[-1])
        through(engine, table, folder, leave=True)
    return kept[0]


def test_the_statistics_are_identical(engine, untidy, from_duckdb):
    with as_table(engine, untidy / "outcomes.parquet") as table:
        found = statistics(engine, table, untidy)
    for name in COUNTS:
        np.testing.assert_array_equal(getattr(found, name), getattr(from_duckdb, name), err_msg=name)
    for metric, expected in from_duckdb.cells.items():
        np.testing.assert_array_equal(found.valued[metric], from_duckdb.valued[metric])
        same(found.cells[metric], expected)
        for window, sums in from_duckdb.people[metric].items():
            same(found.people[metric][window], sums)


def same(found, expected):
    np.testing.assert_array_equal(found.n, expected.n)
    np.testing.assert_array_equal(found.away, expected.away)
    np.testing.assert_allclose(found.total, expected.total, rtol=1e-12, atol=1e-12)


def test_the_simulated_programme_gives_the_answers_of_the_file(engine, simulated):
    with as_table(engine, simulated / "outcomes.parquet") as table:
        found = through(engine, table, simulated, draw=True)
    assert assert_alike(found, from_file(simulated, draw=True)) == {"lee_bounds"}
