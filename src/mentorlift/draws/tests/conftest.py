"""Builders: a programme whose list is fixed, ready to be drawn."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from mentorlift.draws import services
from mentorlift.draws.models import Draw, PublicRule
from mentorlift.people.models import Employment, Identity, Person, Post
from mentorlift.programmes.models import (
    Branch,
    Cohort,
    MentorOffer,
    Participation,
    Programme,
    ProgrammeWeek,
    RosterEntry,
    Wish,
    WishQuestion,
)
from mentorlift.programmes.services import freeze_plan, freeze_roster, launch
from mentorlift.programmes.tests.builders import make_ready

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = date(2026, 11, 2)
PLAN = "p" * 64


def hire(number: int, *, name: str = "") -> Person:
    person = Person.objects.create(created_at=NOW)
    Identity.objects.create(
        person=person, code=f"c{number}", name=name or f"Person {number}", email=f"p{number}@example.com"
    )
    Employment.objects.create(person=person, hired_on=date(2026, 11, 9))
    Post.objects.create(person=person, from_on=date(2026, 11, 9), site="AB"[number % 2], team=f"T{number % 4}")
    return person


def give_places(programme: Programme, places: int) -> None:
    """Mentors who said yes: three places each, and as many more as a reserve asks for."""
    for _ in range(places // 2 + 1):
        offer_places(programme, hire_mentor(), 3)


def hire_mentor() -> Person:
    person = Person.objects.create(created_at=NOW)
    Employment.objects.create(person=person, hired_on=date(2020, 1, 1))
    return person


def offer_places(programme: Programme, person: Person, places: int) -> MentorOffer:
    said = {"nominated_at": NOW, "nominated_by": "u", "invited_at": NOW, "answered_at": NOW, "accepted": True}
    return MentorOffer.objects.create(programme=programme, person=person, places=places, **said)


@pytest.fixture
def build(db: None) -> Callable[..., Cohort]:
    """`build(people=20, wishes=None, serves_on=...)`: a fixed list; `wishes` makes the second half voluntary."""

    def make(
        people: int = 20,
        *,
        wishes: list[str] | None = None,
        serves_on: date | None = None,
        frozen: bool = True,
        programme: Programme | None = None,
        starts_on: date = date(2026, 11, 9),
    ) -> Cohort:
        offset = Person.objects.count()
        programme = programme or _programme(offset, both=wishes is not None)
        cohort = Cohort.objects.create(
            programme=programme,
            name=f"Intake {offset}",
            starts_on=starts_on,
            serves_on=serves_on,
            created_at=NOW,
            created_by="u",
        )
        hired = [hire(offset + number) for number in range(people)]
        give_places(programme, people)
        for number, person in enumerate(hired):
            asked = wishes is not None and number >= people - len(wishes)
            RosterEntry.objects.create(
                cohort=cohort,
                programme=programme,
                person=person,
                branch=Branch.VOLUNTARY if asked else Branch.MANDATORY,
                site="AB"[number % 2],
                training_class="2026-11",
                started_on=starts_on,
            )
        if wishes is not None:
            _ask(cohort, hired[-len(wishes) :], wishes)
        return freeze_roster(cohort=cohort, actor_id="u", now=NOW, today=TODAY) if frozen else cohort

    return make


@pytest.fixture
def drawn(build: Callable[..., Cohort]) -> Draw:
    """Twenty people, eight of them mentored now."""
    return draw_now(build(20), mandatory=8)


def draw_now(cohort: Cohort, **mentored: int) -> Draw:
    services.prepare_draw(
        cohort=cohort,
        plan_hash=PLAN,
        mentored=mentored,
        public_rule=PublicRule.DATE,
        public_on=TODAY,
        actor_id="u",
        now=NOW,
        today=TODAY,
    )
    return services.draw_cohort(cohort=cohort, plan_hash=PLAN, public_value="", actor_id="u", now=NOW, today=TODAY)


def without_triggers(table, statement, values=()):
    """What somebody with the database shell can do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement, values)
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        for (trigger,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {trigger}")
        cursor.execute(statement, values)


def _programme(number: int, *, both: bool) -> Programme:
    programme = Programme.objects.create(
        name=f"Onboarding {number}",
        template="onboarding",
        purpose="ramp_up",
        purpose_text="So that new people find their feet.",
        participation=Participation.BOTH if both else Participation.MANDATORY,
        owner=hire(900_000 + number, name="Olga Owner"),
        weeks=1,
        created_at=NOW - timedelta(days=20),
        created_by="u",
    )
    ProgrammeWeek.objects.create(programme=programme, number=1, title="Start", guide="Talk.")
    launch(programme=programme, actor_id="u", now=NOW - timedelta(days=10))
    freeze_plan(
        programme=programme,
        plan_toml="",
        plan_hash=PLAN,
        answer_due_on=date(2027, 6, 1),
        actor_id="u",
        now=NOW - timedelta(days=9),
    )
    make_ready(programme, now=NOW - timedelta(days=9))
    return programme


def _ask(cohort: Cohort, people: list[Person], wishes: list[str]) -> None:
    question = WishQuestion.objects.create(
        programme=cohort.programme,
        version=1,
        asked_in_name_of="Training",
        texts={"en": "Would you like a mentor?"},
        written_at=NOW,
        written_by="u",
    )
    for person, answer in zip(people, wishes, strict=True):
        Wish.objects.create(
            cohort=cohort,
            person=person,
            answer=answer,
            question=question,
            language="en",
            asked_by="u",
            asked_at=NOW - timedelta(days=5),
            answered_at=None if answer == "no answer" else NOW - timedelta(days=4),
        )
    cohort.wish_opens_at, cohort.wish_closes_at = NOW - timedelta(days=5), NOW - timedelta(days=1)
    cohort.wish_asked_at = NOW - timedelta(days=5)
    cohort.save()
