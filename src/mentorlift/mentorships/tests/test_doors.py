"""Doors beside the pages: the sweep, the operator's command, the calendar file."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from mentorlift.accounts.models import User
from mentorlift.jobs.services import enqueue
from mentorlift.jobs.work import attempt
from mentorlift.mentorships import services
from mentorlift.mentorships.models import Ending
from mentorlift.mentorships.tests.builders import NOW, fill
from mentorlift.people.models import Employment
from mentorlift.programmes import places_in_use, timeline
from mentorlift.programmes.models import MentorOffer

pytestmark = pytest.mark.django_db


def test_the_sweep_closes_a_leavers_pair_once_and_can_run_again(house):
    pair = house.pair()
    Employment.objects.filter(person=house.martin).update(exited_on=timezone.localdate())
    results = []
    for _time in range(2):
        job = enqueue("mentorships.sweep", now=timezone.now())
        attempt(job.id)
        job.refresh_from_db()
        results.append(job.result["left"])
    assert results == [1, 0]
    pair.refresh_from_db()
    assert pair.ending.kind == Ending.LEFT


def test_the_operator_changes_the_key_with_one_command(house, settings, capsys):
    fill(house.pair().sessions.get(week=1), house.protege)
    settings.SHEET_KEY = f"another key,{settings.SHEET_KEY}"
    call_command("reseal_sheets")
    assert capsys.readouterr().out.startswith("Texts sealed with the new key: 1.")


def test_the_calendar_file_of_a_pair_holds_every_meeting_and_nothing_that_was_said(house):
    pair = house.pair()
    session = pair.sessions.get(week=1)
    fill(session, house.protege, strengths="Nordlicht")
    services.move_session(session=session, to_at=session.starts_at + timedelta(hours=1), actor=house.protege, now=NOW)
    client = Client(headers={"host": "localhost"})
    client.force_login(
        User.objects.get(person_id=house.ana.id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    content = client.get(reverse("mentorships:pair_calendar", args=[pair.id])).content
    events = {str(event["UID"]): event for event in Calendar.from_ical(content).walk("VEVENT")}
    assert set(events) == {one.uid for one in pair.sessions.all()}
    assert events[session.uid]["SEQUENCE"] == 1
    assert {str(event["SUMMARY"]) for event in events.values()} == {"Mentoring with Martin Kern"}
    assert b"Nordlicht" not in content


def test_the_timeline_tells_how_many_meetings_took_place(house):
    session = house.pair().sessions.get(week=1)
    after = session.starts_at + timedelta(hours=2)
    for actor in (house.protege, house.mentor):
        services.log_meeting(session=session, took_place=True, actor=actor, now=after)
    steps = {step.key: step for step in timeline.of(house.programme, actor=house.manager, now=after)}
    assert steps["sessions"].facts.line == "1 of 4 took place"
    assert not steps["sessions"].facts.done


def test_the_taken_places_of_a_mentor_are_counted(house):
    offer = MentorOffer.objects.get(person=house.martin)
    assert places_in_use.count(offer) == 0
    pair = house.pair()
    assert places_in_use.count(offer) == 1
    services.end_pair(pair=pair, actor=house.mentor, now=NOW)
    assert places_in_use.count(offer) == 0
