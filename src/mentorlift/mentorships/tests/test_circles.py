"""Circles: the same meetings for all of one mentor's people, names for each other, and sheets for nobody else."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from mentorlift.accounts.models import User
from mentorlift.mentorships import services
from mentorlift.mentorships.models import Session, Source
from mentorlift.mentorships.policies import may_move
from mentorlift.mentorships.queries.circles import names_in_circle
from mentorlift.mentorships.queries.sheets import NotYours, advice_between, sheet_of
from mentorlift.mentorships.tests.builders import NOW, STARTS_ON, House, actor_for, fill, offer, person, user_of
from mentorlift.notifications.models import Message
from mentorlift.programmes.models import MentorOffer, Programme

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Circle(House):
    """Ana and Ben meet Martin together; Ben works from noon on."""

    def __init__(self, template="circle"):
        super().__init__()
        Programme.objects.filter(id=self.programme.id).update(template=template)
        self.programme.refresh_from_db()
        self.cohort.programme = self.programme
        MentorOffer.objects.filter(person=self.martin).update(places=3)
        self.ben = person("Ben Fresh", hours="Europe/Berlin 15:30-20:00")
        self.one, self.two = self.open(self.ana, self.ben)
        self.other = actor_for(user_of(self.ben))

    def open(self, *proteges, now=NOW, starts_on=STARTS_ON):
        pairs = [(one.id, self.martin.id) for one in proteges]
        return services.open_pairs(
            cohort=self.cohort, pairs=pairs, starts_on=starts_on, source=Source.DRAFT, actor=self.manager, now=now
        )


def times(pair):
    """Week -> start of the meetings that are planned."""
    return dict(pair.sessions.filter(dropped_at=None, week__isnull=False).values_list("week", "starts_at"))


@pytest.fixture
def circle():
    return Circle()


def test_all_of_a_circle_meet_at_the_same_times_inside_the_working_days_of_all(circle):
    assert list(times(circle.one)) == [1, 2, 3, 4]
    assert times(circle.one) == times(circle.two)
    berlin = [at.hour + 1 + at.minute / 60 for at in times(circle.one).values()]  # before the clocks change
    assert all(15.5 <= hour <= 16.5 for hour in berlin[:3])


def test_in_any_other_form_each_pair_has_times_of_its_own():
    alone = Circle("onboarding")
    assert times(alone.one) != times(alone.two)
    assert names_in_circle(alone.one) == []


def test_a_late_member_joins_at_the_next_meeting(circle):
    late = person("Lea Late")
    (joined,) = circle.open(late, now=NOW + timedelta(days=8), starts_on=date(2026, 3, 11))
    ahead = {week: at for week, at in times(circle.one).items() if at > NOW + timedelta(days=8)}
    assert times(joined) == ahead
    assert min(ahead) > 1


def test_nobody_joins_before_their_first_day(circle):
    (joined,) = circle.open(person("Lea Late"), now=NOW, starts_on=date(2026, 3, 16))
    assert list(times(joined)) == [week for week, at in times(circle.one).items() if at.date() >= date(2026, 3, 16)]
    assert len(times(joined)) == 2


def test_whoever_takes_over_from_another_pair_joins_too(circle):
    nora, zoe = person("Nora Next"), person("Zoe Zander")
    offer(circle.programme, nora)
    before = circle.pair(protege=zoe, mentor=nora)
    after_one = NOW + timedelta(days=5)
    opened = services.re_pair(
        pair=before, mentor_id=circle.martin.id, starts_on=after_one.date(), actor=circle.manager, now=after_one
    )
    ahead = {week: at for week, at in times(circle.one).items() if at > after_one}
    assert times(opened) == ahead
    assert names_in_circle(opened) == ["Ana Novak", "Ben Fresh"]


def test_a_mentor_moves_the_meeting_of_all_and_all_are_told(circle):
    session = circle.one.sessions.get(week=2)
    Message.objects.all().delete()
    to_at = session.starts_at + timedelta(days=1)
    services.move_session(session=session, to_at=to_at, actor=circle.mentor, now=NOW)
    assert times(circle.one)[2] == times(circle.two)[2] == to_at
    told = set(Message.objects.values_list("to", flat=True))
    assert {"ana.novak@example.test", "ben.fresh@example.test"} <= told


def test_a_member_moves_nobodys_meeting(circle):
    before = times(circle.two)
    session = circle.one.sessions.get(week=2)
    assert not may_move(circle.protege, circle.one)
    with pytest.raises(services.UnableToMove, match="the mentor moves a meeting, for everybody"):
        services.move_session(
            session=session, to_at=session.starts_at + timedelta(days=1), actor=circle.protege, now=NOW
        )
    assert times(circle.two) == before


def test_what_was_logged_stays_where_it_was(circle):
    after = NOW + timedelta(days=4)
    mine, theirs = circle.one.sessions.get(week=1), circle.two.sessions.get(week=1)
    services.log_meeting(session=theirs, took_place=True, actor=circle.other, now=after)
    planned = theirs.starts_at
    services.move_session(session=mine, to_at=after + timedelta(hours=2), actor=circle.mentor, now=after)
    theirs.refresh_from_db()
    assert theirs.starts_at == planned


def test_an_added_talk_is_for_all(circle):
    at = NOW + timedelta(days=9)
    services.add_extra_meeting(pair=circle.one, at=at, actor=circle.mentor, now=NOW)
    assert Session.objects.filter(week=None, starts_at=at).count() == 2


def test_members_read_each_others_names_and_nothing_else(circle):
    session = circle.one.sessions.get(week=1)
    fill(session, circle.protege, strengths="Nordlicht")
    fill(session, circle.mentor)
    with pytest.raises(NotYours):
        sheet_of(circle.other, session)
    with pytest.raises(NotYours):
        advice_between(circle.other, circle.one)
    browser = Client()
    browser.force_login(User.objects.get(person_id=circle.ben.id), backend=BACKEND)
    own = browser.get(reverse("mentorships:pair", args=[circle.two.id])).content.decode()
    assert "In this circle too" in own and "Ana Novak" in own
    assert "Nordlicht" not in own
    for address in (
        reverse("mentorships:pair", args=[circle.one.id]),
        reverse("mentorships:session", args=[session.id]),
        reverse("mentorships:sheet", args=[session.id]),
        reverse("mentorships:move", args=[circle.two.sessions.get(week=2).id]),
    ):
        assert browser.get(address).status_code in (302, 404), address


def test_who_leaves_the_circle_is_named_in_it_no_more_and_the_others_go_on(circle):
    before = times(circle.two)
    services.end_pair(pair=circle.one, actor=circle.protege, now=NOW)
    assert names_in_circle(circle.two) == []
    assert times(circle.two) == before


def test_another_mentors_people_are_no_part_of_it(circle):
    other, nora = person("Omar Other"), person("Nora Next")
    offer(circle.programme, nora, places=2)
    pair = circle.pair(protege=other, mentor=nora)
    assert names_in_circle(pair) == []
    assert names_in_circle(circle.one) == ["Ben Fresh"]


def entries(pair, who):
    """What somebody's calendar gets from the page of a pair: UID -> (start, title, number of moves)."""
    browser = Client()
    user = User.objects.filter(person_id=who.id).first() or user_of(who)
    browser.force_login(user, backend=BACKEND)
    file = browser.get(reverse("mentorships:pair_calendar", args=[pair.id])).content
    found = {}
    for event in Calendar.from_ical(file).walk("VEVENT"):
        assert str(event["uid"]) not in found
        found[str(event["uid"])] = (event.decoded("dtstart"), str(event["summary"]), int(event["sequence"]))
    return found


