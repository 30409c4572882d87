from uuid import UUID

import duckdb
import pytest

from mentorlift.files import Refused
from mentorlift.files.store import (
    DayChange,
    Known,
    Part,
    combined,
    day_changes,
    left_out_rows,
    to_store,
    without_strangers,
)

ANA, LUIS = str(UUID(int=1)), str(UUID(int=2))
DAY = 20458  # 2026-01-05
DIRECTORY = [Known("1", ANA, ((DAY, 2**50),)), Known("2", LUIS, ((DAY, DAY + 2), (DAY + 5, DAY + 9)))]


def stored(tmp_path, text: str, name: str):
    source, target = tmp_path / f"{name}.csv", tmp_path / f"{name}.parquet"
    source.write_text(text)
    connection = duckdb.connect()
    found = to_store(connection, source, target, DIRECTORY)
    part = Part(path=target, metrics=found.outcomes.shape.metrics, first=found.first or 0, last=found.last or 0)
    return connection, found, part


def rows(connection, parts, metrics):
    return sorted(connection.execute(combined(parts, metrics)).fetchall())


def test_rows_are_kept_under_random_ids_and_the_others_are_marked_with_the_reason(tmp_path):
    text = (
        "person_id,date,revenue\n1,2026-01-05,10\n1,2026-01-04,1\n2,2026-01-06,20\n2,2026-01-07,2\n"
        "2,2026-01-10,30\n2,2026-01-14,3\n9,2026-01-05,4\n"
    )
    connection, found, part = stored(tmp_path, text, "a")
    assert (found.kept, found.people, found.first, found.last) == (3, 2, DAY, DAY + 5)
    assert found.left_out == {
        "day before hire": 1,
        "day between two employments": 1,
        "day from the exit on": 1,
        "person not in the directory": 1,
    }
    assert rows(connection, [part], ["revenue"]) == [(ANA, DAY, 10), (LUIS, DAY + 1, 20), (LUIS, DAY + 5, 30)]
    strangers = left_out_rows(connection, part.path, reason="person not in the directory", limit=9)
    assert strangers == [("", "9", "2026-01-05")]


def test_a_later_file_replaces_a_person_day_and_leaves_the_rest(tmp_path):
    _, _, first = stored(tmp_path, "person_id,date,revenue,calls\n1,2026-01-05,10,1\n1,2026-01-06,20,2\n", "a")
    connection, _, second = stored(tmp_path, "person_id,date,revenue\n1,2026-01-06,21\n1,2026-01-07,30\n", "b")
    found = day_changes(connection, second.path, second.metrics, [first])
    assert found == [DayChange(DAY + 1, 1, 0, 1), DayChange(DAY + 2, 1, 1, 0)]
    assert rows(connection, [first, second], ["revenue", "calls"]) == [
        (ANA, DAY, 10, 1),
        (ANA, DAY + 1, 21, 2),
        (ANA, DAY + 2, 30, None),
    ]


def test_an_empty_cell_of_a_later_file_replaces_too(tmp_path):
    _, _, first = stored(tmp_path, "person_id,date,revenue\n1,2026-01-05,10\n", "a")
    connection, _, second = stored(tmp_path, "person_id,date,revenue\n1,2026-01-05,\n", "b")
    assert rows(connection, [first, second], ["revenue"]) == [(ANA, DAY, None)]


def test_files_that_do_not_overlap_are_put_end_to_end(tmp_path):
    _, _, first = stored(tmp_path, "person_id,date,revenue\n1,2026-01-05,10\n", "a")
    connection, _, second = stored(tmp_path, "person_id,date,revenue\n1,2026-01-06,20\n", "b")
    assert rows(connection, [second, first], ["revenue"]) == [(ANA, DAY, 10), (ANA, DAY + 1, 20)]


def test_a_metric_no_file_has_gives_no_rows(tmp_path):
    connection, _, part = stored(tmp_path, "person_id,date,revenue\n1,2026-01-05,10\n", "a")
    assert rows(connection, [part], ["calls"]) == []


def test_a_faulty_file_leaves_nothing_behind(tmp_path):
    with pytest.raises(Refused, match=r"a.csv:3:person_id: 1 on 2026-01-05 is already in row 2"):
        stored(tmp_path, "person_id,date,revenue\n1,2026-01-05,10\n1,2026-01-05,10\n", "a")
    with pytest.raises(Refused, match="already in row 2"):  # a stranger twice on a day is a fault as well
        stored(tmp_path, "person_id,date,revenue\n9,2026-01-05,10\n9,2026-01-05,10\n", "a")
    assert list(tmp_path.glob("*.parquet")) == []


def test_rows_of_strangers_can_be_taken_out_later(tmp_path):
    connection, _, part = stored(tmp_path, "person_id,date,revenue\n1,2026-01-05,10\n9,2026-01-05,1\n", "a")
    without_strangers(connection, part.path)
    assert left_out_rows(connection, part.path, reason="person not in the directory", limit=9) == []
    assert rows(connection, [part], ["revenue"]) == [(ANA, DAY, 10)]


def test_a_day_that_comes_again_with_the_same_figures_is_neither_new_nor_corrected(tmp_path):
    _, _, first = stored(tmp_path, "person_id,date,revenue,calls\n1,2026-01-05,10,1\n2,2026-01-05,7,1\n", "a")
    _, _, second = stored(tmp_path, "person_id,date,revenue\n2,2026-01-05,8\n", "b")
    text = "person_id,date,revenue,calls\n1,2026-01-05,10,1\n2,2026-01-05,8,1\n1,2026-01-06,,2\n"
    connection, _, third = stored(tmp_path, text, "c")
    assert day_changes(connection, third.path, third.metrics, [first, second]) == [
        DayChange(DAY, 2, 0, 0),
        DayChange(DAY + 1, 1, 1, 0),
    ]
    assert day_changes(connection, third.path, third.metrics, [first])[0] == DayChange(DAY, 2, 0, 1)
    assert day_changes(connection, third.path, third.metrics, [])[0] == DayChange(DAY, 2, 2, 0)
