"""Harm is said without a figure, once, to whoever can stop the programme; a deviation stays."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from mentorlift.accounts.models import User
from mentorlift.audit.models import AuditRecord
from mentorlift.draws.models import Draw
from mentorlift.experiments import watching
from mentorlift.experiments.models import Deviation, HarmLook, Sign
from mentorlift.experiments.queries import signs_of_harm, watch_for_harm, watched_programmes
from mentorlift.experiments.rules import PlanChoices, calendar
from mentorlift.experiments.services import UnableToRecord, fix_plan, record_deviation
from mentorlift.mentorships.models import ReasonCount
from mentorlift.mentorships.tests.builders import STARTS_ON, House, actor_for, user_of
from mentorlift.notifications.models import Message
from mentorlift.programmes.services.life import stop
from mentorlift.science.effects.guardrail import Watched

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HARM = (Watched(figure="revenue", state="harm", looks=2), Watched(figure="staying", state="no_sign", looks=2))
FINE = (Watched(figure="revenue", state="no_sign", looks=3), Watched(figure="staying", state="no_sign", looks=3))


@pytest.fixture
def house():
    return House()


@pytest.fixture
def planned(house):
    choices = PlanChoices(metric="revenue", last_start_on=NOW.date() + timedelta(days=30))
    fix_plan(programme=house.programme, choices=choices, actor_id="a", now=NOW)
    return house


def look(house, watched, actor_id=""):
    return watching.keep_look(programme=house.programme, watched=watched, actor_id=actor_id, now=timezone.now())


def test_harm_is_told_once_to_every_programme_manager_and_without_a_figure(planned):
    user_of(None, "programme_manager", email="second@example.test")
    user_of(None, "leader", email="leader@example.test")
    first = look(planned, HARM)
    assert len(first.told) == 2
    assert set(Message.objects.values_list("to", flat=True)) == {planned.petra.identity.email, "second@example.test"}
    letter = Message.objects.first()
    assert "what people bring in" in letter.body
    assert "who stays" not in letter.body
    assert "%" not in letter.body
    assert look(planned, HARM).told == []
    assert Message.objects.count() == 2


def test_a_sign_of_harm_does_not_go_away_by_itself(planned):
    look(planned, HARM)
    look(planned, FINE)
    seen = watch_for_harm(planned.manager, planned.programme, now=NOW)
    assert seen.state == Sign.HARM
    assert seen.looks == 2
    assert len(seen.alarms) == 1
    assert [one.programme_id for one in signs_of_harm([planned.programme])] == [planned.programme.id]


def test_harm_in_one_branch_is_harm(planned):
    kept = look(planned, (*FINE, Watched(figure="staying", state="harm", looks=1)))
    assert (kept.revenue, kept.staying) == (Sign.NO_SIGN, Sign.HARM)


def test_bad_experiences_are_counted_from_five_on(planned):
    count = ReasonCount.objects.create(programme=planned.programme, reason="badly", said=4, shown=4)
    assert watch_for_harm(planned.manager, planned.programme, now=NOW).badly is None
    count.shown = count.said = 6
    count.save()
    assert watch_for_harm(planned.manager, planned.programme, now=NOW).badly == 6


def test_only_a_drawn_and_running_programme_is_watched(planned):
    assert not watched_programmes(NOW.date())
    with pytest.raises(watching.UnableToLook):
        watching.ask_for_look(programme=planned.programme, actor_id="a", now=NOW)
    assert not Draw.objects.exists()


def test_the_page_says_the_rule_and_leads_to_stopping(planned, enter):
    look(planned, HARM)
    url = reverse("experiments:harm", args=[planned.programme.id])
    page = enter("programme_manager").get(url).content.decode()
    assert "Harm seen: consider stopping" in page
    assert "Petra Lang" in page
    assert reverse("programmes:ending", args=[planned.programme.id]) in page
    for role in ("leader", "analyst"):
        read = enter(role).get(url).content.decode()
        assert "5 of 100" in read
        assert reverse("programmes:ending", args=[planned.programme.id]) not in read


def test_sales_managers_and_participants_have_no_such_page(planned, enter):
    for person in (planned.boss, planned.ana, planned.martin):
        User.objects.filter(person_id=person.id).delete()
        browser = enter(person_id=person.id)
        for name in ("harm", "deviation", "measure"):
            assert browser.get(reverse(f"experiments:{name}", args=[planned.programme.id])).status_code == 404
        assert browser.post(reverse("experiments:look", args=[planned.programme.id])).status_code == 404
    nobody = actor_for(user_of(None, email="x@example.test"))
    assert watch_for_harm(nobody, planned.programme, now=NOW).newest is None


def test_today_of_a_programme_manager_says_it_until_the_programme_ends(planned, enter):
    look(planned, HARM)
    browser = enter("programme_manager")
    assert "A sign of harm was seen" in browser.get(reverse("reports:today")).content.decode()
    stop(programme=planned.programme, reason="It harmed.", actor_id="a", now=NOW)
    assert "A sign of harm was seen" not in browser.get(reverse("reports:today")).content.decode()


def test_the_schedule_is_the_plans(planned):
    due = planned.programme.frozen_plan.answer_due_on
    assert calendar(due, 180, [STARTS_ON]) == (STARTS_ON, NOW.date() + timedelta(days=30))
    assert calendar(STARTS_ON, 180, [STARTS_ON]) == (STARTS_ON, STARTS_ON)


def test_a_deviation_is_kept_with_who_and_when_and_cannot_be_taken_back(planned, enter):
    browser = enter("analyst")
    url = reverse("experiments:deviation", args=[planned.programme.id])
    refused = browser.post(url, {"text": "Two people were paired before the draw."})
    assert "cannot be taken back" in refused.content.decode()
    assert not Deviation.objects.exists()
    answered = browser.post(url, {"text": "Two people were paired before the draw.", "stays": "on"}, follow=True)
    kept = Deviation.objects.get()
    assert kept.by == str(browser.user.id)
    assert "Two people were paired before the draw." in answered.content.decode()
    assert AuditRecord.objects.filter(action="experiments.record_deviation").count() == 1
    assert enter("leader").get(url).status_code == 404
    assert "paired before" in enter("leader").get(answered.redirect_chain[0][0]).content.decode()


def test_the_database_itself_refuses_to_change_a_deviation_or_a_look(planned):
    kept = record_deviation(programme=planned.programme, text="A file came too late.", actor_id="a", now=NOW)
    seen = look(planned, HARM)
    for rows, change in (
        (Deviation.objects.filter(id=kept.id), {"text": "x"}),
        (HarmLook.objects.filter(id=seen.id), {"revenue": "no_sign"}),
    ):
        for act in (lambda rows=rows, change=change: rows.update(**change), rows.delete):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                act()


def test_nothing_can_be_done_otherwise_before_the_plan_is_fixed(house, enter):
    with pytest.raises(UnableToRecord, match="not fixed yet"):
        record_deviation(programme=house.programme, text="early", actor_id="a", now=NOW)
    url = reverse("experiments:deviation", args=[house.programme.id])
    assert enter("programme_manager").get(url).status_code == 302
    assert not HarmLook.objects.exists()
