"""Whose own sales are compared around an intake: mentors who begin, and colleagues who have no part in mentoring."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from mentorlift.experiments.mentors import around
from mentorlift.mentorships.tests.builders import NOW, STARTS_ON, House, cohort, person
from mentorlift.people.models import Leave, Post
from mentorlift.programmes.models import RosterEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    made = House()
    made.pair()
    return made


def found(house, of=None):
    return {row.person: row for row in around(SimpleNamespace(cohort=of or house.cohort))}


def test_a_mentor_stands_against_colleagues_and_never_against_proteges(house):
    colleague = person("Carla Colleague")
    rows = found(house)
    assert rows[str(house.martin.id)].mentors
    assert not rows[str(colleague.id)].mentors
    assert str(house.ana.id) not in rows  # she is mentored
    row = rows[str(colleague.id)]
    weeks = timedelta(weeks=house.programme.weeks)
    assert (row.first, row.middle, row.stop) == (STARTS_ON - weeks, STARTS_ON, STARTS_ON + weeks)
    assert row.cell == rows[str(house.martin.id)].cell


def test_who_waits_on_the_list_is_no_colleague_to_compare_with(house):
    waiting = person("Wanda Waiting")
    RosterEntry.objects.create(
        programme=house.programme, cohort=house.cohort, person=waiting, started_on=STARTS_ON, branch=""
    )
    assert str(waiting.id) not in found(house)


def test_whoever_came_left_or_was_away_in_between_is_not_compared(house):
    new = person("Nora New", hired_on=STARTS_ON - timedelta(days=3))
    gone = person("Gustav Gone", exited_on=STARTS_ON + timedelta(days=3))
    away = person("Alma Away")
    Leave.objects.create(person=away, from_on=STARTS_ON, to_on=STARTS_ON + timedelta(days=7))
    rows = found(house)
    assert str(new.id) not in rows
    assert str(gone.id) not in rows
    assert not rows[str(away.id)].compared


def test_another_job_or_place_is_another_cell(house):
    other = person("Otto Other")
    Post.objects.filter(person=other).update(site="Bremen")
    rows = found(house)
    assert rows[str(other.id)].cell != rows[str(house.martin.id)].cell


def test_a_mentor_of_an_earlier_intake_counts_with_days_but_is_not_compared(house):
    later = cohort(house.programme, starts_on=STARTS_ON + timedelta(days=7), name="second")
    house.pair(protege=person("Second Protege"), cohort=later, starts_on=later.starts_on, now=NOW + timedelta(days=1))
    row = found(house, later)[str(house.martin.id)]
    assert row.mentors
    assert not row.compared
