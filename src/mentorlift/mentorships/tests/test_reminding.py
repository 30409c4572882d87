"""Reminders and questions after a meeting: due on their own day, written once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from mentorlift.mentorships.models import Session
from mentorlift.mentorships.rules.reminding import is_due, remind_at
from mentorlift.mentorships.services import log_meeting, move_session
from mentorlift.mentorships.services.reminding import ask_after_missed, send_reminders
from mentorlift.mentorships.tests.builders import House
from mentorlift.notifications.models import Message, Pace

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
THURSDAY = datetime(2026, 3, 5, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("meeting", "reminded"),
    [("2026-03-05T14:00", "2026-03-04T14:00"), ("2026-03-09T10:00", "2026-03-06T10:00")],  # Thursday; Monday
)
def test_the_reminder_is_due_on_the_working_day_before(meeting, reminded):
    assert remind_at(datetime.fromisoformat(meeting)) == datetime.fromisoformat(reminded)


def test_whoever_has_just_been_told_the_time_is_not_reminded_of_it():
    known = THURSDAY - 3 * DAY
    assert is_due(THURSDAY, known_at=known, now=THURSDAY - DAY)
    assert not is_due(THURSDAY, known_at=known, now=THURSDAY - DAY - HOUR)
    assert not is_due(THURSDAY, known_at=known, now=THURSDAY - timedelta(minutes=20))
    assert not is_due(THURSDAY, known_at=THURSDAY - 20 * HOUR, now=THURSDAY - 19 * HOUR)


@pytest.fixture
def house(db):
    house = House()
    house.pair()
    return house


def first():
    return Session.objects.order_by("starts_at").first()


def letters(kind):
    return list(Message.objects.filter(kind=kind).order_by("to"))


def test_both_are_reminded_once_with_each_other_s_name(house):
    meeting = first()
    assert send_reminders(now=meeting.starts_at - DAY - HOUR) == 0
    assert send_reminders(now=meeting.starts_at - DAY + HOUR) == 1
    assert send_reminders(now=meeting.starts_at - DAY + 2 * HOUR) == 0
    to_ana, to_martin = letters("reminder")
    assert to_ana.subject.startswith("You meet Martin Kern on Thursday, 5 March")
    assert to_martin.subject.startswith("You meet Ana Novak on")
    assert to_ana.pace == Pace.CAN_WAIT and to_ana.expires_at == meeting.starts_at - timedelta(minutes=30)
    assert str(meeting.id) in to_ana.body


def test_a_meeting_that_was_moved_is_reminded_of_again(house):
    meeting = first()
    send_reminders(now=meeting.starts_at - DAY + HOUR)
    later = meeting.starts_at + DAY
    move_session(session=meeting, to_at=later, actor=house.protege, now=meeting.starts_at - DAY + 2 * HOUR)
    assert send_reminders(now=later - DAY + HOUR) == 1
    assert len(letters("reminder")) == 4


def test_nobody_is_reminded_of_a_meeting_that_was_dropped(house):
    meeting = first()
    Session.objects.update(dropped_at=meeting.starts_at - 2 * DAY)
    assert send_reminders(now=meeting.starts_at - DAY + HOUR) == 0


def test_both_are_asked_once_after_a_meeting_nobody_spoke_of(house):
    meeting = first()
    assert ask_after_missed(now=meeting.starts_at + 2 * HOUR) == 0
    assert ask_after_missed(now=meeting.starts_at + 20 * HOUR) == 1
    assert ask_after_missed(now=meeting.starts_at + 21 * HOUR) == 0
    assert [letter.subject for letter in letters("session_missed")] == ["Did you meet on Thursday, 5 March, 14:00?"] * 2


@pytest.mark.parametrize(("took_place", "asked"), [(True, 0), (False, 1)])
def test_whoever_said_that_they_met_is_not_asked(house, took_place, asked):
    meeting = first()
    log_meeting(session=meeting, took_place=took_place, actor=house.mentor, now=meeting.starts_at + HOUR)
    assert ask_after_missed(now=meeting.starts_at + 20 * HOUR) == asked


def test_nobody_is_asked_weeks_later(house):
    assert ask_after_missed(now=Session.objects.latest("starts_at").starts_at + timedelta(days=30)) == 0


@pytest.mark.django_db(transaction=True)
def test_four_sweeps_at_once_write_each_letter_once():
    House().pair()
    now, start, found = first().starts_at - DAY + HOUR, threading.Barrier(4), []

    def sweep():
        try:
            start.wait()
            found.append(send_reminders(now=now))
        finally:
            connection.close()

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 0, 0, 1]
    assert len(letters("reminder")) == 2
