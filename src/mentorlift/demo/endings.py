"""What the manager of a finished programme does: costs, the answer, the close."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from mentorlift.accounts.actors import Actor
from mentorlift.demo.days import FOLLOWED, at
from mentorlift.demo.stage import Stage
from mentorlift.experiments.services import ask_for_analysis, enter_ledger
from mentorlift.mentorships.queries.going_on import asked_pairs, own_going_on
from mentorlift.mentorships.services.endings import close_pairs_of_ended_programmes
from mentorlift.mentorships.services.going_on import say_going_on
from mentorlift.programmes.models import Programme, RosterEntry, StepAside
from mentorlift.programmes.services import close_programme, note_event, say_again, step_aside
from mentorlift.reports.closing.letters import groups_of, write_closing_letters

SHOWN = 12  # pairs of a closed programme that have answered


def enter_costs(stage: Stage, programme: Programme, *, mentor_hour_cost: Decimal | None = None) -> None:
    values = {
        "currency": "EUR",
        "hour_cost": Decimal(34),
        "mentor_hour_cost": mentor_hour_cost,
        "training": Decimal(3600),
        "lunches": Decimal(2100),
        "licences": Decimal(800),
        "replacement_low": Decimal(3000),
        "replacement": Decimal(5000),
        "replacement_high": Decimal(9000),
    }
    enter_ledger(
        programme=programme,
        values=values,
        margin=Decimal("0.35"),
        commission=Decimal("0.04"),
        actor_id=stage.actor.user_id,
        now=timezone.now(),
    )


def say_what_happened(stage: Stage, programme: Programme) -> None:
    """A price that went up for everybody, and two people who were excused for a while."""
    first = min(cohort.starts_on for cohort in programme.cohorts.all())
    on = first + timedelta(days=50)
    by: dict[str, Any] = {"actor_id": stage.actor.user_id, "now": at(on)}
    note_event(programme=programme, on=on, what="New price list", **by)
    people = RosterEntry.objects.filter(programme=programme).order_by("person__identity__code")
    for person_id in people.values_list("person_id", flat=True)[:2]:
        step_aside(programme=programme, person_id=person_id, kind=StepAside.Kind.EXCUSED, on=on, **by)


def ask_for_answer(stage: Stage, programme: Programme) -> None:
    """The worker computes it as soon as it runs."""
    ask_for_analysis(programme=programme, today=stage.days.today, actor_id=stage.actor.user_id, now=timezone.now())


def close_past(stage: Stage, programme: Programme, *, on: date) -> None:
    """Close it, write to everybody, and let some of them answer the questions that go with it."""
    last = max(cohort.starts_on for cohort in programme.cohorts.all()) + timedelta(days=FOLLOWED + 7)
    now = at(min(max(last, on), stage.days.today))
    close_programme(programme=programme, actor_id=stage.actor.user_id, now=now)
    close_pairs_of_ended_programmes(now=now)
    programme.refresh_from_db()
    people = sorted(groups_of(programme, now=now))
    write_closing_letters(programme, people, now=now, actor_id=stage.actor.user_id)
    for number, person_id in enumerate(people):
        if number % 5 < 2:
            answer = ("yes", "yes", "perhaps", "yes", "no")[number // 5 % 5]
            actor = Actor(user_id=str(person_id), person_id=person_id)
            say_again(programme=programme, answer=answer, actor=actor, now=now + timedelta(hours=1))
    _go_on(programme, now=now + timedelta(hours=2))


def _go_on(programme: Programme, *, now: datetime) -> None:
    """Of every third pair both say yes, of others one side or nobody."""
    for number, pair in enumerate(asked_pairs(now).filter(programme=programme).order_by("protege_id")[:SHOWN]):
        for place, person_id in enumerate((pair.protege_id, pair.mentor_id)):
            actor = Actor(user_id=str(person_id), person_id=person_id)
            if number % 3 > place and any(one.pair.id == pair.id for one in own_going_on(actor, now=now)):
                say_going_on(pair=pair, wants=True, actor=actor, now=now)
