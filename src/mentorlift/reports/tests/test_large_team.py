"""A leader of many reads what a leader of few does, although the database is asked otherwise."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentorlift.matching.tests.builders import draw
from mentorlift.mentorships.queries.counts import own_team
from mentorlift.mentorships.queries.team_hours import team_hours
from mentorlift.mentorships.tests.builders import NOW, House, actor_for, offer, person, user_of
from mentorlift.people.models import Employment, Person
from mentorlift.people.queries import direct_reports, facts, line_of
from mentorlift.programmes.models import RosterEntry

TODAY = date(2026, 3, 2)


@pytest.fixture
def boss(db):
    """Six of Boris's seven people have a mentor; so has Ole, who reports to somebody else. One of the team has left."""
    house = House()
    team = [house.ana, *(person(f"New {number}", manager=house.boss) for number in range(7))]
    waits, gone, other = team[6], team[7], person("Ole Other", manager=house.martin)
    Employment.objects.filter(person=gone).update(exited_on=TODAY)
    for one in (*team, other):
        RosterEntry.objects.create(cohort=house.cohort, programme=house.programme, person=one, started_on=TODAY)
    for one in (*team[:6], other):
        mentor = person(f"Mentor of {one.identity.name}", team="South")
        offer(house.programme, mentor)
        house.pair(protege=one, mentor=mentor)
    draw(house.cohort, [*team[:6], other], [waits, gone])
    return actor_for(user_of(house.boss))


def read(actor):
    with CaptureQueriesContext(connection) as asked:
        found = own_team(actor, now=NOW, today=TODAY), team_hours(actor, now=NOW, today=TODAY)
    return found, len(asked)


def test_those_who_report_are_the_same_people_written_out_or_asked_for(boss, monkeypatch):
    ids = set(direct_reports(boss.person_id, day=TODAY))
    few = line_of(boss.person_id, day=TODAY)
    assert len(ids) == 7 and few.ids == few.among == ids
    monkeypatch.setattr(facts, "WRITTEN_OUT", 6)
    many = line_of(boss.person_id, day=TODAY)
    assert many.ids == ids and many.among is not many.ids
    assert set(Person.objects.filter(id__in=many.among).values_list("id", flat=True)) == ids
    before = line_of(boss.person_id, day=TODAY - timedelta(days=1))
    assert len(before.ids) == 8 and Person.objects.filter(id__in=before.among).count() == 8


def test_a_leader_of_many_reads_what_a_leader_of_few_does(boss, monkeypatch):
    (team, hours), asked = read(boss)
    assert team.size == 7 and len(team.taking) == 6 and team.counts.pairs == 6
    assert {slot.name for slot in hours.slots} == {one.name for one in team.taking}
    assert [(one.people, one.places) for one in hours.waiting] == [(9, 7)]
    monkeypatch.setattr(facts, "WRITTEN_OUT", 0)
    assert read(boss) == ((team, hours), asked)
