"""At half past eleven in the evening in Greenwich it is tomorrow in Tokyo and still the afternoon in New York.

Who works here, what is due and what falls on a day is asked of the organisation's own day; meetings are a matter of
the wall of the person who looks.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorlift.accounts.models import User
from mentorlift.experiments.queries import running
from mentorlift.experiments.rules import PlanChoices, plan_toml
from mentorlift.jobs.services import enqueue
from mentorlift.jobs.work import drain
from mentorlift.matching.models import Draft
from mentorlift.matching.tests.builders import Town
from mentorlift.mentorships import services
from mentorlift.mentorships.models import Pair, Session
from mentorlift.mentorships.queries.counts import own_team
from mentorlift.mentorships.queries.overview import overview
from mentorlift.mentorships.queries.pairs import pairs_to_rematch
from mentorlift.mentorships.queries.places import free_mentors
from mentorlift.mentorships.tests.builders import NOW, STARTS_ON, House, actor_for, offer, person, user_of
from mentorlift.people.models import Employment, Post
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import FrozenPlan, Launch, Programme
from mentorlift.programmes.services import stop
from mentorlift.reports.steps import _results

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)  # a Monday
TODAY, TOMORROW = date(2026, 3, 9), date(2026, 3, 10)


@pytest.fixture(params=[("Asia/Tokyo", TOMORROW), ("America/New_York", TODAY)], ids=["ahead", "behind"])
def day(request, settings):
    """The organisation's day at LATE."""
    settings.TIME_ZONE, found = request.param
    return found


@pytest.fixture
def late(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: LATE)


def leave_tomorrow(someone):
    Employment.objects.filter(person=someone).update(exited_on=TOMORROW)


def test_the_day_is_the_organisation_s_whatever_clock_a_page_shows(day):
    for zone in ("Pacific/Kiritimati", "Pacific/Honolulu"):
        with timezone.override(zone):
            assert organisation_day(LATE) == day
            # an hour later it is the tenth in Greenwich too, and still the ninth in New York
            assert organisation_day(LATE + timedelta(hours=1)) == day


def test_a_mentor_who_leaves_tomorrow_has_no_place_where_it_is_tomorrow(day):
    house = House()
    pair = house.pair()
    nora = person("Nora Next")
    offer(house.programme, nora)
    leave_tomorrow(nora)
    assert [one.person_id for one in free_mentors(pair, now=LATE)] == ([] if day == TOMORROW else [nora.id])


def test_whoever_has_left_waits_for_no_mentor(day):
    house = House()
    services.end_pair(pair=house.pair(), actor=house.mentor, now=NOW)
    leave_tomorrow(house.ana)
    waiting = [(one.person_id, one.needs_mentor) for one in pairs_to_rematch(house.manager, now=LATE)]
    # with the protégé gone, the mentor's place is the news; it is more than a week old by then
    assert waiting == ([(house.martin.id, False)] if day == TOMORROW else [(house.ana.id, True)])


def test_pairs_of_leavers_are_closed_on_the_organisation_s_day(day, late):
    house = House()
    house.pair()
    leave_tomorrow(house.ana)
    enqueue("mentorships.sweep", now=LATE)
    drain()
    assert Pair.objects.filter(ended_at=None).exists() == (day == TODAY)


def test_a_draft_leaves_out_whoever_has_left_by_the_organisation_s_day(day, late):
    town = Town()
    leave_tomorrow(town.tom)
    town.draft()
    assert Draft.objects.get().pairs.filter(mentor=town.tom).exists() == (day == TODAY)


