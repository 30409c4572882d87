"""Counting by the database says the same as reading every word."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from mentorlift.mentorships.models import Report, Session
from mentorlift.mentorships.queries.states import held_states
from mentorlift.mentorships.queries.tally import tally
from mentorlift.mentorships.rules.days import open_days
from mentorlift.mentorships.rules.held import dispute_closes_at, settled_until
from mentorlift.mentorships.tests.builders import NOW, House
from mentorlift.programmes.models import ClosedDate

BERLIN = ZoneInfo("Europe/Berlin")
FIRST, LAST = datetime(2026, 1, 1), datetime(2026, 12, 31)


@given(
    now=st.datetimes(min_value=FIRST, max_value=LAST).map(lambda at: at.replace(tzinfo=UTC)),
    hours_ago=st.integers(0, 24 * 14),
    closed=st.sets(st.dates(min_value=FIRST.date(), max_value=LAST.date()), max_size=40),
)
def test_a_word_is_settled_when_its_last_day_to_dispute_is_over(now, hours_ago, closed):
    said_at, days = now - timedelta(hours=hours_ago), open_days(frozenset(closed))
    is_over = dispute_closes_at(said_at, is_working_day=days, zone=BERLIN) <= now
    assert (said_at < settled_until(now, is_working_day=days, zone=BERLIN)) == is_over


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_counts_are_those_of_every_meeting_read_one_by_one(seed):
    chance, pair = random.Random(seed), House().pair()
    for number in range(40):
        starts_at = NOW + timedelta(days=chance.randint(-12, 4))
        session = Session.objects.create(
            pair=pair,
            week=None if number % 5 == 0 else number + 10,
            week_from=starts_at.date(),
            minutes=30,
            planned_at=starts_at,
            starts_at=starts_at,
            added_at=NOW,
            dropped_at=NOW if number % 11 == 0 else None,
        )
        for _ in range(chance.choice([0, 1, 1, 2, 2, 2, 3])):
            yes = chance.random() < 0.7
            Report.objects.create(
                session=session,
                person_id=chance.choice([pair.protege_id, pair.mentor_id]),
                took_place=yes,
                met_on=starts_at.date() if yes else None,
                at=NOW - timedelta(hours=chance.randint(1, 300)),
            )
    for extra in (False, True):
        meetings = [
            session
            for session in Session.objects.filter(dropped_at=None).select_related("pair")
            if (session.week is None) == extra
        ]
        states = held_states(meetings, now=NOW)
        known = [s for s in meetings if not states[s.id].is_unknown]
        held = sum(states[s.id].took_place for s in known)
        unknown = sum(states[s.id].is_unknown and s.starts_at <= NOW for s in meetings)
        found = tally(pair.programme, now=NOW, extra=extra)
        assert (found.held, found.not_held, found.unknown) == (held, len(known) - held, unknown)
        assert (found.pairs, found.planned) == (1, len(meetings))


@pytest.mark.django_db
def test_kept_counts_follow_every_word_move_and_midnight():
    pair = House().pair()
    meeting, *others = Session.objects.filter(pair=pair).order_by("starts_at")
    past = NOW - timedelta(hours=2)
    Session.objects.filter(id=meeting.id).update(starts_at=past, sequence=1)

    def counts(now=NOW):
        found = tally(pair.programme, now=now, extra=False)
        return found.held, found.not_held, found.unknown, found.ahead

    def say(session, person_id, yes, at):
        day = past.date() if yes else None
        Report.objects.create(session=session, person_id=person_id, took_place=yes, met_on=day, at=at)

    rest = len(others)
    assert counts() == (0, 0, 1, rest)
    say(meeting, pair.protege_id, True, past)
    assert counts() == (0, 0, 1, rest)  # the mentor may still disagree
    with CaptureQueriesContext(connection) as kept:
        assert counts() == (0, 0, 1, rest)
    assert len(kept) == 4  # meetings, closed days, words, what is kept
    assert counts(NOW + timedelta(days=4)) == (1, 0, 0, rest)  # nobody did in three working days
    assert counts() == (0, 0, 1, rest)
    say(meeting, pair.mentor_id, True, NOW)
    assert counts() == (1, 0, 0, rest)
    say(others[0], pair.protege_id, False, past)
    say(others[0], pair.mentor_id, False, NOW)
    assert counts() == (1, 1, 0, rest - 1)  # what is known counts before its time
    Session.objects.filter(id=others[1].id).update(starts_at=past, sequence=1)
    assert counts() == (1, 1, 1, rest - 2)
    Session.objects.filter(id=others[1].id).update(dropped_at=NOW)
    assert counts() == (1, 1, 0, rest - 2)
    assert counts(others[-1].starts_at + timedelta(minutes=1))[2] == rest - 2


@pytest.mark.django_db
def test_a_day_closed_afterwards_keeps_a_word_open():
    pair = House().pair()
    meeting = Session.objects.filter(pair=pair).earliest("starts_at")
    Session.objects.filter(id=meeting.id).update(starts_at=NOW, sequence=1)
    Report.objects.create(
        session=meeting, person_id=pair.protege_id, took_place=True, met_on=NOW.date(), at=NOW + timedelta(hours=1)
    )
    later = NOW + timedelta(days=4)
    assert tally(pair.programme, now=later, extra=False).held == 1
    ClosedDate.objects.create(programme=pair.programme, on=NOW.date() + timedelta(days=1), site="")
    assert tally(pair.programme, now=later, extra=False).held == 0
