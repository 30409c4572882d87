"""A meeting in the calendar: read back from its file it is the same instant for both, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from mentorlift.files.working_hours import WorkingHours
from mentorlift.mentorships.calendar import entries_file, entry_file
from mentorlift.mentorships.queries.entries import Entry
from mentorlift.mentorships.rules.times import weekly_plan
from mentorlift.programmes.rules.calendar import session_weeks

NAMES = ["Europe/Berlin", "America/New_York", "Europe/Lisbon", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]
zones = st.sampled_from(NAMES).map(ZoneInfo)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
instants = st.datetimes(datetime(2026, 2, 1), datetime(2027, 12, 1)).map(
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)


def entry(at, *, sequence=0, minutes=30, dropped=False, uid="one@mentorlift"):
    return Entry(
        session_id=uuid4(), uid=uid, sequence=sequence, starts_at=at, minutes=minutes, names="Ana", is_dropped=dropped
    )


def read(file):
    """(uid, sequence, start, end, method) of each meeting, by a reader that knows the file alone."""
    calendar = Calendar.from_ical(file)
    return [
        (str(one["UID"]), one["SEQUENCE"], one.decoded("DTSTART"), one.decoded("DTEND"), str(calendar["METHOD"]))
        for one in calendar.walk("VEVENT")
    ]


BERLIN_GAP = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)  # 02:00 does not exist in Berlin
BERLIN_FOLD = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 for the second time
NEW_YORK_FOLD = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # 01:30 for the second time
NEW_YORK_GAP = datetime(2026, 3, 8, 7, 0, tzinfo=UTC)  # 02:00 does not exist in New York


@given(instants, zones, zones, st.sampled_from([15, 30, 60, 240]), st.integers(0, 9))
@example(BERLIN_GAP, ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), 30, 1)
@example(BERLIN_GAP - timedelta(minutes=15), ZoneInfo("Europe/Berlin"), ZoneInfo("UTC"), 60, 1)
@example(BERLIN_FOLD, ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Lisbon"), 30, 2)
@example(BERLIN_FOLD - timedelta(hours=1), ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Lisbon"), 240, 2)
@example(NEW_YORK_FOLD, ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin"), 60, 0)
@example(NEW_YORK_GAP, ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin"), 60, 0)
def test_both_read_the_same_instant_in_their_own_zone(at, mine, theirs, minutes, sequence):
    for zone in (mine, theirs):
        ((uid, read_sequence, start, end, method),) = read(
            entry_file(entry(at, sequence=sequence, minutes=minutes), zone=zone, now=NOW)
        )
        assert (uid, read_sequence, method) == ("one@mentorlift", sequence, "REQUEST")
        assert start.astimezone(UTC) == at
        assert end.astimezone(UTC) == at + timedelta(minutes=minutes)


@given(instants, zones)
@example(BERLIN_FOLD, ZoneInfo("Europe/Berlin"))
def test_a_meeting_that_is_off_takes_its_entry_out(at, zone):
    ((uid, _sequence, start, _end, method),) = read(entry_file(entry(at, dropped=True), zone=zone, now=NOW))
    assert (uid, method) == ("one@mentorlift", "CANCEL")
    assert start.astimezone(UTC) == at


@given(
    starts_on=st.sampled_from([date(2026, 3, 2), date(2026, 10, 12), date(2027, 3, 1), date(2027, 10, 11)]),
    first=zones,
    second=zones,
    back=st.integers(0, 6),
)
def test_eight_weeks_across_both_changes_of_the_clocks_read_back_as_planned(starts_on, first, second, back):
    """Europe and America change their clocks weeks apart; in between the two are an hour nearer or farther."""
    hours = [WorkingHours(first, time(8), time(18)), WorkingHours(second, time(8), time(18))]
    plan = weekly_plan(
        session_weeks(starts_on - timedelta(days=back), weeks=8), minutes=45, first=hours[0], second=hours[1]
    )
    entries = [entry(at, sequence=week, minutes=45, uid=f"{week}@mentorlift") for week, _from, at in plan]
    for zone in (first, second):
        found = read(entries_file(entries, zone=zone, now=NOW))
        assert [(uid, start.astimezone(UTC)) for uid, _s, start, _e, _m in found] == [
            (f"{week}@mentorlift", at) for week, _from, at in plan
        ]
        assert {method for *_rest, method in found} == {"PUBLISH"}
        assert all(end - start == timedelta(minutes=45) for _u, _s, start, end, _m in found)
