"""Leave pauses the weeks of a pair: meetings move behind it, their entries keep their UID, and nothing else moves."""

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from mentorlift.files.working_hours import WorkingHours
from mentorlift.jobs.work import drain
from mentorlift.mentorships import services
from mentorlift.mentorships.models import Away, Session, SessionMove
from mentorlift.mentorships.rules.shifting import Planned, shifted
from mentorlift.mentorships.rules.times import last_day, weekly_plan
from mentorlift.mentorships.tests.builders import NOW, STARTS_ON, offer, person
from mentorlift.notifications.models import Message
from mentorlift.people.models import Leave
from mentorlift.programmes.models import Closing, MentorAbsence, MentorOffer
from mentorlift.programmes.rules.calendar import ClosedDays, session_weeks

BERLIN = ZoneInfo("Europe/Berlin")
A_WEEK = timedelta(days=7)


def weeks(pair):
    return [(one.week, one.week_from) for one in pair.sessions.order_by("week")]


def leave(someone, first, days):
    return Leave.objects.create(person=someone, from_on=first, to_on=first + timedelta(days=days))


@pytest.mark.django_db
def test_the_weeks_that_are_left_move_behind_the_leave(house, pair):
    before, uids = weeks(pair), {one.week: one.uid for one in pair.sessions.all()}
    leave(house.ana, STARTS_ON + A_WEEK, 14)
    assert services.pause_weeks(now=NOW) == 3
    late = timedelta(weeks=2)
    assert weeks(pair) == [before[0], *((week, on + late) for week, on in before[1:])]
    for one in pair.sessions.filter(week__gt=1):
        assert (one.uid, one.sequence) == (uids[one.week], 1)
        assert one.week_from <= one.starts_at.date() <= last_day(one.week_from)
        assert one.planned_at == one.starts_at - late
    assert SessionMove.objects.filter(moved_by=None).count() == 3
    assert services.pause_weeks(now=NOW) == 0
    assert SessionMove.objects.count() == 3


@pytest.mark.django_db
def test_both_are_told_once_with_the_entries_to_move_and_no_word_about_who_or_why(house, pair):
    leave(house.martin, STARTS_ON + A_WEEK, 7)
    for _again in range(2):
        services.pause_weeks(now=NOW)
    letters = Message.objects.filter(key__startswith="mentorships:paused")
    assert {one.to for one in letters} == {"ana.novak@example.test", "martin.kern@example.test"}
    assert letters.count() == 2
    file = Calendar.from_ical(bytes(letters[0].calendar))
    assert file["METHOD"] == "PUBLISH"
    moved = pair.sessions.filter(sequence=1)
    found = {str(one["UID"]): (one["SEQUENCE"], one.decoded("DTSTART")) for one in file.walk("VEVENT")}
    assert found == {one.uid: (1, one.starts_at) for one in moved}
    for one in letters:
        assert one.body.startswith("One of you two is away")
        assert "Martin" not in one.body


@pytest.mark.django_db
def test_a_single_meeting_is_moved_to_another_day_of_its_week_by_a_request(house, pair, session):
    leave(house.ana, session.starts_at.date(), 1)
    assert services.pause_weeks(now=NOW) == 1
    week_from = session.week_from
    session.refresh_from_db()
    assert session.week_from == week_from
    assert session.sequence == 1
    letter = Message.objects.filter(key__startswith="mentorships:paused").first()
    assert Calendar.from_ical(bytes(letter.calendar))["METHOD"] == "REQUEST"


@pytest.mark.django_db
def test_whoever_is_away_without_a_file_of_people_says_so(house, pair):
    first = STARTS_ON + A_WEEK
    services.say_away(from_on=first, to_on=first + A_WEEK, actor=house.protege, now=NOW)
    assert [on for _week, on in weeks(pair)] == [STARTS_ON + A_WEEK * n for n in (0, 2, 3, 4)]
    services.take_back(away_id=Away.objects.get().id, actor=house.protege, now=NOW)
    assert [on for _week, on in weeks(pair)] == [STARTS_ON + A_WEEK * n for n in (0, 2, 3, 4)]
    for bad in ((NOW.date() - timedelta(days=1), first), (first, first), (first, first + timedelta(days=400))):
        with pytest.raises(services.UnableToMove, match="from today on"):
            services.say_away(from_on=bad[0], to_on=bad[1], actor=house.protege, now=NOW)
    with pytest.raises(services.UnableToMove, match="taken back already"):
        services.take_back(away_id=Away.objects.get().id, actor=house.protege, now=NOW)


@pytest.mark.django_db
def test_days_away_that_a_mentor_said_when_accepting_count_from_the_plan_on(house):
    given_by = MentorOffer.objects.get(programme=house.programme)
    first = STARTS_ON + A_WEEK
    MentorAbsence.objects.create(offer=given_by, from_on=first, to_on=first + A_WEEK)
    assert [on for _week, on in weeks(house.pair())] == [STARTS_ON + A_WEEK * n for n in (0, 2, 3, 4)]


@pytest.mark.django_db
def test_a_meeting_that_was_held_or_dropped_or_added_stays_where_it_is(house, pair, session):
    extra = services.add_extra_meeting(pair=pair, at=NOW + timedelta(days=9), actor=house.mentor, now=NOW)
    after = NOW + timedelta(days=4)
    services.log_meeting(session=session, took_place=True, actor=house.mentor, now=after)
    leave(house.ana, NOW.date(), 21)
    services.pause_weeks(now=after)
    assert Session.objects.get(id=session.id).sequence == Session.objects.get(id=extra.id).sequence == 0


