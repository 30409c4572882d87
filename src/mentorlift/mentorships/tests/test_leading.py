"""Early signs are counted as the product records them, and say nothing of single people."""

from datetime import timedelta

import pytest

from mentorlift.mentorships.models import Report, Session, Sheet
from mentorlift.mentorships.queries.leading import leading
from mentorlift.mentorships.tests.builders import NOW, House

pytestmark = pytest.mark.django_db


def report(session, person, *, took_place=True, days=0):
    met = session.week_from + timedelta(days=days) if took_place else None
    Report.objects.create(session=session, person=person, took_place=took_place, met_on=met, at=NOW)


def test_a_meeting_is_on_time_when_it_took_place_in_its_own_week():
    house = House()
    pair = house.pair()
    weeks = list(Session.objects.filter(pair=pair).order_by("week"))
    report(weeks[0], house.ana, days=6)
    report(weeks[0], house.martin, days=6)  # two words on one meeting are one meeting
    report(weeks[1], house.ana, days=7)
    report(weeks[2], house.ana, took_place=False)
    for side in (house.ana, house.martin):
        Sheet.objects.create(session=weeks[0], author=side, sealed=b"x", saved_at=NOW, answered_at=NOW)
    Sheet.objects.create(session=weeks[1], author=house.ana, sealed=b"x", saved_at=NOW, answered_at=NOW)
    found = leading(house.programme, now=NOW + timedelta(weeks=10))
    assert (found.passed, found.on_time, found.prepared) == (4, 1, 1)
    assert (found.pairs, found.met, found.ended) == (1, 1, 0)


def test_what_lies_ahead_is_not_counted_as_missed():
    house = House()
    house.pair()
    found = leading(house.programme, now=NOW - timedelta(days=1))
    assert (found.passed, found.on_time, found.met) == (0, 0, 0)
