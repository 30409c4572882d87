"""The answers from DuckDB's tables are those from the file."""

import duckdb
import numpy as np
import pytest

from mentorlift.files.engines.engine import checked_table, open_engine
from mentorlift.files.engines.loading import load_from_engine
from mentorlift.files.engines.tests.alike import assert_alike, from_file, given, through
from mentorlift.files.engines.tests.untidy import PLAN, save, write
from mentorlift.files.faults import Refused

ALWAYS = {"lee_bounds"}


@pytest.fixture
def duck():
    engine = open_engine("duckdb", "")
    yield engine
    engine.close()


def alike(duck, folder, **more):
    return assert_alike(through(duck, str(folder / "outcomes.parquet"), folder, **more), from_file(folder, **more))


def test_an_untidy_programme_with_several_arms(duck, tmp_path):
    write(tmp_path)
    assert alike(duck, tmp_path) == ALWAYS


def test_leave_is_no_working_day_and_a_row_on_it_counts(duck, tmp_path):
    write(tmp_path)
    assert alike(duck, tmp_path, leave=True) == ALWAYS
    loaded, _ = through(duck, str(tmp_path / "outcomes.parquet"), tmp_path, leave=True)
    assert any(flag["reason"] == "a row on a day of leave" for flag in loaded.flagged)


def test_absent_days_covariates_and_errors_by_team(duck, tmp_path):
    plan = PLAN.replace("[outcome]", 'cluster = "team"\n[outcome]\nmissing = "absent"')
    write(tmp_path, plan=plan + 'errors = "CR2"\n[model]\ncovariates = ["years"]\n')
    assert alike(duck, tmp_path) == ALWAYS


def test_weights_of_the_roster(duck, tmp_path):
    write(tmp_path, plan=PLAN + '[model]\nweight = "years"\n')
    assert alike(duck, tmp_path) == ALWAYS


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (PLAN.replace('secondary = ["calls"]', "") + '[model]\nweight = "calls"\n', "weighing days needs each day"),
        (PLAN.replace("[observed]", "winsorise = 0.99\n[observed]"), "limiting days needs each day"),
        (PLAN.replace("[outcome]", 'assignment = "staggered"\n[outcome]'), "comparing staggered starts needs each day"),
    ],
)
def test_a_plan_that_no_sums_can_follow_is_refused(duck, tmp_path, plan, words):
    write(tmp_path, plan=plan)
    with pytest.raises(Refused, match=words):
        load_from_engine(duck, str(tmp_path / "outcomes.parquet"), **given(tmp_path))
    from_file(tmp_path)  # which has the days


def test_a_regression_of_person_periods_needs_the_rows(duck, tmp_path):
    write(tmp_path, plan=PLAN + '[model]\nlevel = "period"\n')
    assert alike(duck, tmp_path) == {*ALWAYS, "itt", "by_week"}


def test_numbered_periods(duck, tmp_path):
    rng = np.random.default_rng(2)
    people = [(f"{k:02}", ("mentored", "later")[k % 2], "ab"[k % 4 // 2]) for k in range(40)]
    (tmp_path / "roster.csv").write_text("person_id,arm,stratum\n" + "".join(f"{a},{b},{c}\n" for a, b, c in people))
    (tmp_path / "plan.toml").write_text(
        '[design]\ntreated = "mentored"\ncontrol = "later"\n[outcome]\nprimary = "revenue"\n'
        "[window]\npre = [-2, 0]\nearly = [0, 3]\nlate = [3, 6]\n"
    )
    rows = [
        (person, period, float(rng.normal(10)))
        for person, _, _ in people
        for period in range(-2, 6)
        if rng.random() < 0.9
    ]
    save(tmp_path / "outcomes.parquet", rows, {"person_id": "VARCHAR", "period": "INTEGER", "revenue": "DOUBLE"})
    assert alike(duck, tmp_path) == ALWAYS


def test_a_table_of_a_database_is_read_and_not_written(tmp_path):
    write(tmp_path)
    with duckdb.connect(str(tmp_path / "sales.duckdb")) as made:
        made.execute(f"CREATE SCHEMA crm; CREATE TABLE crm.days AS FROM '{tmp_path}/outcomes.parquet'")
    engine = open_engine("duckdb", str(tmp_path / "sales.duckdb"))
    found = through(engine, "crm.days", tmp_path)
    engine.close()
    assert assert_alike(found, from_file(tmp_path)) == ALWAYS
    with duckdb.connect(str(tmp_path / "sales.duckdb")) as left:
        assert left.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("days",)]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ("SELECT * EXCLUDE (person_id) FROM o", "person_id: this column is missing"),
        ("SELECT person_id, date::TIMESTAMP AS date, revenue, calls FROM o", "date: these are no days without a time"),
        ("SELECT * EXCLUDE (date) FROM o", "date: this column is missing"),
        ("SELECT * REPLACE (NULL::DATE AS date) FROM o", "rows without a date"),
        ("SELECT * REPLACE ('' AS person_id) FROM o", "rows without a person"),
        ("SELECT * REPLACE ('inf'::DOUBLE AS revenue) FROM o", "whose value is no number up to 1e15"),
        ("SELECT * REPLACE (-1e300 AS revenue) FROM o", "whose value is no number up to 1e15"),
        ("SELECT * REPLACE (-calls AS calls) FROM o", "below zero, which a count cannot be"),
        ("SELECT * FROM o UNION ALL SELECT * FROM o", "has two rows for one date"),
        ("SELECT *, CASE WHEN calls > 3 THEN 'EUR' ELSE 'USD' END AS currency FROM o", "the money is in EUR and USD"),
        ("SELECT * EXCLUDE (revenue) FROM o", "the outcomes have no number column 'revenue'"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused(duck, tmp_path, changed, words):
    write(tmp_path, people=30)
    duck.connection.execute(f"CREATE TABLE o AS FROM '{tmp_path}/outcomes.parquet'; CREATE TABLE bad AS {changed}")
    with pytest.raises(Refused, match=words):
        load_from_engine(duck, "bad", **given(tmp_path))


def test_a_name_that_is_no_table_never_reaches_the_engine(duck, tmp_path):
    write(tmp_path, people=30)
    for name in ("days; DROP TABLE days", "a.b.c.d", "no such", ""):
        with pytest.raises(Refused, match="is not the name of a table"):
            load_from_engine(duck, name, **given(tmp_path))
    with pytest.raises(Refused, match=r"the engine says: .*nothing_here"):
        load_from_engine(duck, "nothing_here", **given(tmp_path))


def test_a_project_of_bigquery_may_have_hyphens_and_nothing_else_may():
    assert checked_table("bigquery", "our-sales-1.crm.days") == "our-sales-1.crm.days"
    for name, table in (
        ("bigquery", "our-sales.days"),
        ("bigquery", "a.b-c.d"),
        ("bigquery", "a`b.c.d"),
        ("snowflake", "a-b.c.d"),
    ):
        with pytest.raises(Refused, match="is not the name of a table"):
            checked_table(name, table)
