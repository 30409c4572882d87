"""Figures that cannot be right are refused on every engine, with the same words about the same columns."""

import duckdb
import pytest

from mentorlift.files.engines.engine import open_engine
from mentorlift.files.engines.loading import load_from_engine
from mentorlift.files.engines.tests.alike import given
from mentorlift.files.faults import Refused
from tests.engines.conftest import as_table

pytestmark = pytest.mark.engines
ONE = "SELECT * REPLACE (CASE WHEN person_id = '007' THEN {} ELSE revenue END AS revenue) FROM o"
WRONG = {
    "larger than any figure": ONE.format("1e300"),
    "far below zero": ONE.format("-1e16"),
    "infinite": ONE.format("'-inf'::DOUBLE"),
    "no number": ONE.format("'nan'::DOUBLE"),
    "a count below zero": "SELECT * REPLACE (-1 - calls AS calls) FROM o",
    "nobody's": "SELECT * REPLACE ('' AS person_id) FROM o",
    "without a day": "SELECT * REPLACE (NULL::DATE AS date) FROM o",
    "a day twice": "SELECT * FROM o UNION ALL SELECT * FROM o WHERE person_id = '007'",
    "no such column": "SELECT * EXCLUDE (revenue) FROM o",
    "two currencies": "SELECT *, CASE WHEN calls > 3 THEN 'EUR' ELSE 'USD' END AS currency FROM o",
}


@pytest.fixture(scope="session")
def wrong(untidy, tmp_path_factory):
    """A Parquet file for each way to be wrong."""
    folder = tmp_path_factory.mktemp("wrong")
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE o AS FROM '{untidy}/outcomes.parquet'")
        for way, query in WRONG.items():
            connection.execute(f"COPY ({query}) TO '{folder}/{_file(way)}' (FORMAT PARQUET)")
    return folder


def _file(way):
    return "".join(letter for letter in way if letter.isalpha()) + ".parquet"


def refusal(engine, path, folder):
    """Of each fault the column, what is wrong and what to do."""
    with as_table(engine, path) as table, pytest.raises(Refused) as refused:
        load_from_engine(engine, table, **given(folder))
    faults = [(fault.column, fault.what, fault.remedy) for fault in refused.value.faults]
    assert faults
    return faults


@pytest.fixture(scope="session")
def on_duckdb(untidy, wrong):
    engine = open_engine("duckdb", "")
    yield {way: refusal(engine, wrong / _file(way), untidy) for way in WRONG}
    engine.close()


@pytest.mark.parametrize("way", WRONG)
def test_what_cannot_be_right_is_refused_alike(engine, untidy, wrong, on_duckdb, way):
    assert refusal(engine, wrong / _file(way), untidy) == on_duckdb[way]
