import copy
import json
import pickle

import pytest

from mentorlift.files.faults import Fault
from mentorlift.files.said import Grouped, Said, as_json, from_json, said

SENTENCES = [
    said("this column is missing"),
    said("%(text)r is not a date", text="31.03.2026 %s"),
    said("%(text)s is below %(least)g", text="-1", least=0.0),
    said("the file has more than %(rows)s rows", rows=Grouped(1_048_575)),
    said("%(figure)s is kept by the %(every)s here", figure="calls", every=said("day")),
]


def test_what_was_said_is_the_english_text_to_everything_that_reads_texts():
    assert SENTENCES == [
        "this column is missing",
        "'31.03.2026 %s' is not a date",
        "-1 is below 0",
        "the file has more than 1,048,575 rows",
        "calls is kept by the day here",
    ]
    assert json.dumps(SENTENCES[0]) == '"this column is missing"'
    assert sorted([said("b"), "a"]) == ["a", "b"]


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda text: pickle.loads(pickle.dumps(text)), lambda text: from_json(kept(text))],
    ids=["copy", "deepcopy", "pickle", "json"],
)
def test_a_copy_still_knows_what_it_was_made_from(text, again):
    found = again(text)
    assert isinstance(found, Said)
    assert (str(found), found.template, found.values) == (str(text), text.template, text.values)
    assert {name: type(value) for name, value in found.values.items()} == {
        name: type(value) for name, value in text.values.items()
    }


def kept(text: str) -> object:
    """As a database has it."""
    return json.loads(json.dumps(as_json(text)))


def test_a_plain_text_is_kept_as_it_is():
    assert as_json("no such column: x") == "no such column: x"
    assert type(from_json("no such column: x")) is str


def test_a_fault_is_kept_whole():
    for fault in (
        Fault("hr.csv", 7, "email", said("%(text)r is not an e-mail address", text="x"), said("fill it in")),
        Fault("hr.csv", None, "", "in DuckDB's own words", said("check separators and quotes")),
    ):
        found = Fault.from_json(json.loads(json.dumps(fault.as_json())))
        assert found == fault
        assert (type(found.what), type(found.remedy)) == (type(fault.what), type(fault.remedy))


def test_a_place_without_a_value_is_found_where_it_is_said():
    with pytest.raises(KeyError, match="text"):
        said("%(text)s is not known here", word="x")
