"""Today: what each role lands on."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorlift.draws.queries import Own
from mentorlift.jobs.models import Job
from mentorlift.mentorships.tests.builders import NOW, House, person, user_of
from mentorlift.programmes import services
from mentorlift.programmes.models import FrozenPlan, MentorOffer, RosterEntry
from mentorlift.reports.today import drawn


def today(user):
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(reverse("reports:today")).content.decode()


@pytest.mark.django_db
def test_whoever_is_on_a_list_reads_that_the_lot_decides():
    house, newcomer = House(), person("Nia New")
    RosterEntry.objects.create(
        cohort=house.cohort, programme=house.programme, person=newcomer, started_on=house.cohort.starts_on
    )
    assert "who has a mentor first is drawn by lot" in today(user_of(newcomer))


@pytest.mark.django_db
def test_nobody_lands_on_an_empty_page():
    assert "Nothing waits for you" in today(user_of(person("Nobody Yet")))


@pytest.mark.django_db
def test_a_programme_manager_sees_each_programme_with_its_next_step():
    house = House()
    page = today(_user(house.petra))
    assert house.programme.name in page
    assert reverse("programmes:programme", args=[house.programme.id]) in page


@pytest.mark.django_db
def test_a_sales_manager_sees_who_takes_part_and_names_mentors_from_there():
    house = House()
    house.pair()
    person("Ole Other", manager=house.boss)
    RosterEntry.objects.create(
        cohort=house.cohort, programme=house.programme, person=house.ana, started_on=house.cohort.starts_on
    )
    page = today(user_of(house.boss))
    assert "1 of the 2 people who report to you takes part" in page
    assert reverse("programmes:team_nominations", args=[house.programme.id]) in page


def _user(someone):
    from mentorlift.accounts.models import User

    return User.objects.get(person_id=someone.id)


def told(state, *, serves_on=None, has_pair=False, chooses=False):
    entry = SimpleNamespace(cohort=SimpleNamespace(serves_on=serves_on))
    mine = Own(state=state, entry=entry, preparation=None, draw=None, assignment=None, code="")
    programme = SimpleNamespace(id="00000000-0000-0000-0000-000000000000", name="Onboarding")
    return drawn._item(programme, mine, has_pair, chooses=chooses)


def test_those_drawn_for_later_are_told_the_day_and_how_it_was_drawn():
    item = told("later", serves_on=date(2026, 5, 12))
    assert item.text == "The places were drawn by lot: you start on 12 May"
    assert item.action == "How I was drawn"


def test_without_a_later_date_nobody_is_promised_one():
    assert told("later").text.endswith("you are not in this round")


def test_whoever_chooses_is_not_told_that_a_mentor_is_being_found():
    assert told("mentored").text == "You have a place; your mentor is being found"
    assert told("mentored", chooses=True).text == "You have a place, and choose your mentor yourself"


def test_whoever_was_served_later_has_their_mentor():
    assert told("later", serves_on=date(2026, 5, 12), has_pair=True).text == "You have your mentor"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["leader", "analyst"])
def test_those_who_read_results_see_which_answer_is_on_its_way(role):
    house = House()
    FrozenPlan.objects.create(
        programme=house.programme,
        plan_toml="",
        plan_hash="0" * 64,
        answer_due_on=date(2999, 5, 12),
        frozen_at=NOW,
        frozen_by="test",
    )
    page = today(user_of(person("Lia Lead"), role))
    assert "The answer is known on 12 May 2999." in page
    assert house.programme.name in page


@pytest.mark.django_db
def test_an_administrator_sees_what_broke():
    user = user_of(person("Ada Min"), "administrator")
    assert "Nothing broke in the last week" in today(user)
    Job.objects.create(name="x.y", created_at=timezone.now(), due_at=timezone.now(), failed_at=timezone.now())
    assert "1 job failed in the last week" in today(user)


@pytest.mark.django_db
def test_an_administrator_of_an_empty_house_sees_where_to_begin():
    from mentorlift.accounts import services

    first = services.create_account(email="ada@example.com", person_id=None, password="quiet-harbour-41")
    services.grant_role(user_id=first.id, role="administrator", actor_id="", now=timezone.now())
    page = today(first)
    for place in ("people:imports", "outcomes:imports", "accounts:users"):
        assert f'href="{reverse(place)}"' in page
    assert "Begin here" in page
    person("Pia One")
    assert "Begin here" not in today(first)


@pytest.mark.django_db
def test_a_mentor_is_reminded_of_a_profile_until_it_is_written():
    house = House()
    account, url = user_of(person("Mo Mentor")), reverse("programmes:own_profile", args=[house.programme.id])
    offer = MentorOffer.objects.get(programme=house.programme, person=house.martin)
    MentorOffer.objects.filter(id=offer.id).update(person_id=account.person_id, invited_at=NOW)
    assert url in today(account)
    offer.refresh_from_db()
    services.keep_profile(offer=offer, topics="price", achieved="", will_not="", willing="", actor_id="test", now=NOW)
    assert url not in today(account)


@pytest.mark.django_db
def test_whoever_a_mentor_is_being_found_for_is_asked_what_they_aim_for(monkeypatch):
    house, newcomer = House(), person("Nia New")
    entry = RosterEntry.objects.create(
        cohort=house.cohort, programme=house.programme, person=newcomer, started_on=house.cohort.starts_on
    )
    account, url = user_of(newcomer), reverse("programmes:aims", args=[house.programme.id])

    def stands(state, serves_on=None):
        house.cohort.serves_on = serves_on
        entry.cohort = house.cohort
        monkeypatch.setattr(drawn, "own", lambda actor, programme: SimpleNamespace(state=state, entry=entry))
        return url in today(account)

    assert stands("mentored")
    assert stands("later", date(2026, 9, 1))
    assert not stands("later")
    assert not stands("not_in_it")
    services.keep_aims(
        programme=house.programme, person_id=newcomer.id, wants_to_learn="price", aims_for="",
        actor_id="test", now=NOW,
    )  # fmt: skip
    assert not stands("mentored")
