import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlift.files import Refused
from mentorlift.files.leave import read_leave
from mentorlift.files.lines import reporting_cycles
from mentorlift.files.people import people_from
from mentorlift.files.tables import read_table

HEADER = "person_id,name,email,manager_id,hired_on,exited_on,working_share,languages,working_hours,years\n"


def people(tmp_path, *rows: str, **options):
    path = tmp_path / "people.csv"
    path.write_text(HEADER + "\n".join(rows), "utf-8")
    return people_from(read_table(path), **options)


def test_a_person_is_read_with_every_field_and_further_columns_kept(tmp_path):
    (ana,) = people(
        tmp_path,
        "007,Ana Nowak,ana@x.org,003,2026-01-05,2026-02-01,0.5,de | pl,Europe/Berlin 09:00-17:30,4",
    )
    assert (ana.person_id, ana.manager_id, ana.working_share) == ("007", "003", 0.5)
    assert ana.languages == ("de", "pl")
    assert ana.working_hours == "Europe/Berlin 09:00-17:30"
    assert ana.exited_on == dt.date(2026, 2, 1)
    assert ana.attributes == {"years": "4"}


def test_a_last_day_worked_becomes_the_first_day_gone(tmp_path):
    (ana,) = people(tmp_path, "007,Ana,,,2026-01-05,2026-01-31,,,,", last_day_worked=True)
    assert ana.exited_on == dt.date(2026, 2, 1)


def test_every_fault_of_a_people_file_comes_at_once_with_row_and_column(tmp_path):
    with pytest.raises(Refused) as refused:
        people(
            tmp_path,
            ",No Id,,,,,,,,",
            "1,A,a@x.org,2,2026-02-30,,,,,",
            "2,B,not an address,1,2026-01-05,2026-01-04,,,,",
            "2,B again,A@x.org,,,,1.5,,9 to 5,",
        )
    places = [(fault.row, fault.column) for fault in refused.value.faults]
    assert places == [
        (2, "person_id"),
        (3, "hired_on"),
        (3, "manager_id"),
        (4, "exited_on"),
        (4, "email"),
        (5, "working_share"),
        (5, "working_hours"),
        (5, "person_id"),
        (5, "email"),
    ]
    assert "these people manage each other: 1 -> 2 -> 1" in str(refused.value)


def test_faults_speak_of_the_columns_of_the_file(tmp_path):
    path = tmp_path / "hr.csv"
    path.write_text("Personalnummer;Eintritt\n7;31.03.2026\n", "utf-8")
    with pytest.raises(Refused, match=r"hr.csv:2:Eintritt: '31.03.2026' is not a date; write it as 2026-03-31"):
        people_from(read_table(path), mapping={"person_id": "Personalnummer", "hired_on": "Eintritt"})


def test_someone_elses_form_export_is_refused_with_the_column_it_lacks(tmp_path):
    path = tmp_path / "mentees.csv"
    path.write_text("first name,last name,email address\nmentee,000,mentee.000@example.org\n", "utf-8")
    with pytest.raises(Refused, match=r"mentees.csv:1:person_id: no column gives the person_id; add one"):
        people_from(read_table(path))


def test_someone_elses_form_export_imports_once_its_columns_are_mapped(tmp_path):
    path = tmp_path / "mentees.csv"
    path.write_text("first name,last name,email address\nmentee,000,mentee.000@example.org\n", "utf-8")
    (person,) = people_from(
        read_table(path), mapping={"person_id": "email address", "email": "email address", "name": "last name"}
    )
    assert (person.person_id, person.name) == ("mentee.000@example.org", "000")
    assert person.attributes == {"first name": "mentee"}


def test_one_who_manages_himself_is_a_circle():
    assert reporting_cycles({"a": "a", "b": "a"}) == [["a"]]


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"), max_size=8))
def test_circles_are_exactly_those_who_meet_themselves_going_up(managers):
    def meets_itself(person: str) -> bool:
        above = managers.get(person)
        for _ in managers:
            if above == person:
                return True
            above = managers.get(above)
        return False

    in_circles = [person for cycle in reporting_cycles(managers) for person in cycle]
    assert sorted(in_circles) == sorted(person for person in managers if meets_itself(person))


def test_a_file_of_leave_with_a_reason_is_refused_with_a_notice(tmp_path):
    path = tmp_path / "leave.csv"
    path.write_text("person_id,from,to,reason\n1,2026-01-05,2026-01-09,ill\n", "utf-8")
    with pytest.raises(Refused, match=r"leave.csv:1:reason: .* no reasons"):
        read_leave(path)


def test_spells_that_overlap_or_end_before_they_begin_are_refused(tmp_path):
    path = tmp_path / "leave.csv"
    rows = ["1,2026-01-05,2026-01-09", "1,2026-01-09,2026-01-12", "2,2026-02-02,2026-02-01", "3,,2026-02-01"]
    path.write_text("person_id,from,to\n" + "\n".join(rows), "utf-8")
    with pytest.raises(Refused) as refused:
        read_leave(path)
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(3, "from"), (4, "to"), (5, "from")]