def test_the_mentors_calendar_holds_one_entry_a_meeting_whichever_member_it_came_by(circle):
    by_ana, by_ben = entries(circle.one, circle.martin), entries(circle.two, circle.martin)
    assert by_ana == by_ben and len(by_ana) == 4
    assert {title for _at, title, _n in by_ana.values()} == {"Mentoring with Ana Novak, Ben Fresh"}
    assert {title for _at, title, _n in entries(circle.two, circle.ben).values()} == {"Mentoring with Martin Kern"}


def test_the_entry_keeps_its_uid_when_it_moves_and_when_people_join_and_leave(circle):
    before = entries(circle.one, circle.martin)
    session = circle.two.sessions.get(week=2)
    Message.objects.all().delete()
    services.move_session(session=session, to_at=session.starts_at + timedelta(days=1), actor=circle.mentor, now=NOW)
    mails = Message.objects.filter(to="martin.kern@example.test")
    assert mails.count() == 1  # not one a member
    assert "Ana Novak\\, Ben Fresh" in bytes(mails.get().calendar).decode().replace("\r\n ", "")
    (joined,) = circle.open(person("Lea Late"), now=NOW + timedelta(hours=1))
    services.end_pair(pair=circle.one, actor=circle.protege, now=NOW + timedelta(hours=2))
    after = entries(joined, circle.martin)
    assert after.keys() == before.keys() and after == entries(circle.two, circle.martin)
    moved = [(at, n) for at, _title, n in after.values() if n]
    assert moved == [(session.starts_at, 1)]
    assert {title for _at, title, _n in after.values()} == {"Mentoring with Ben Fresh, Lea Late"}