@pytest.mark.django_db
def test_a_programme_that_has_ended_moves_nothing(house, pair):
    leave(house.ana, STARTS_ON, 30)
    Closing.objects.create(programme=house.programme, at=NOW, by="x")
    assert services.pause_weeks(now=NOW) == 0


@pytest.mark.django_db
def test_in_a_circle_the_days_of_the_mentor_move_it_for_everybody(house):
    house.programme.template = "circle"
    house.programme.save()
    bea = person("Bea Berg")
    one, two = house.pair(pairs=[(house.ana.id, house.martin.id)]), house.pair(pairs=[(bea.id, house.martin.id)])
    leave(bea, STARTS_ON + A_WEEK, 7)
    assert services.pause_weeks(now=NOW) == 0
    leave(house.martin, STARTS_ON + A_WEEK, 7)
    services.pause_weeks(now=NOW)
    starts = [[s.starts_at for s in pair.sessions.order_by("week")] for pair in (one, two)]
    assert starts[0] == starts[1]
    assert (
        weeks(one)
        == weeks(two)
        == [(n, STARTS_ON + A_WEEK * k) for n, k in zip((1, 2, 3, 4), (0, 2, 3, 4), strict=True)]
    )
    to_mentor = Message.objects.filter(key__startswith="mentorships:paused", to__startswith="martin")
    assert to_mentor.count() == 1


@pytest.mark.django_db
def test_the_job_that_is_stopped_between_two_pairs_goes_on_where_it_was(house, pair, monkeypatch):
    bea, gerd = person("Bea Berg"), person("Gerd Graf")
    offer(house.programme, gerd)
    second = house.pair(protege=bea, mentor=gerd)
    for someone in (house.ana, bea):
        leave(someone, STARTS_ON + A_WEEK, 7)
    from mentorlift.mentorships.services import pauses

    tell, told = pauses.tell_paused, []

    def stopped(*args, **more):
        told.append(args[0])
        if len(told) == 2:
            raise KeyboardInterrupt  # as the worker dies: after the rows, before the commit
        tell(*args, **more)

    monkeypatch.setattr(pauses, "tell_paused", stopped)
    with pytest.raises(KeyboardInterrupt):
        services.pause_weeks(now=NOW)
    assert sorted([pair.sessions.filter(sequence=1).count(), second.sessions.filter(sequence=1).count()]) == [0, 3]
    monkeypatch.undo()
    assert services.pause_weeks(now=NOW) == 3
    assert Session.objects.filter(sequence=1).count() == SessionMove.objects.count() == 6
    assert Message.objects.filter(key__startswith="mentorships:paused").count() == 4


@pytest.mark.django_db
def test_the_job_runs_by_itself(house, pair, time_machine):
    time_machine.move_to(NOW)
    from mentorlift.jobs.services import enqueue

    leave(house.ana, NOW.date() - timedelta(days=1), 5000)
    enqueue("mentorships.pause", now=NOW)
    drain()
    # somebody away for years keeps their times, so that they can be moved
    assert not Session.objects.filter(sequence__gt=0).exists()
    Leave.objects.update(to_on=STARTS_ON + A_WEEK)
    enqueue("mentorships.pause", now=NOW)
    drain()
    assert Session.objects.filter(sequence=1).count() == 4


@given(
    first=st.dates(date(2026, 1, 5), date(2027, 6, 30)),
    spells=st.lists(st.tuples(st.integers(0, 80), st.integers(1, 25)), max_size=4),
    month_end=st.integers(0, 4),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata"]),
)
def test_wherever_leave_lies_each_week_is_held_once_on_an_open_day_and_in_order(first, spells, month_end, zone):
    away = frozenset(first + timedelta(days=at + step) for at, long in spells for step in range(long))
    off = ClosedDays(month_end=month_end, away=away)
    hours = [WorkingHours(ZoneInfo(zone)), WorkingHours(BERLIN)]
    plan = weekly_plan(session_weeks(first, weeks=6, closed=ClosedDays(month_end=month_end)), minutes=30,
                       first=hours[0], second=hours[1])  # fmt: skip
    planned = [Planned(week, week_from, at, 30) for week, week_from, at in plan]
    now = min(one.starts_at for one in planned) - timedelta(days=1)
    found = shifted(planned, off=off, hours=hours, now=now)
    assert [one.week for one in found] == [1, 2, 3, 4, 5, 6]
    for one, before in zip(found, planned, strict=True):
        day = one.starts_at.astimezone(hours[0].zone).date()
        assert day not in off
        assert one.week_from <= day <= last_day(one.week_from)
        assert one.week_from >= before.week_from
        assert (one.week_from - before.week_from).days % 7 == 0
    for earlier, later in pairwise(found):
        assert later.week_from >= earlier.week_from + A_WEEK
        assert later.starts_at > earlier.starts_at
    assert shifted(found, off=off, hours=hours, now=now) == found


@pytest.mark.django_db
def test_days_away_are_shown_to_whoever_said_them_and_go_by_themselves(house, pair):
    from mentorlift.keeping.kinds import kinds
    from mentorlift.keeping.own import Whose
    from mentorlift.mentorships.keeping import _held

    first = NOW.date() + timedelta(days=200)
    services.say_away(from_on=first, to_on=first + A_WEEK, actor=house.protege, now=NOW)
    parts = {part.key: part for part in _held(Whose(house.ana.id, house.protege.user_id, "ana@example.test"), NOW)}
    assert list(parts["days_away"].rows) == [(first, first + timedelta(days=6), NOW)]
    kind = next(one for one in kinds() if one.key == "days_away")
    assert kind.remove(NOW + timedelta(days=207), NOW) == 0
    assert kind.remove(NOW + timedelta(days=209), NOW) == 1
    assert kind.oldest() is None
