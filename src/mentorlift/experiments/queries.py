"""Reads of plans and analyses; the first argument is who asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from mentorlift.accounts.actors import Actor
from mentorlift.experiments import policies, rules
from mentorlift.experiments.models import Analysis
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.queries.counts import own_counts
from mentorlift.mentorships.queries.tally import tally
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import FrozenPlan, Programme


@dataclass(frozen=True)
class Running:
    """How far a programme is: counts that say nothing yet about an effect."""

    pairs: int
    took_place: int
    unknown: int
    planned: int
    answer_due_on: date | None
    stopped_on: date | None
    may_be_computed: bool


def latest_analysis(actor: Actor, programme: Programme) -> Analysis | None:
    """The newest answer, for those who may read figures of a whole programme."""
    if not policies.may_read_results(actor):
        return None
    return Analysis.objects.filter(programme=programme).first()


def newest_analyses(actor: Actor, programmes: Iterable[Programme]) -> dict[UUID, Analysis]:
    """Programme id -> newest answer of each that has one: one query, pictures and curves left aside."""
    if not policies.may_read_results(actor):
        return {}
    found = Analysis.objects.filter(programme__in=list(programmes)).defer("pictures", "curves").order_by("computed_at")
    return {analysis.programme_id: analysis for analysis in found}


def running(actor: Actor, programme: Programme, *, now: datetime) -> Running:
    """Counts of a programme's pairs and meetings, and the day of the answer."""
    plan = FrozenPlan.objects.filter(programme=programme).first()
    stopped_on = organisation_day(programme.stop.at) if hasattr(programme, "stop") else None
    plans = own_counts(programme, now=now)
    extra = tally(programme, now=now, extra=True)
    due = plan.answer_due_on if plan else None
    return Running(
        pairs=Pair.objects.filter(programme=programme, ended_at=None).count(),
        took_place=plans.held + extra.held,
        unknown=plans.unknown + extra.unknown,
        planned=plans.planned + extra.planned,
        answer_due_on=due,
        stopped_on=stopped_on,
        may_be_computed=due is not None
        and rules.may_compare(organisation_day(now), due, stopped=stopped_on is not None),
    )
