"""What the rail says is missing is remembered for a minute, and never longer than until oneself changes something."""

import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from mentorlift.accounts.actors import Actor
from mentorlift.programmes import services, timeline
from mentorlift.programmes.models import Programme, TrialLetter
from mentorlift.programmes.tests.builders import NOW, STARTS_ON, WHO, programme

pytestmark = pytest.mark.django_db
RUNS = Actor(user_id="test", roles=frozenset({"programme_manager"}))


@pytest.fixture
def made(time_machine) -> Programme:
    time_machine.move_to(NOW, tick=False)
    made = programme()
    services.launch(programme=made, **WHO)
    return made


def said(client, made: Programme, page: str = "programme") -> int:
    """How many things are missing, by the rail of a page."""
    text = strip_tags(client.get(reverse(f"programmes:{page}", args=[made.id])).content.decode())
    found = re.search(r"(\d+) things? (?:is|are) missing", text)
    assert found, text
    return int(found.group(1))


def close_a_date(made: Programme) -> None:
    services.close_date(programme=made, on=STARTS_ON, **WHO)


def test_what_others_did_shows_after_a_minute_and_on_the_list_at_once(made, enter, time_machine):
    client = enter("programme_manager")
    before = said(client, made)
    close_a_date(made)
    time_machine.shift(30)
    assert said(client, made) == before
    time_machine.shift(31)
    assert said(client, made) == before - 1


def test_the_list_and_the_rail_beside_it_agree(made, enter):
    client = enter("programme_manager")
    before = said(client, made)
    close_a_date(made)
    assert said(client, made, "ready") == before - 1
    assert said(client, made) == before - 1, "what the list found is remembered"


def test_what_one_did_oneself_shows_at_once(made, enter, time_machine):
    client = enter("programme_manager")
    before = said(client, made)
    time_machine.shift(5)
    client.post(reverse("programmes:closed_dates", args=[made.id]), {"on": STARTS_ON.isoformat(), "reason": "Fair"})
    time_machine.shift(1)
    assert said(client, made) == before - 1


def test_a_test_letter_that_came_shows_at_once(made, enter, time_machine):
    client = enter("programme_manager")
    before = said(client, made)
    trial = TrialLetter.objects.create(programme=made, kind="briefing", language="en", sent_by="test", sent_at=NOW)
    assert services.receive_trial(trial_id=trial.id, now=NOW)
    assert said(client, made) == before - 1


def test_outside_a_page_nothing_is_remembered(made, enter):
    def line() -> str:
        steps = timeline.of(Programme.objects.get(id=made.id), actor=RUNS, now=NOW)
        return str(next(step for step in steps if step.key == "ready").facts.line)

    said(enter("programme_manager"), made)
    before = line()
    close_a_date(made)
    assert line() != before


def test_whoever_signs_out_leaves_no_session_behind(enter):
    from django.contrib.sessions.models import Session

    client = enter("programme_manager")
    client.post(reverse("account_logout"))
    assert not Session.objects.exists()
