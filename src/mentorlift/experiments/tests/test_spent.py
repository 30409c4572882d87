"""Money beside a programme while it runs: what was spent, on which basis, and never what it brings."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorlift.accounts.models import User
from mentorlift.experiments.services import enter_ledger
from mentorlift.experiments.spent import minutes_of, spent
from mentorlift.mentorships import services
from mentorlift.mentorships.models import Pair, Session
from mentorlift.mentorships.tests.builders import NOW, House, actor_for, person, user_of
from mentorlift.programmes.models import FrozenPlan

pytestmark = pytest.mark.django_db
VALUES = {
    "currency": "EUR",
    "hour_cost": Decimal(30),
    "mentor_hour_cost": Decimal(50),
    "training": Decimal(400),
    "replacement_low": 1,
    "replacement": 2,
    "replacement_high": 3,
}


@pytest.fixture
def house():
    return House()


def met(house, pair, week, *, now):
    session = pair.sessions.get(week=week)
    for actor in (house.protege, house.mentor):
        services.log_meeting(session=session, took_place=True, actor=actor, now=now)


def enter(house, **more):
    enter_ledger(programme=house.programme, values=VALUES | more, margin=Decimal("0.4"), actor_id="test", now=NOW)


def test_costs_to_date_are_held_meetings_at_both_rates_and_what_was_entered(house):
    pair, later = house.pair(), NOW + timedelta(days=12)
    met(house, pair, 1, now=later)
    enter(house)
    found = spent(house.manager, house.programme, now=later)
    assert (found.held, found.unknown) == (1, 1)
    assert (found.proteges.cost, found.mentors.cost) == (15, 25)  # half an hour of each
    assert found.entered == [("training", 400)]
    assert found.total == 440


def test_without_a_rate_of_its_own_a_mentor_costs_the_same(house):
    met(house, house.pair(), 1, now=NOW + timedelta(days=5))
    enter(house, mentor_hour_cost=None)
    assert spent(house.manager, house.programme, now=NOW + timedelta(days=5)).total == 430


def test_in_a_circle_the_time_of_the_mentor_counts_once():
    mentor, other = person("Mia"), person("Mo")
    rows = [
        Session(pair=Pair(mentor=who, protege=person(f"P{n}")), minutes=30, starts_at=NOW)
        for n, who in enumerate((mentor, mentor, other))
    ]
    minutes = minutes_of(rows, in_circles=True)
    assert (minutes.proteges, minutes.mentors) == (90, 60)
    assert minutes_of(rows, in_circles=False).mentors == 90


def test_only_those_who_run_and_lead_read_costs(house):
    assert spent(house.protege, house.programme, now=NOW) is None
    assert spent(actor_for(user_of(person("Anna")), "analyst"), house.programme, now=NOW) is None
    assert spent(actor_for(user_of(person("Lena")), "leader"), house.programme, now=NOW).ledger is None


def test_the_programme_page_says_what_was_spent_and_when_the_answer_comes(house, client):
    client.force_login(
        User.objects.get(person_id=house.petra.id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    url = reverse("programmes:programme", args=[house.programme.id])
    assert "Enter the costs" in client.get(url).content.decode()
    due = timezone.localdate() + timedelta(days=200)
    FrozenPlan.objects.create(
        programme=house.programme, plan_toml="", plan_hash="0" * 64, answer_due_on=due, frozen_at=NOW, frozen_by="test"
    )
    sent = {"currency": "EUR", "hour_cost": "30", "mentor_hour_cost": "", "training": "400", "lunches": "0"}
    sent |= {"licences": "0", "fixed": "0", "margin_percent": "40", "replacement_low": "1", "replacement": "2"}
    kept = client.post(
        reverse("experiments:ledger", args=[house.programme.id]), sent | {"replacement_high": "3"}, follow=True
    )
    page = kept.content.decode()
    assert "<strong>400\xa0€</strong> spent to date" in page
    assert "Not yet an effect." in page
    assert f"The answer is known on {due:%-d %B %Y}" in page
