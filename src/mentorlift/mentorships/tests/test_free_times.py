"""Three times that suit both, closed days and the end of the month."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlift.accounts.models import User
from mentorlift.files.working_hours import WorkingHours
from mentorlift.mentorships import services
from mentorlift.mentorships.queries.free_times import free_times
from mentorlift.mentorships.rules.free import APART, OFFERED, Spell, free_on, offered
from mentorlift.mentorships.tests.builders import NOW, person, user_of
from mentorlift.people.models import Leave, Post
from mentorlift.programmes.models import ClosedDate
from mentorlift.programmes.rules.calendar import ClosedDays

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BERLIN = ZoneInfo("Europe/Berlin")


def works(someone, text):
    Post.objects.filter(person=someone).update(attributes={"working_hours": text})


def days_of(times):
    return [at.astimezone(UTC).date() for at in times]


@pytest.mark.django_db
def test_three_days_of_the_week_are_offered_at_the_usual_hour(house, session):
    found = free_times(session, now=NOW)
    assert len(found) == 3
    assert len(set(days_of(found))) == 3
    assert {at.time() for at in found} == {session.starts_at.time()}
    assert session.starts_at not in found


@pytest.mark.django_db
def test_closed_days_leave_and_other_meetings_are_left_out(house, session):
    monday, tuesday, wednesday, _thursday, friday = (session.week_from + timedelta(days=n) for n in range(5))
    ClosedDate.objects.create(programme=house.programme, on=tuesday)
    Leave.objects.create(person=house.martin, from_on=wednesday, to_on=friday)
    second = house.pair(protege=person("Bea Berg"))  # Martin meets Bea as well
    other = second.sessions.get(week=1)
    found = free_times(session, now=NOW)
    assert set(days_of(found)) <= {monday, friday}
    length = timedelta(minutes=30)
    assert all(at + length <= other.starts_at or other.starts_at + length <= at for at in found)


@pytest.mark.django_db
def test_both_working_days_are_kept(house, session):
    works(house.martin, "UTC 15:00-16:00")
    works(house.ana, "UTC 09:00-15:30")
    assert {at.time() for at in free_times(session, now=NOW)} == {time(15)}
    works(house.ana, "UTC 09:00-12:00")
    assert free_times(session, now=NOW) == []


@pytest.mark.django_db
def test_one_tap_on_a_free_time_moves_the_meeting(house, session, client, time_machine):
    time_machine.move_to(NOW)
    client.force_login(User.objects.get(person_id=house.ana.id), backend=BACKEND)
    url = f"/meetings/{session.id}/move/"
    page = client.get(url)
    assert "Times that suit both of you" in page.content.decode()
    at = page.context["free"][0]
    assert at.isoformat() in page.content.decode()
    client.post(url, {"at": at.isoformat()})
    session.refresh_from_db()
    assert (session.starts_at, session.sequence) == (at, 1)
    stale = client.post(url, {"at": (at - timedelta(days=30)).isoformat()})
    assert "belongs to the week" in stale.content.decode()
    assert client.post(url, {"at": "yesterday"}).status_code == 200
    session.refresh_from_db()
    assert session.sequence == 1


@pytest.mark.django_db
def test_nobody_moves_a_meeting_onto_a_closed_day(house, session):
    friday = session.week_from + timedelta(days=4)
    ClosedDate.objects.create(programme=house.programme, on=friday, site="Lisbon")
    at = datetime.combine(friday, time(10), tzinfo=UTC)
    services.move_session(session=session, to_at=at, actor=house.mentor, now=NOW)  # closed at another site
    Post.objects.filter(person=house.ana).update(site="Lisbon")
    services.move_session(session=session, to_at=at + timedelta(hours=1), actor=house.mentor, now=NOW)  # stands there
    services.move_session(session=session, to_at=at - timedelta(days=1), actor=house.mentor, now=NOW)
    with pytest.raises(services.UnableToMove, match="Nobody meets on that day"):
        services.move_session(session=session, to_at=at, actor=house.mentor, now=NOW)


@pytest.mark.django_db
def test_the_end_of_the_month_is_left_out_of_plans_and_moves(house):
    house.programme.month_end_days = 3  # of March 2026: 27, 30 and 31
    house.programme.save()
    starts_on = date(2026, 3, 23)
    pair = house.pair(starts_on=starts_on)
    found = [at.date() for at in pair.sessions.order_by("week").values_list("starts_at", flat=True)]
    end = {date(2026, 3, 27), date(2026, 3, 30), date(2026, 3, 31)}
    assert not end & set(found)
    last = pair.sessions.get(week=2)
    with pytest.raises(services.UnableToMove, match="Nobody meets"):
        at = datetime(2026, 3, 31, 10, tzinfo=UTC)
        services.move_session(session=last, to_at=at, actor=house.mentor, now=NOW)
    assert not end & set(days_of(free_times(last, now=NOW)))


@pytest.mark.django_db
def test_a_stranger_is_offered_nothing(house, session, client):
    client.force_login(user_of(house.boss), backend=BACKEND)
    assert client.post(f"/meetings/{session.id}/move/", {"at": NOW.isoformat()}).status_code == 404
    with pytest.raises(services.UnableToMove):
        services.move_session(session=session, to_at=NOW, actor=house.manager, now=NOW)
    assert not session.moves.exists()


@pytest.mark.parametrize(
    ("days", "closed", "kept"),
    [
        (0, [], []),
        (1, [], [31]),
        (3, [], [27, 30, 31]),
        (3, [31], [26, 27, 30]),  # a closed day is no working day
    ],
)
def test_the_last_working_days_of_march_2026(days, closed, kept):
    off = ClosedDays(frozenset(date(2026, 3, day) for day in closed), month_end=days)
    shut = [day for day in range(1, 32) if date(2026, 3, day) in off]
    assert shut == sorted({*kept, *closed})


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(1, 10), st.sets(st.integers(1, 28), max_size=10))
def test_of_every_month_as_many_working_days_are_kept_free(day, days, closed):
    dates = frozenset(date(day.year, day.month, one) for one in closed)
    off = ClosedDays(dates, month_end=days)
    month = [day.replace(day=1) + timedelta(days=step) for step in range(31)]
    working = [one for one in month if one.month == day.month and one.weekday() < 5 and one not in dates]
    assert [one for one in working if one in off] == working[-days:]


spans = st.tuples(st.integers(6, 11), st.integers(13, 20))
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "UTC", "Europe/Lisbon"])


@given(
    day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    one=st.tuples(zones, spans),
    two=st.tuples(zones, spans),
    busy=st.lists(st.tuples(st.integers(0, 47), st.integers(1, 6)), max_size=5),
    minutes=st.sampled_from([15, 30, 45, 60]),
)
def test_what_is_offered_is_free_for_both(day, one, two, busy, minutes):
    hours = [WorkingHours(ZoneInfo(zone), time(start), time(end)) for zone, (start, end) in (one, two)]
    midnight = datetime.combine(day, time(), tzinfo=UTC)
    half = timedelta(minutes=30)
    taken = [Spell(midnight + half * at, midnight + half * (at + long)) for at, long in busy]
    after = midnight + timedelta(hours=9)
    starts = free_on(day, hours, minutes=minutes, taken=taken, after=after)
    length = timedelta(minutes=minutes)
    for at in starts:
        assert at > after
        assert all(begin <= at and at + length <= end for begin, end in (person.on(day) for person in hours))
        assert not any(one.start < at + length and at < one.end for one in taken)
    like = midnight + timedelta(hours=14)
    found = offered([starts], like=like, zone=BERLIN)
    assert len(found) <= OFFERED
    assert set(found) <= set(starts) - {like}
    assert all(later - earlier >= APART for earlier, later in pairwise(found))
