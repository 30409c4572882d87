"""Meetings in two working days, and moves across the changes of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from mentorlift.mentorships.rules.times import (
    MoveFault,
    WorkingHours,
    last_day,
    move_fault,
    slot_on,
    wall_time,
    weekly_plan,
    weeks_without,
)
from mentorlift.programmes.rules.calendar import ClosedDays, session_weeks

BERLIN, LISBON, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Lisbon"), ZoneInfo("America/New_York")
zones = st.sampled_from([BERLIN, LISBON, NEW_YORK, ZoneInfo("UTC"), ZoneInfo("Asia/Kolkata")])
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def hours(zone, start=9, end=17):
    return WorkingHours(zone, time(start), time(end))


def test_working_hours_are_read_from_the_directory():
    assert WorkingHours.parse("Europe/Berlin 09:00-17:30", default_zone="UTC") == WorkingHours(
        BERLIN, time(9), time(17, 30)
    )


def test_working_hours_that_say_nothing_are_nine_to_five():
    for text in ("", "whenever", "Nowhere/City 09:00-17:00", "Europe/Berlin 17:00-09:00"):
        assert WorkingHours.parse(text, default_zone="Europe/Lisbon") == hours(LISBON)


def test_a_meeting_lies_inside_both_working_days():
    at = slot_on(date(2026, 3, 5), hours(BERLIN), hours(NEW_YORK), minutes=30)
    assert at == datetime(2026, 3, 5, 15, 0, tzinfo=BERLIN)  # nine in New York, nearest to two in Berlin


@given(days, zones, zones, st.integers(15, 120))
def test_no_slot_leaves_either_working_day(day, first, second, minutes):
    at = slot_on(day, hours(first), hours(second), minutes=minutes)
    if at is not None:
        for person in (hours(first), hours(second)):
            start, end = person.on(day)
            assert start <= at
            assert at + timedelta(minutes=minutes) <= end


@given(days, st.integers(1, 8), st.sets(st.integers(0, 60), max_size=40))
def test_the_plan_has_a_meeting_a_week_and_none_on_a_closed_day(starts_on, weeks, closed):
    closed_on = {starts_on + timedelta(days=offset) for offset in closed}
    open_weeks = session_weeks(starts_on, weeks=weeks, closed=closed_on)
    plan = weekly_plan(open_weeks, minutes=30, first=hours(BERLIN), second=hours(LISBON))
    assert [week for week, _, _ in plan] == list(range(1, weeks + 1))
    for _, week_from, at in plan:
        day = at.astimezone(BERLIN).date()
        assert week_from <= day <= last_day(week_from)
        assert day.weekday() < 5
        assert day not in closed_on


def test_a_day_away_is_avoided_and_a_week_away_pauses_the_weeks():
    monday = date(2026, 3, 2)
    away = frozenset(monday + timedelta(days=day) for day in (3, *range(7, 12)))  # one Thursday, then a whole week
    weeks = weeks_without(ClosedDays(away=away), monday, weeks=2)
    plan = weekly_plan(weeks, minutes=30, first=hours(BERLIN), second=hours(BERLIN))
    assert [at.astimezone(BERLIN).strftime("%a %d") for _, _, at in plan] == ["Wed 04", "Thu 19"]


def test_somebody_away_for_years_gets_times_that_can_be_moved():
    monday = date(2026, 3, 2)
    years = ClosedDays(away=frozenset(monday + timedelta(days=day) for day in range(1100)))
    assert [week.from_on for week in weeks_without(years, monday, weeks=2)] == [monday, monday + timedelta(days=7)]


def test_the_wall_clock_time_stays_when_the_clocks_change():
    weeks = session_weeks(date(2026, 3, 23), weeks=2)
    plan = weekly_plan(weeks, minutes=30, first=hours(BERLIN), second=hours(BERLIN))
    assert [at.astimezone(BERLIN).strftime("%a %H:%M") for _, _, at in plan] == ["Thu 14:00", "Thu 14:00"]
    assert plan[1][2] - plan[0][2] == timedelta(days=7) - timedelta(hours=1)


def test_a_time_that_the_clocks_skip_does_not_exist():
    assert wall_time(date(2026, 3, 29), time(2, 30), BERLIN) is None


def test_a_time_that_the_clocks_repeat_is_the_first_of_the_two():
    assert wall_time(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(days, st.times().map(lambda at: at.replace(second=0, microsecond=0)), zones)
def test_a_wall_clock_time_reads_back_as_itself(day, at, zone):
    instant = wall_time(day, at, zone)
    if instant is not None:
        assert instant.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, at)


@given(days, zones, st.integers(-3, 12), st.integers(6, 20))
def test_a_move_stays_in_its_week_across_any_change_of_the_clocks(week_from, zone, offset, hour):
    to_at = wall_time(week_from + timedelta(days=offset), time(hour), zone)
    assert to_at is not None  # no zone changes its clocks between six and twenty
    long_before = datetime(2025, 1, 1, tzinfo=UTC)
    fault = move_fault(to_at=to_at, now=long_before, week_from=week_from, zone=zone)
    assert (fault is None) == (0 <= offset <= 6)


def test_a_meeting_is_not_moved_into_the_past():
    now = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
    for to_at in (now, now - timedelta(hours=1)):
        assert move_fault(to_at=to_at, now=now, week_from=date(2026, 3, 2), zone=BERLIN) is MoveFault.PAST
