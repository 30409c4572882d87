"""A mentor against the draw, an early start, stepping aside: written down, and nobody's arm changed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from mentorlift.accounts.actors import Actor
from mentorlift.audit.models import AuditRecord
from mentorlift.draws.models import Assignment, Draw
from mentorlift.draws.tests.conftest import build, draw_now, drawn  # noqa: F401
from mentorlift.experiments import exceptions, keeping
from mentorlift.experiments.exception_page import counted
from mentorlift.experiments.gather import roster_lines
from mentorlift.experiments.models import Crossover, Deviation
from mentorlift.matching.queries.pool import waiting_people
from mentorlift.mentorships import services as mentorships
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.tests.builders import offer
from mentorlift.people.models import Employment
from mentorlift.programmes.models import (
    Cohort,
    EarlyStart,
    Programme,
    ProgrammeWeek,
    QuestionSet,
    StepAside,
)
from mentorlift.programmes.services import UnableToStartOthers, UnableToStepAside, leave_out

pytestmark = pytest.mark.django_db
RUNS = Actor(user_id="p", roles=frozenset({"programme_manager"}))
PLAN = """[outcome]
primary = "revenue"
[window]
early = [0, 60]
late = [90, 180]
[retention]
at = [30, 180]
"""


def later(draw: Draw) -> list:
    return list(draw.assignments.filter(arm="later").order_by("id").values_list("person_id", flat=True))


def mentor_for(programme: Programme):
    from mentorlift.draws.tests.conftest import hire

    found = hire(700_000)
    Employment.objects.filter(person=found).update(hired_on="2020-01-01")
    return offer(programme, found, places=2).person_id


@pytest.fixture
def world(drawn: Draw):  # noqa: F811
    """A drawn intake whose others start in 26 weeks, with a mentor who has room."""
    cohort = Cohort.objects.get(id=drawn.cohort_id)
    cohort.serves_on = cohort.starts_on + timedelta(weeks=26)
    cohort.save(update_fields=["serves_on"])
    QuestionSet.objects.create(programme=cohort.programme, version=1, written_at=drawn.drawn_at, written_by="u")
    return cohort, drawn, mentor_for(cohort.programme), drawn.drawn_at


def crossed(world, **changes):
    cohort, draw, mentor, now = world
    facts = {"person_id": later(draw)[0], "mentor_id": mentor, "starts_on": cohort.starts_on, "reason": "Moves abroad"}
    return exceptions.cross_over(cohort=cohort, actor=RUNS, now=now, **(facts | changes))


def test_who_crosses_over_stays_in_the_group_and_is_seen_by_the_analysis(world):
    cohort, draw, mentor, _now = world
    row = crossed(world)
    assert Assignment.objects.get(draw=draw, person=row.person_id).arm == "later"
    lines = {line.person_id: line for line in roster_lines([draw])}
    own = lines[str(row.person_id)]
    assert (own.arm, own.served_on, own.crossed_on) == ("later", None, cohort.starts_on)
    assert {line.served_on for line in lines.values()} == {None}
    assert row.pair.source == "hand"
    assert row.pair.mentor_id == mentor
    assert "One person of" in Deviation.objects.get().text
    kept = AuditRecord.objects.get(action="experiments.cross_over")
    assert kept.ids["starts_on"] == cohort.starts_on.isoformat()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"reason": " "}, "Say why"),
        ({"starts_on": "after"}, "match them then"),
        ({"starts_on": "before"}, "a day ahead"),
        ({"person_id": "mentored"}, "not drawn for later"),
    ],
)
def test_a_crossover_that_is_none_is_refused(world, change, why):
    cohort, draw, _mentor, now = world
    days = {"after": cohort.serves_on, "before": now.date() - timedelta(days=1)}
    first = draw.assignments.filter(arm="mentored").values_list("person_id", flat=True)[0]
    change = {key: days.get(value, first if value == "mentored" else value) for key, value in change.items()}
    with pytest.raises(exceptions.UnableToCrossOver, match=why):
        crossed(world, **change)
    assert not Crossover.objects.exists()
    assert not Pair.objects.exists()


def test_what_is_lost_is_said_by_the_windows_of_the_plan(world):
    cohort = world[0]
    assert exceptions.lost(cohort, cohort.starts_on + timedelta(days=70)).gone == []
    cohort.programme.frozen_plan.plan_toml = PLAN
    from unittest.mock import patch

    with patch("mentorlift.experiments.exceptions.plan_of", return_value=cohort.programme.frozen_plan):
        found = exceptions.lost(cohort, cohort.starts_on + timedelta(days=70))
        short = exceptions.lost(cohort, cohort.starts_on + timedelta(days=20))
    assert found.days == 70
    assert found.kept == ["the first 60 days", "who is still here after 30 days"]
    assert found.gone == ["days 90 to 180: whether it lasts", "who is still here after 180 days"]
    assert short.kept == []


def test_the_others_start_early_once_and_the_analysis_knows_from_when(world):
    cohort, draw, _mentor, now = world
    day = cohort.starts_on + timedelta(days=30)
    start = {"cohort": cohort, "starts_on": day, "actor": RUNS, "now": now}
    with pytest.raises(UnableToStartOthers, match="Say why"):
        exceptions.start_the_others(**start, reason="")
    with pytest.raises(UnableToStartOthers, match="anyway"):
        exceptions.start_the_others(**(start | {"starts_on": cohort.serves_on}), reason="x")
    early = exceptions.start_the_others(**start, reason="The site closes")
    assert early.planned_on == cohort.starts_on + timedelta(weeks=26)
    cohort.refresh_from_db()
    assert cohort.serves_on == day
    with pytest.raises(UnableToStartOthers, match="already"):
        exceptions.start_the_others(**(start | {"starts_on": day - timedelta(days=1)}), reason="again")
    lines = roster_lines([draw])
    assert {line.served_on for line in lines if line.arm == "later"} == {day}
    assert {line.served_on for line in lines if line.arm == "mentored"} == {None}
    assert "The site closes" in Deviation.objects.get().text


def test_nobody_waits_before_the_draw(build):  # noqa: F811
    cohort = build(8)
    with pytest.raises(UnableToStartOthers, match="Draw first"):
        exceptions.start_the_others(
            cohort=cohort, starts_on=cohort.starts_on + timedelta(days=9), reason="x", actor=RUNS, now=cohort.frozen_at
        )
    assert not EarlyStart.objects.exists()


def test_who_withdraws_is_paired_no_more_and_stays_in_the_arm(world):
    cohort, draw, mentor, now = world
    person = draw.assignments.filter(arm="mentored").order_by("id")[0].person_id
    (pair,) = mentorships.open_pairs(
        cohort=cohort, pairs=[(person, mentor)], starts_on=cohort.starts_on, source="draft", actor=RUNS, now=now
    )
    own = Actor(user_id="x", person_id=person)
    facts = {"programme": cohort.programme, "person_id": person, "now": now}
    with pytest.raises(UnableToStepAside, match="Only the person"):
        mentorships.step_aside(kind="excused", actor=own, **facts)
    with pytest.raises(UnableToStepAside, match="Only the person"):
        mentorships.step_aside(kind="withdrew", actor=Actor(user_id="y", person_id=mentor), **facts)
    mentorships.step_aside(kind="withdrew", actor=own, **facts)
    pair.refresh_from_db()
    assert pair.ended_at == now
    assert Assignment.objects.get(draw=draw, person=person).arm == "mentored"
    waits = waiting_people(cohort, "now", on=cohort.starts_on)
    assert person not in waits.values_list("person_id", flat=True)
    with pytest.raises(UnableToStepAside, match="already"):
        mentorships.step_aside(kind="withdrew", actor=own, **facts)
    mentorships.come_back(actor=own, **facts)
    assert StepAside.objects.get().back_at == now
    assert "reason" not in {field.name for field in StepAside._meta.fields}


def test_who_is_excused_keeps_the_pair(world):
    cohort, draw, mentor, now = world
    person = draw.assignments.filter(arm="mentored").order_by("id")[0].person_id
    (pair,) = mentorships.open_pairs(
        cohort=cohort, pairs=[(person, mentor)], starts_on=cohort.starts_on, source="draft", actor=RUNS, now=now
    )
    mentorships.step_aside(programme=cohort.programme, person_id=person, kind="excused", actor=RUNS, now=now)
    pair.refresh_from_db()
    assert pair.ended_at is None
    found = counted(cohort.programme)
    assert (found.excused, found.withdrew, found.crossed, found.outside) == (1, 0, 0, 0)


def test_reasons_outside_the_draw_are_told_where_five_share_one(build):  # noqa: F811
    cohort = build(14, frozen=False)
    for number, entry in enumerate(cohort.roster.order_by("id")[:6]):
        reason = "on parental leave" if number else "asked not to be drawn"
        leave_out(cohort=cohort, person_id=entry.person_id, reason=reason, actor_id="u", now=cohort.created_at)
    found = counted(cohort.programme)
    assert found.outside == 6
    assert found.reasons == [("on parental leave", 5)]


def test_the_pages_say_what_is_lost_before_the_button(world, enter):
    cohort = world[0]
    ProgrammeWeek.objects.get_or_create(programme=cohort.programme, number=1, defaults={"title": "x", "guide": "y"})
    client = enter("programme_manager")
    ids = [cohort.programme_id, cohort.id]
    page = client.get(reverse("experiments:crossover", args=ids)).content.decode()
    assert "of 12 people drawn for later" in page
    early = client.get(reverse("experiments:early_start", args=ids)).content.decode()
    assert "cannot be taken back" in early
    wrong = client.post(reverse("experiments:early_start", args=ids), {"starts_on": "x", "start": "1"})
    assert wrong.status_code == 422
    listed = client.get(reverse("experiments:exceptions", args=ids[:1])).content.decode()
    assert "Nobody was left out" in listed
    for role in ("leader", "analyst", "administrator", "reviewer"):
        assert enter(role).get(reverse("experiments:exceptions", args=ids[:1])).status_code == 404


def test_somebody_on_a_list_steps_aside_on_a_page_of_their_own(world, enter):
    cohort, draw, _mentor, _now = world
    person = later(draw)[0]
    address = reverse("mentorships:stepping_aside", args=[cohort.programme_id])
    client = enter(person_id=person)
    assert "You are not asked why" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    assert StepAside.objects.get().kind == "withdrew"
    assert "Take part again" in client.get(address).content.decode()
    client.post(address, {"back": "1"})
    assert not StepAside.objects.filter(back_at=None).exists()
    assert enter("programme_manager").get(address).status_code == 404


def test_the_reason_goes_with_the_name_of_somebody_erased(world):
    crossed(world)
    row = Crossover.objects.get()
    keeping.sweep(run=None)
    assert Crossover.objects.get().reason == row.reason
    row.person.identity.delete()
    keeping.sweep(run=None)
    emptied = Crossover.objects.get()
    assert emptied.reason == "–" and emptied.starts_on == row.starts_on
