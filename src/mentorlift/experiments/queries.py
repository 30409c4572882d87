"""Reads of plans and analyses; the first argument is who asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.experiments import policies, rules
from mentorlift.experiments.models import Analysis, Deviation, HarmLook, Sign
from mentorlift.mentorships.models import Pair, Reason, ReasonCount
from mentorlift.mentorships.queries.counts import own_counts
from mentorlift.mentorships.queries.leading import Leading, leading
from mentorlift.mentorships.queries.tally import tally
from mentorlift.mentorships.rules.reasons import readable
from mentorlift.outcomes.queries import arrivals
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import FrozenPlan, Programme
from mentorlift.programmes.queries.people import actor_names

WORST_FIRST = (Sign.HARM, Sign.NO_SIGN, Sign.TOO_FEW, Sign.NOT_COMPARABLE)


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
    leading: Leading | None = None  # None below five pairs
    known_on: date | None = None  # when the figures will have come that far, if they keep coming as they have


def latest_analysis(actor: Actor, programme: Programme) -> Analysis | None:
    """The newest answer, for those who may read figures of a whole programme: with the rows that this actor may."""
    if not policies.may_read_results(actor):
        return None
    analysis = Analysis.objects.filter(programme=programme).first()
    return analysis and _for(actor, analysis)


def answer_for_everybody(programme: Programme) -> Analysis | None:
    """The newest answer without pictures and rows for analysts, whoever asks: what participants of a closed programme
    are told of it, never more than its headline. None before there is one.
    """
    analysis = Analysis.objects.filter(programme=programme).defer("pictures", "curves").first()
    if analysis is not None:
        analysis.results = rules.results_for(analysis.results, analyst=False)
    return analysis


def newest_analyses(actor: Actor, programmes: Iterable[Programme]) -> dict[UUID, Analysis]:
    """Programme id -> newest answer of each that has one: one query, pictures and curves left aside."""
    if not policies.may_read_results(actor):
        return {}
    found = Analysis.objects.filter(programme__in=list(programmes)).defer("pictures", "curves").order_by("computed_at")
    return {analysis.programme_id: _for(actor, analysis) for analysis in found}


def _for(actor: Actor, analysis: Analysis) -> Analysis:
    """The same answer without the rows that others are meant to see; it is read, never saved."""
    analysis.results = rules.results_for(analysis.results, analyst=policies.may_read_rows_for_analysts(actor))
    return analysis


def running(actor: Actor, programme: Programme, *, now: datetime) -> Running:
    """Counts of a programme's pairs and meetings, and the day of the answer."""
    plan = FrozenPlan.objects.filter(programme=programme).first()
    stopped_on = organisation_day(programme.stop.at) if hasattr(programme, "stop") else None
    plans = own_counts(programme, now=now)
    extra = tally(programme, now=now, extra=True)
    due = plan.answer_due_on if plan else None
    signs = leading(programme, now=now)
    return Running(
        leading=signs if signs.pairs >= rules.FEWEST_SHOWN else None,
        known_on=_known_on(plan) if plan else None,
        pairs=Pair.objects.filter(programme=programme, ended_at=None).count(),
        took_place=plans.held + extra.held,
        unknown=plans.unknown + extra.unknown,
        planned=plans.planned + extra.planned,
        answer_due_on=due,
        stopped_on=stopped_on,
        may_be_computed=due is not None
        and rules.may_compare(organisation_day(now), due, stopped=stopped_on is not None),
    )


def _known_on(plan: FrozenPlan) -> date:
    metric = rules.settled(plan.plan_toml)["metric"]
    return rules.known_on(plan.answer_due_on, arrivals().get(metric, []))


def deviations(actor: Actor, programme: Programme) -> list[tuple[Deviation, str]]:
    """What was done otherwise than planned, with the name of who said so, the oldest first."""
    if not policies.may_read_plan(actor):
        return []
    found = list(Deviation.objects.filter(programme=programme))
    who = actor_names(one.by for one in found)
    return [(one, who.get(one.by, "")) for one in found]


@dataclass(frozen=True)
class HarmWatch:
    """The newest look and what came of all. `badly`: pairs that ended because it went badly, None below five."""

    newest: HarmLook | None
    alarms: list[tuple[HarmLook, list[str]]]
    looks: int
    badly: int | None
    is_watched: bool
    is_over: bool
    answer_due_on: date | None

    @property
    def state(self) -> str:
        """The gravest of both figures, over all looks: a sign of harm does not go away by itself."""
        if self.alarms:
            return Sign.HARM
        return worst((self.newest.revenue, self.newest.staying)) if self.newest else ""


def watched_programmes(today: date) -> QuerySet[Programme]:
    """Programmes that run, were drawn under a fixed plan, and whose answer is still to come."""
    return Programme.objects.filter(
        launch__isnull=False,
        stop=None,
        closing=None,
        frozen_plan__answer_due_on__gt=today,
        cohorts__draw__isnull=False,
    ).distinct()


def worst(states: Iterable[str]) -> str:
    """The gravest of several; harm in one branch is harm."""
    there = set(states)
    return next((sign for sign in WORST_FIRST if sign in there), Sign.TOO_FEW)


def watch_for_harm(actor: Actor, programme: Programme, *, now: datetime) -> HarmWatch:
    """For those who may read figures of a whole programme; nobody's figure is in it."""
    looks = list(HarmLook.objects.filter(programme=programme)) if policies.may_read_results(actor) else []
    alarms = [look for look in looks if Sign.HARM in (look.revenue, look.staying)]
    who = actor_names(actor_id for look in alarms for actor_id in look.told)
    shown = dict(ReasonCount.objects.filter(programme=programme).values_list("reason", "shown"))
    plan = FrozenPlan.objects.filter(programme=programme).first()
    return HarmWatch(
        newest=looks[0] if looks else None,
        alarms=[(look, sorted(who.get(one, "") for one in look.told)) for look in alarms],
        looks=len(looks),
        badly=readable(shown)[0].get(Reason.BADLY),
        is_watched=watched_programmes(organisation_day(now)).filter(id=programme.id).exists(),
        is_over=hasattr(programme, "stop") or hasattr(programme, "closing"),
        answer_due_on=plan.answer_due_on if plan else None,
    )


def signs_of_harm(programmes: Iterable[Programme]) -> list[HarmLook]:
    """The first look at each of these running programmes that saw harm: one query."""
    found: dict[UUID, HarmLook] = {}
    looks = HarmLook.objects.filter(Q(revenue=Sign.HARM) | Q(staying=Sign.HARM), programme__in=list(programmes))
    for look in looks.select_related("programme").order_by("at"):
        found.setdefault(look.programme_id, look)
    return list(found.values())
