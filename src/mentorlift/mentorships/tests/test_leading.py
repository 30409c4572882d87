"""Early signs are counted as the product records them, and say nothing of single people."""

from datetime import timedelta

import pytest

from mentorlift.mentorships.models import Report, Session, Sheet
from mentorlift.mentorships.queries.leading import leading
from mentorlift.mentorships.tests.builders import NOW, House, fill

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


def test_advice_counts_as_told_at_the_next_meeting_without_a_word_of_it(house, pair):
    weeks = list(Session.objects.filter(pair=pair).order_by("week"))
    for week, words in zip(
        weeks,
        (
            {"advice_received": "Call in the morning."},
            {"advice_result": "It worked.", "advice_received": "Ask twice."},
            {"advice_result": "", "advice_received": "Listen."},
        ),
        strict=False,
    ):
        fill(week, house.protege, done=False, **words)
    two, all_three = NOW + timedelta(weeks=2), NOW + timedelta(weeks=10)
    assert weeks[1].starts_at <= two < weeks[2].starts_at
    found = leading(house.programme, now=two)
    assert (found.advised, found.told, found.advising) == (1, 1, 1)
    found = leading(house.programme, now=all_three)
    assert (found.advised, found.told, found.advising) == (3, 1, 1)  # the fourth meeting has come, and says nothing


def test_sheets_from_before_it_was_noted_and_emptied_ones_are_not_counted(house, pair):
    weeks = list(Session.objects.filter(pair=pair).order_by("week"))
    fill(weeks[0], house.protege, done=False, advice_received="Call in the morning.")
    assert leading(house.programme, now=NOW + timedelta(weeks=10)).advised == 1
    Sheet.objects.update(advised=None, told=None)
    assert leading(house.programme, now=NOW + timedelta(weeks=10)).advised == 0


def test_a_taken_back_piece_of_advice_is_not_counted(house, pair):
    week = Session.objects.filter(pair=pair).order_by("week").first()
    fill(week, house.protege, done=False, advice_received="Call in the morning.")
    fill(week, house.protege, done=False, advice_received="")
    assert leading(house.programme, now=NOW + timedelta(weeks=10)).advised == 0
