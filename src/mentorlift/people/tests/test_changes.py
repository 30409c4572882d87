import datetime as dt
from uuid import uuid4

from mentorlift.files.people import Person
from mentorlift.people.rules.changes import Present, change_of, managers_after
from mentorlift.people.rules.columns import guessed, worth_keeping

HIRED = dt.date(2026, 1, 5)
GIVEN = ("person_id", "name", "email", "hired_on", "exited_on", "team", "manager_id", "working_share")


def row(**facts):
    return Person(**{"row": 2, "person_id": "1", "name": "Ana", "hired_on": HIRED, "team": "North", **facts})


def present(**facts):
    known = {"name": "Ana", "email": "", "hired_on": HIRED, "exited_on": None, "post_from": HIRED, "team": "North"}
    return Present(person_id=uuid4(), code="1", **{**known, **facts})


def differences(person, known, given=GIVEN, kept=()):
    change = change_of(person, known, given, kept)
    return [(one.kind, one.field, one.new) for one in change.differences]


def test_the_same_row_changes_nothing():
    assert differences(row(), present()) == []


def test_someone_unknown_is_added():
    assert differences(row(), None) == [("added", "hired_on", HIRED)]


def test_another_team_is_a_move_and_another_address_a_change():
    assert differences(row(team="South", email="a@b.de"), present()) == [
        ("changed", "email", "a@b.de"),
        ("moved", "team", "South"),
    ]


def test_an_exit_ends_and_its_removal_is_a_change():
    gone = dt.date(2026, 3, 1)
    assert differences(row(exited_on=gone), present()) == [("ended", "exited_on", gone)]
    assert differences(row(), present(exited_on=gone)) == [("changed", "exited_on", None)]


def test_a_later_hire_after_an_exit_is_a_return():
    back = dt.date(2026, 6, 1)
    known = present(exited_on=dt.date(2026, 3, 1))
    assert differences(row(hired_on=back), known) == [("returned", "hired_on", back)]


def test_a_column_the_file_does_not_have_changes_nothing():
    assert differences(row(team="", email=""), present(email="a@b.de"), given=("person_id", "name", "hired_on")) == []


def test_only_kept_columns_are_compared():
    person = row(attributes={"years": "3", "shoe": "42"})
    assert differences(person, present(attributes={"years": "2", "other": "x"}), kept=["years"]) == [
        ("changed", "years", "3")
    ]


def test_managers_after_an_import_are_those_of_the_file_over_those_here():
    known = {"1": present(manager_id="9"), "2": present(manager_id="9")}
    changes = [change_of(row(manager_id="2"), known["1"], GIVEN, ())]
    assert managers_after(changes, known) == {"1": "2", "2": "9"}


def test_columns_are_guessed_in_english_and_german_and_each_serves_once():
    columns = ["Personalnummer", "Full Name", "E-Mail", "Eintrittsdatum", "Start Date", "Team"]
    assert guessed(columns) == {
        "person_id": "Personalnummer",
        "name": "Full Name",
        "email": "E-Mail",
        "hired_on": "Eintrittsdatum",
        "team": "Team",
    }


def test_sensitive_columns_are_not_kept_by_themselves():
    columns = ["id", "years_in_sales", "Gender", "age", "home address", "identity to match", "language level"]
    assert worth_keeping(columns, {"person_id": "id"}) == ["years_in_sales", "language level"]
