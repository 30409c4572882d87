"""Whoever starts early is written to, after whom they report to; nobody else, and nobody twice."""

from datetime import timedelta

import pytest

from mentorlift.accounts.actors import Actor
from mentorlift.draws.tests.conftest import NOW, build, drawn, hire  # noqa: F401
from mentorlift.experiments import exceptions
from mentorlift.experiments.early_letters import who_starts
from mentorlift.jobs.services import enqueue
from mentorlift.jobs.work import drain
from mentorlift.mentorships.services import open_pairs
from mentorlift.mentorships.tests.builders import offer
from mentorlift.notifications.models import Message
from mentorlift.people.models import Employment, Post
from mentorlift.programmes.models import Cohort, QuestionSet, StepAside
from mentorlift.programmes.queries.briefing import LEAD
from mentorlift.programmes.queries.letters import rendered, worded_letter
from mentorlift.programmes.services import word_letter

pytestmark = pytest.mark.django_db
RUNS = Actor(user_id="p", roles=frozenset({"programme_manager"}))


@pytest.fixture
def waiting(drawn, settings):  # noqa: F811
    """A drawn intake, all of whom report to Boris but for two, and the twelve who wait."""
    settings.MAIL_HOURS = "working"
    boss, long_ago = hire(77_000, name="Boris Boss"), NOW.date() - timedelta(days=30)
    Employment.objects.filter(person=boss).update(hired_on=long_ago)
    everybody = Post.objects.filter(person__assignments__draw=drawn)
    everybody.update(manager=boss, from_on=long_ago)
    later = list(drawn.assignments.filter(arm="later").order_by("id").values_list("person_id", flat=True))
    everybody.filter(person_id__in=later[-2:]).update(manager=None)
    QuestionSet.objects.create(programme=drawn.cohort.programme, version=1, written_at=NOW, written_by="u")
    return Cohort.objects.get(id=drawn.cohort_id), later


def started(cohort):
    day = cohort.starts_on + timedelta(days=30)
    exceptions.start_the_others(cohort=cohort, starts_on=day, reason="The site closes", actor=RUNS, now=NOW)
    drain()
    return day


def written(kind):
    return list(Message.objects.filter(kind=kind))


def test_everybody_who_waited_hears_of_it_after_their_manager(waiting):
    cohort, later = waiting
    day = started(cohort)
    (to_boris,) = written("early_start_managers")
    assert to_boris.to == "p77000@example.com"
    assert "10 people of your team" in to_boris.body and f"{day:%B %Y}" in to_boris.body
    letters = written("early_start")
    assert len(letters) == len(later) == 12
    (due,) = {one.not_before for one in letters}
    assert to_boris.not_before is None and due >= NOW + LEAD
    assert all("The site closes" not in one.body for one in [to_boris, *letters])
    assert {one.about for one in [to_boris, *letters]} == {f"programme:{cohort.programme_id}"}


def test_a_repetition_writes_nobody_twice(waiting):
    cohort, _later = waiting
    started(cohort)
    before = Message.objects.count()
    enqueue("experiments.tell_early_start", now=NOW, cohort_id=str(cohort.id))
    drain()
    assert Message.objects.count() == before


def test_who_has_a_mentor_stepped_aside_or_left_is_not_told_of_one(waiting):
    cohort, later = waiting
    mentor = hire(700_000)
    Employment.objects.filter(person=mentor).update(hired_on="2020-01-01")
    place = offer(cohort.programme, mentor, places=2)
    pairs = [(later[0], place.person_id)]
    open_pairs(cohort=cohort, pairs=pairs, starts_on=cohort.starts_on, source="hand", actor=RUNS, now=NOW)
    StepAside.objects.create(
        programme=cohort.programme, person_id=later[1], kind=StepAside.Kind.WITHDREW, on=NOW.date(), at=NOW, by="u"
    )
    Employment.objects.filter(person_id=later[2]).update(hired_on=NOW.date() - timedelta(days=9), exited_on=NOW.date())
    assert set(who_starts(cohort, now=NOW)) == set(later[3:])
    started(cohort)
    assert len(written("early_start")) == len(later) - 3
    assert "7 people of your team" in written("early_start_managers")[0].body


def test_both_letters_can_be_worded_and_read_as_whoever_gets_them(waiting):
    cohort, later = waiting
    made = cohort.programme
    shown = rendered(worded_letter(made, "early_start", "en"), made, person_id=later[0], now=NOW)
    assert shown.name.startswith("Person")
    word_letter(
        programme=made,
        kind="early_start",
        language="en",
        subject="Sooner: {day}",
        body="Dear {name}, {programme}.",
        actor_id="p",
        now=NOW,
    )
    day = started(cohort)
    assert {one.subject for one in written("early_start")} == {f"Sooner: {day.day} {day:%B %Y}"}
