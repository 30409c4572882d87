"""What is kept in memory: given again, made anew after a change, and never without end."""

import pytest

from mentorlift.audit.queries import last_change
from mentorlift.audit.services import record
from mentorlift.matching.queries import kept as room
from mentorlift.matching.tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    room.forget()


def note(action):
    record(actor_id="", action=action, subject="x", now=NOW, ids={})


def test_a_thing_is_made_once_until_something_of_it_changes():
    made = []

    def ask():
        return room.kept(("a",), ("people.", "draws."), lambda: made.append(1) or len(made))

    note("people.import_people")
    assert (ask(), ask()) == (1, 1)
    note("mentorships.log_meeting")
    note("peopleware.x")  # begins alike, and is none of them
    assert ask() == 1
    note("draws.draw")
    assert (ask(), ask()) == (2, 2)


def test_two_things_do_not_stand_for_each_other_and_the_oldest_goes():
    made = []
    for number in range(room.MOST + 1):
        assert room.kept((number,), ("people.",), lambda number=number: number) == number
    room.kept((room.MOST,), ("people.",), lambda: made.append("new"))
    assert made == []
    room.kept((0,), ("people.",), lambda: made.append("first"))
    assert made == ["first"]


def test_the_last_change_is_that_of_the_actions_asked_for():
    assert last_change(["people."]) == 0
    note("people.erase")
    after = last_change(["people."])
    note("draws.draw")
    assert last_change(["people."]) == after
    assert last_change(["people.", "draws."]) == after + 1
