"""Sales managers and the hours: who is asked, what they say, and that no meeting is planned against it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mentorlift.mentorships import services
from mentorlift.mentorships.models import HoursAgreement, HoursRequest
from mentorlift.mentorships.queries.agreed import clashes, hours_at_issue
from mentorlift.mentorships.queries.team_hours import managers_of, team_hours
from mentorlift.mentorships.rules.impossible import DaysOff
from mentorlift.mentorships.rules.times import WorkingHours, weekly_plan
from mentorlift.mentorships.tests.builders import NOW, actor_for, cohort, offer, person, user_of
from mentorlift.notifications.models import Message
from mentorlift.people.models import Post
from mentorlift.programmes.models import RosterEntry
from mentorlift.programmes.readiness import Act, missing_for, standing_of
from mentorlift.programmes.rules.calendar import session_weeks

TODAY = date(2026, 3, 2)


@pytest.fixture
def boss(house):
    RosterEntry.objects.create(
        cohort=house.cohort, programme=house.programme, person=house.ana, started_on=house.cohort.starts_on
    )
    return actor_for(user_of(house.boss))


def ask(house, now=NOW):
    return services.ask_managers(programme=house.programme, actor_id="test", now=now)


def says(house, actor, *weekdays, dates=(), now=NOW):
    return services.agree_to_hours(cohort=house.cohort, weekdays=weekdays, dates=dates, actor=actor, now=now)


@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.sets(st.integers(0, 4)),
    st.sets(st.integers(0, 60)),
)
def test_nobody_meets_on_an_impossible_day_where_the_week_has_another(starts_on, weekdays, dates):
    hours = WorkingHours.parse("", default_zone="UTC")
    off = DaysOff(frozenset(weekdays), frozenset(starts_on + timedelta(days=day) for day in dates))
    weeks = session_weeks(starts_on, weeks=6)
    for week, (_number, _from, at) in zip(
        weeks, weekly_plan(weeks, minutes=30, first=hours, second=hours, impossible=off), strict=True
    ):
        if any(day not in off for day in week.open_days):
            assert at.date() not in off
        assert at.date() in week.open_days


def test_each_manager_is_asked_once_with_a_letter(house, boss):
    assert ask(house) == 1
    assert ask(house) == 0
    letter = Message.objects.get(key__startswith="hours:")
    assert letter.to == "boris.boss@example.test"
    assert "1 person of your team" in letter.body
    assert reverse("mentorships:hours", args=[house.cohort.id]) in letter.body


def test_nobody_is_asked_before_there_is_a_list(house):
    with pytest.raises(services.UnableToAgree, match="Fill a list first"):
        ask(house)


def test_a_new_manager_is_asked_by_itself_and_the_word_of_the_former_counts_no_more(house, boss):
    ask(house)
    says(house, boss, 3)
    new = person("Nadja New")
    Post.objects.filter(person=house.ana).update(manager=new)
    assert services.ask_new_managers(now=NOW) == 1
    assert services.ask_new_managers(now=NOW) == 0
    assert HoursRequest.objects.filter(manager=new, by="").exists()
    assert house.pair().sessions.get(week=1).starts_at.weekday() == 3


def test_meetings_keep_clear_of_what_the_manager_called_impossible(house, boss):
    says(house, boss, 3, dates=[date(2026, 3, 4)])
    days = [session.starts_at.date() for session in house.pair().sessions.order_by("week")]
    assert [day.strftime("%a %d") for day in days] == ["Tue 03", "Wed 11", "Wed 18", "Wed 25"]


def test_the_managers_of_both_sides_count(house, boss):
    other = person("Olga Other")
    Post.objects.filter(person=house.martin).update(manager=other)
    says(house, boss, 3)
    says(house, actor_for(user_of(other)), 2)
    assert house.pair().sessions.get(week=1).starts_at.weekday() == 1


def test_a_later_word_moves_nothing_and_the_clash_is_said(house, boss):
    session = house.pair().sessions.get(week=1)
    assert session.starts_at.weekday() == 3
    says(house, boss, 3)
    session.refresh_from_db()
    assert session.starts_at.weekday() == 3
    found = clashes([house.programme], now=NOW, today=TODAY)
    assert [one.session.week for one in found] == [1, 2, 3, 4]
    (issue,) = hours_at_issue([house.programme], now=NOW, today=TODAY)
    assert (issue.refusing, issue.clashing) == (0, 4)


def test_nobody_moves_a_meeting_to_an_impossible_day_where_the_week_has_another(house, boss):
    session = house.pair().sessions.get(week=1)
    says(house, boss, 4)
    with pytest.raises(services.UnableToMove, match="this day is impossible"):
        services.move_session(session=session, to_at=datetime(2026, 3, 6, 10, tzinfo=UTC), actor=house.protege, now=NOW)
    says(house, boss, 0, 1, 2, 3, 4)
    moved = services.move_session(
        session=session, to_at=datetime(2026, 3, 6, 10, tzinfo=UTC), actor=house.protege, now=NOW
    )
    assert moved.starts_at.day == 6


def test_only_a_manager_of_somebody_on_the_list_has_a_word(house, boss):
    with pytest.raises(services.UnableToAgree, match="Nobody of yours"):
        says(house, house.mentor, 3)
    assert not HoursAgreement.objects.exists()


def test_the_start_waits_for_every_manager_a_week_at_most_and_a_refusal_is_named(house, boss):
    def holds(now):
        return [condition.key for condition, _ in missing_for(Act.DRAW, house.programme, now=now)]

    assert "hours" in holds(NOW)
    ask(house)
    assert "hours" in holds(NOW + timedelta(days=6))
    assert "hours" not in holds(NOW + timedelta(days=7))
    says(house, boss, 0, 1, 2, 3, 4)
    assert "hours" not in holds(NOW)
    (state,) = [state for condition, state in standing_of(house.programme, now=NOW) if condition.key == "hours"]
    assert state.by_name == "impossible for Boris Boss: every day"


def test_whoever_reads_set_ups_sees_how_many_managers_said_what_and_whoever_runs_it_who(house, boss, enter):
    def shown(role):
        address = reverse("programmes:ready", args=[house.programme.id])
        return enter(role).get(address).content.decode()

    ask(house)
    for role in ("reviewer", "leader", "analyst", "administrator"):
        assert "0 of 1 answer is there" in shown(role)
        assert "Boris Boss" not in shown(role)
    assert "no word within a week from Boris Boss" in shown("programme_manager")
    says(house, boss, 1)
    for role in ("reviewer", "leader", "analyst", "administrator"):
        text = shown(role)
        assert "with impossible days: 1" in text
        assert "Boris Boss" not in text and "Tuesday" not in text
    assert "impossible for Boris Boss: every Tuesday" in shown("programme_manager")


def test_more_intakes_and_people_cost_no_more_queries(house, boss):
    def asked(look):
        with CaptureQueriesContext(connection) as found:
            assert look()
        return len(found)

    def grow(number):
        more = cohort(house.programme, name=f"Class {number}", starts_on=TODAY + timedelta(days=7))
        someone = person(f"New {number}", manager=house.boss)
        RosterEntry.objects.create(cohort=more, programme=house.programme, person=someone, started_on=TODAY)
        house.pair(someone, _mentor(house, number), cohort=more)
        ask(house)

    looks = (
        lambda: managers_of(house.manager, house.programme, now=NOW, today=TODAY),
        lambda: team_hours(boss, now=NOW, today=TODAY),
    )
    grow(1)
    before = [asked(look) for look in looks]
    for number in (2, 3, 4):
        grow(number)
    assert [asked(look) for look in looks] == before


def _mentor(house, number):
    mentor = person(f"Old {number}")
    offer(house.programme, mentor)
    return mentor


@pytest.mark.django_db
def test_a_manager_sees_hours_but_never_whom_and_answers_on_the_page(house, boss, client):
    now = timezone.now()
    house.cohort.starts_on = now.date()
    house.cohort.save()
    house.pair(starts_on=now.date() + timedelta(days=1), now=now)
    ask(house, now=now)
    client.force_login(_account(house.boss), backend="allauth.account.auth_backends.AuthenticationBackend")
    today = client.get(reverse("reports:today")).content.decode()
    assert "Do the hours suit?" in today
    team = client.get(reverse("mentorships:team_hours")).content.decode()
    assert "Ana Novak" in team
    assert "Martin Kern" not in team + today
    url = reverse("mentorships:hours", args=[house.cohort.id])
    assert "Choose one of the two" in client.post(url, {}).content.decode()
    assert "Tick a weekday" in client.post(url, {"word": "impossible"}).content.decode()
    wrong = client.post(url, {"word": "impossible", "dates": "tomorrow, 2026-13-01"}).content.decode()
    assert "Not a day: tomorrow, 2026-13-01" in wrong
    assert client.post(url, {"word": "impossible", "weekdays": ["4"]}).status_code == 302
    assert HoursAgreement.objects.get().weekdays == [4]
    assert client.post(url, {"word": "agree", "weekdays": ["4"]}).status_code == 302
    assert HoursAgreement.objects.order_by("-at")[0].weekdays == []
    assert HoursAgreement.objects.count() == 2


@pytest.mark.django_db
def test_the_programme_manager_reads_who_said_what(house, boss, client):
    now = timezone.now()
    house.cohort.starts_on = now.date()
    house.cohort.save()
    url = reverse("mentorships:managers", args=[house.programme.id])
    client.force_login(_account(house.petra), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "not asked yet" in client.get(url).content.decode()
    client.post(reverse("mentorships:ask_managers", args=[house.programme.id]))
    says(house, boss, 0, 1, 2, 3, 4, now=now)
    assert "refuses the hours" in client.get(url).content.decode()
    client.force_login(_account(house.boss), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(url).status_code == 404


def _account(someone):
    from mentorlift.accounts.models import User

    return User.objects.get(person_id=someone.id)
