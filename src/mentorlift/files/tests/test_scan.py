"""What the one pass sees on its way: faults of the columns it reads, gaps, and figures told by nobody."""

import duckdb
import numpy as np
import pytest

from mentorlift.files import Refused
from mentorlift.files.analysis import load_analysis
from mentorlift.files.stream import batches
from mentorlift.files.tests.small_trial import OUTCOMES, PLAN, ROSTER, load


def load_parquet(tmp_path, change):
    """The small trial with its outcomes in Parquet, after a change in SQL."""
    for name, text in {"roster.csv": ROSTER, "given.csv": OUTCOMES, "plan.toml": PLAN}.items():
        (tmp_path / name).write_text(text)
    with duckdb.connect() as connection:
        connection.execute(
            f"CREATE TABLE o AS SELECT * FROM read_csv('{tmp_path}/given.csv', types = {{'person_id': 'VARCHAR', "
            "'revenue': 'DOUBLE', 'calls': 'DOUBLE'}, all_varchar = false)"
        )
        connection.execute(change)
        connection.execute(f"COPY o TO '{tmp_path}/outcomes.parquet' (FORMAT parquet)")
    return load_analysis(tmp_path / "roster.csv", tmp_path / "outcomes.parquet", tmp_path / "plan.toml")


def test_parquet_and_csv_come_to_the_same(tmp_path):
    one, other = load_parquet(tmp_path, "SELECT 1"), load(tmp_path)
    assert (one.dropped, one.flagged, one.filled) == (other.dropped, other.flagged, other.filled)
    assert one.flagged == [{"reason": "negative revenue (credit notes)", "rows": 1}]
    for name, branch in one.branches.items():
        for metric, panel in branch.panels.items():
            np.testing.assert_array_equal(panel.y, other.branches[name].panels[metric].y)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE o SET revenue = 'infinity' WHERE person_id = '002'", "is not a finite number"),
        ("UPDATE o SET revenue = 'nan' WHERE person_id = '001'", "is not a finite number"),
        ("UPDATE o SET revenue = 1e300 WHERE person_id = '001'", "is larger than any figure can be"),
        ("UPDATE o SET calls = -1 WHERE person_id = '005'", "-1 is below zero"),
        ("UPDATE o SET person_id = NULL WHERE person_id = '005'", "this row has no person"),
        ("UPDATE o SET person_id = ' ' WHERE person_id = '005'", "this row has no person"),
        ("INSERT INTO o SELECT * FROM o WHERE person_id = '001' LIMIT 1", "is already in row"),
        ("INSERT INTO o SELECT * FROM o WHERE person_id = '999'", "999 on 2026-01-09 is already in row"),
        ("ALTER TABLE o ADD COLUMN unplanned DOUBLE DEFAULT 'infinity'", "is not a finite number"),
    ],
)
def test_whatever_is_wrong_in_a_parquet_file_is_refused(tmp_path, change, said):
    with pytest.raises(Refused, match=said):
        load_parquet(tmp_path, change)


@pytest.mark.parametrize("count", [1, 7, 8, 9, 64, 65])
@pytest.mark.parametrize("every", [1, 3, 1000])
def test_what_is_missing_in_a_column_is_told_at_every_length(count, every):
    with duckdb.connect() as connection:
        sql = (
            f"SELECT CASE WHEN i % {every} > 0 OR {every} = 1000 THEN i::DOUBLE END FROM range({count}) t(i) ORDER BY i"
        )
        ((column,),) = batches(connection, sql)
        want = [None if i % every == 0 and every < 1000 else float(i) for i in range(count)]
        assert [None if np.isnan(v) else v for v in column.with_gaps] == want
        assert not column.endless
        assert (column.missing is None) == (None not in want)


def test_no_place_is_kept_for_days_that_nobody_has_reached(tmp_path):
    """The plan's late window ends far behind the figures; what is asked of the days before it stays the same."""
    near, far = (load(tmp_path, plan=PLAN.replace("[4, 8]", f"[4, {stop}]")) for stop in (8, 5000))
    assert (near.dropped, near.filled) == (far.dropped, far.filled)
    for name, branch in far.branches.items():
        for metric, panel in branch.panels.items():
            assert panel.y.shape[1] < 20
            np.testing.assert_array_equal(panel.window(-5, 8), near.branches[name].panels[metric].window(-5, 8))
            assert np.isnan(panel.window(20, 5000)).all()
