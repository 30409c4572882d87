from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from mentorlift.notifications.calendar import session_file
from mentorlift.notifications.delivery import _mail
from mentorlift.notifications.models import Message

MEETING = {
    "uid": "session-1@mentorlift",
    "sequence": 0,
    "starts_at": datetime(2026, 10, 23, 7, 0, tzinfo=UTC),
    "minutes": 30,
    "title": "Second meeting, week 2",
    "description": "Bring what happened with the advice;\nfive minutes of preparation.",
    "organiser": "mentorlift@example.com",
    "attendees": ["anna@example.com", "martin@example.com"],
    "time_zone": "Europe/Berlin",
    "now": datetime(2026, 10, 1, tzinfo=UTC),
}


def event(**changes):
    calendar = Calendar.from_ical(session_file(**{**MEETING, **changes}))
    return calendar, calendar.events[0]


def test_a_request_names_time_zone_people_and_text():
    calendar, meeting = event(place="Room 4")
    assert calendar["method"] == "REQUEST"
    assert meeting["dtstart"].params["TZID"] == "Europe/Berlin"
    assert meeting.start.hour == 9 and meeting.end - meeting.start == timedelta(minutes=30)
    assert meeting["description"] == MEETING["description"]
    assert [str(address) for address in meeting["attendee"]] == [
        "mailto:anna@example.com",
        "mailto:martin@example.com",
    ]
    assert len(calendar.timezones) == 1


def test_the_hour_on_the_wall_stays_when_the_clocks_change():
    _, meeting = event(starts_at=datetime(2026, 10, 30, 8, 0, tzinfo=UTC))
    assert meeting.start.hour == 9


def test_a_move_keeps_the_uid_and_raises_the_sequence_and_a_cancel_says_so():
    _, moved = event(sequence=1, starts_at=MEETING["starts_at"] + timedelta(days=1))
    calendar, gone = event(sequence=2, cancelled=True)
    assert moved["uid"] == gone["uid"] == MEETING["uid"]
    assert (moved["sequence"], gone["sequence"]) == (1, 2)
    assert (calendar["method"], gone["status"]) == ("CANCEL", "CANCELLED")


def test_the_file_is_the_same_for_the_same_meeting():
    assert session_file(**MEETING) == session_file(**MEETING)


@pytest.mark.parametrize(("cancelled", "method"), [(False, "REQUEST"), (True, "CANCEL")])
def test_the_mail_carries_the_method_that_calendars_act_on(cancelled, method):
    message = Message(to="a@example.com", message_id="<1@x>", calendar=session_file(**MEETING, cancelled=cancelled))
    assert f"text/calendar; method={method}" in _mail(message).message().as_string().replace('"', "")
