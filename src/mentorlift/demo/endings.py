"""What the manager of a finished programme does: costs, the answer, the close."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from mentorlift.demo.days import FOLLOWED, at
from mentorlift.demo.stage import Stage
from mentorlift.experiments.services import ask_for_analysis, enter_ledger
from mentorlift.programmes.models import Programme, RosterEntry, StepAside
from mentorlift.programmes.services import close_programme, note_event, step_aside


def enter_costs(stage: Stage, programme: Programme) -> None:
    values = {
        "currency": "EUR",
        "hour_cost": Decimal(34),
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


def close_past(stage: Stage, programme: Programme) -> None:
    last = max(cohort.starts_on for cohort in programme.cohorts.all()) + timedelta(days=FOLLOWED + 7)
    close_programme(programme=programme, actor_id=stage.actor.user_id, now=at(min(last, stage.days.today)))
