"""The steps of a programme, whoever brings them."""

import pytest

from mentorlift.accounts.actors import ANYONE
from mentorlift.programmes import timeline
from mentorlift.programmes.models import Programme
from mentorlift.programmes.tests.builders import NOW
from mentorlift.programmes.timeline import Step, StepFacts, register_step


@pytest.fixture(autouse=True)
def _no_steps_yet(monkeypatch):
    monkeypatch.setattr(timeline, "_steps", {})


def add(key, position, **facts):
    register_step(Step(key, position, key, lambda programme, actor, now: StepFacts(**({"done": False} | facts))))


def statuses():
    return {step.key: step.status for step in timeline.of(Programme(), actor=ANYONE, now=NOW)}


def test_the_first_step_that_is_not_done_is_now_and_the_others_follow():
    add("results", 80)
    add("draw", 40)
    add("purpose", 10, done=True)
    assert statuses() == {"purpose": "done", "draw": "now", "results": "next"}
    assert list(statuses()) == ["purpose", "draw", "results"]


def test_a_step_may_stand_open_beside_another():
    add("people", 20, open_anyway=True)
    add("wishes", 30)
    add("mentors", 35, open_anyway=True)
    add("draw", 40)
    assert statuses() == {"people": "now", "wishes": "now", "mentors": "now", "draw": "next"}


def test_a_step_that_does_not_apply_is_not_shown():
    add("wishes", 30, done=True, hidden=True)
    add("draw", 40)
    assert statuses() == {"draw": "now"}


def test_a_step_whose_turn_has_not_come_offers_no_action():
    add("people", 20, action="Make the lists", url="/x/")
    add("draw", 40, action="Draw", url="/y/")
    people, draw = timeline.of(Programme(), actor=ANYONE, now=NOW)
    assert (people.facts.action, draw.facts.action) == ("Make the lists", "")


def test_a_room_that_registers_a_step_again_replaces_it():
    add("draw", 40)
    add("draw", 40, done=True)
    assert statuses() == {"draw": "done"}