def test_an_import_moves_people_on_the_organisation_s_day(day, late, enter):
    from mentorlift.people.models import PeopleImport
    from mentorlift.people.tests.builders import FILE, bring_in, settings_of, upload

    manager = enter("administrator")
    bring_in(manager, FILE)
    upload(manager, FILE.replace("North,Hamburg,1,1,2", "South,Leeds,1,1,2"))
    found = PeopleImport.objects.order_by("-uploaded_at", "id").get(taken_over_at=None)
    columns = manager.get(f"/people/imports/{found.id}/columns/")
    assert columns.context["form"].initial["holds_from"] == day  # what the page proposes
    manager.post(f"/people/imports/{found.id}/columns/", settings_of(found))
    PeopleImport.objects.filter(id=found.id).update(holds_from=None)  # and what holds where nobody said
    manager.post(f"/people/imports/{found.id}/taking-over/")
    drain()
    assert Post.objects.get(team="South").from_on == day


def test_a_team_is_that_of_the_organisation_s_day(day, late):
    house = House()
    house.pair()
    Post.objects.filter(person=house.ana).update(until_on=TOMORROW)
    user = user_of(house.boss)
    team = own_team(actor_for(user), now=LATE, today=organisation_day(LATE))
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/").context["parts"]
    shown = next((part.context["team"] for part in page if "team" in part.context), None)
    assert (shown is None, team is None) == ((True, True) if day == TOMORROW else (False, False))


def test_an_answer_is_due_on_the_organisation_s_day(day, late):
    house = House()
    FrozenPlan.objects.create(
        programme=house.programme,
        plan_toml=plan_toml(PlanChoices(metric="revenue", last_start_on=date(2026, 1, 1))),
        plan_hash="0" * 64,
        answer_due_on=TOMORROW,
        frozen_at=NOW,
        frozen_by="x",
    )
    programme = Programme.objects.get(id=house.programme.id)
    assert running(house.manager, programme, now=timezone.now()).may_be_computed == (day == TOMORROW)
    assert _results(programme, house.manager, LATE).open_anyway == (day == TOMORROW)


def test_a_programme_was_stopped_on_the_organisation_s_day(day):
    house = House()
    Launch.objects.get_or_create(programme=house.programme, defaults={"at": NOW, "by": "test"})
    stop(programme=house.programme, reason="Too few", actor_id="test", now=LATE)
    found = running(house.manager, Programme.objects.get(id=house.programme.id), now=LATE)
    assert found.stopped_on == day


@pytest.mark.parametrize(("zone", "second"), [("Australia/Sydney", True), ("America/New_York", False)])
def test_a_second_talk_is_one_in_a_week_with_a_meeting_on_one_s_own_wall(zone, second):
    house = House()
    pair = house.pair()
    weekly = Session.objects.filter(pair=pair).order_by("week")
    for number, meeting in enumerate(weekly):  # early on Mondays in Sydney, on Sundays in Greenwich
        meeting.starts_at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC) + timedelta(weeks=number)
        meeting.save(update_fields=["starts_at"])
    last = STARTS_ON + timedelta(weeks=3)
    extra = Session.objects.create(
        pair=pair, week_from=last, minutes=30, planned_at=LATE, starts_at=LATE + timedelta(weeks=3), added_at=NOW
    )
    view = overview(house.mentor, pair, now=NOW)
    (meeting,) = (one for one in view.extra if one.session.id == extra.id)
    with timezone.override(zone):
        assert view.told_of(meeting) == ("You added a second talk" if second else "You added a talk")


@pytest.mark.parametrize(("zone", "today"), [("Asia/Tokyo", TOMORROW), ("America/New_York", TODAY)])
def test_a_meeting_is_logged_on_the_day_of_one_s_own_wall(zone, today, late, settings):
    settings.TIME_ZONE = "UTC"
    house = House()
    Post.objects.filter(person=house.ana).update(attributes={"working_hours": f"{zone} 09:00-17:00"})
    session = house.pair().sessions.order_by("week")[0]
    client = Client()
    account = User.objects.get(person_id=house.ana.id)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = reverse("mentorships:log", args=[session.id])
    assert client.post(page, {"took_place": "yes", "met_on": TOMORROW.isoformat()}).status_code in (200, 302, 422)
    said = session.reports.values_list("met_on", flat=True)
    assert list(said) == ([TOMORROW] if today == TOMORROW else [])
