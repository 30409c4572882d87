"""What may be done against the draw, what is lost by it, and the writing down: the only writers of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.draws.models import Draw
from mentorlift.draws.queries import arms
from mentorlift.draws.rules import LATER
from mentorlift.experiments import policies, rules
from mentorlift.experiments.models import Crossover
from mentorlift.experiments.services import record_deviation
from mentorlift.jobs.services import enqueue
from mentorlift.mentorships.services import UnableToPair, open_pairs
from mentorlift.mentorships.services.stepping_aside import UnableToStepAside
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import Cohort, EarlyStart, Programme, RosterEntry
from mentorlift.programmes.queries import plan_of
from mentorlift.programmes.services import UnableToStartOthers, bring_forward

__all__ = ["UnableToCrossOver", "UnableToStartOthers", "UnableToStepAside"]


class UnableToCrossOver(Exception):
    """Nobody was given a mentor; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Lost:
    """What an early start on a day leaves of the plan: `days` both groups can be compared for everybody.

    `kept` and `gone` are sentences on each window; `answer_due_on` stays, for what is kept.
    """

    starts_on: date
    days: int
    kept: list[str]
    gone: list[str]
    answer_due_on: date | None


def lost(cohort: Cohort, starts_on: date) -> Lost:
    """Everything the plan asks, against the day on which nobody waits any more; two queries.

    A person's windows count from their own start, so those who started last are compared for the fewest days. What one
    intake loses the whole programme loses: a window is answered over all intakes or not at all.
    """
    last = RosterEntry.objects.filter(cohort=cohort).aggregate(last=Max("started_on"))["last"] or cohort.starts_on
    days = max(0, (starts_on - last).days)
    plan = plan_of(cohort.programme)
    if plan is None or not plan.plan_toml.strip():
        return Lost(starts_on=starts_on, days=days, kept=[], gone=[], answer_due_on=None)
    settled = rules.settled(plan.plan_toml)
    asked = [
        (settled["early_days"], _("the first %(n)d days") % {"n": settled["early_days"]}),
        (
            settled["late_days"],
            _("days %(a)d to %(b)d: whether it lasts") % {"a": settled["late_from"], "b": settled["late_days"]},
        ),
        *((day, _("who is still here after %(n)d days") % {"n": day}) for day in rules.staying_days(plan.plan_toml)),
    ]
    return Lost(
        starts_on=starts_on,
        days=days,
        kept=[words for end, words in asked if end <= days],
        gone=[words for end, words in asked if end > days],
        answer_due_on=plan.answer_due_on,
    )


def earliest(cohort: Cohort, *, today: date) -> date:
    """The first day on which the others could start."""
    return max(today, cohort.starts_on + timedelta(days=1))


def start_the_others(*, cohort: Cohort, starts_on: date, reason: str, actor: Actor, now: datetime) -> EarlyStart:
    """Those drawn for later start on `starts_on`; from then on nobody is compared, and the record says so.

    They are written to, their managers first. Raises UnableToStartOthers.
    """
    if not policies.may_make_exceptions(actor):
        raise UnableToStartOthers(_("Only those who run programmes can start the others."))
    if not Draw.objects.filter(cohort=cohort).exists():
        raise UnableToStartOthers(_("Draw first: before the draw nobody waits."))
    with transaction.atomic():
        early = bring_forward(cohort=cohort, starts_on=starts_on, reason=reason, actor_id=actor.user_id, now=now)
        text = _("Those starting later in %(intake)s were started on %(day)s: %(reason)s") % {
            "intake": cohort.name,
            "day": date_format(starts_on),
            "reason": early.reason,
        }
        _deviation(cohort.programme, text, actor, now)
        enqueue("experiments.tell_early_start", now=now, requested_by=actor.user_id, cohort_id=str(cohort.id))
    return early


def cross_over(
    *, cohort: Cohort, person_id: UUID, mentor_id: UUID, starts_on: date, reason: str, actor: Actor, now: datetime
) -> Crossover:
    """Give somebody drawn for later a mentor before their day. They stay in their group. Raises UnableToCrossOver."""
    if not policies.may_make_exceptions(actor):
        raise UnableToCrossOver(_("Only those who run programmes can do this."))
    if not reason.strip():
        raise UnableToCrossOver(_("Say why: whoever reads the results will ask."))
    if arms(cohort).get(person_id) != LATER:
        raise UnableToCrossOver(_("This person was not drawn for later, so nothing is crossed."))
    if cohort.serves_on is not None and starts_on >= cohort.serves_on:
        raise UnableToCrossOver(_("The others start on that day or before it anyway: match them then."))
    if starts_on < organisation_day(now):
        raise UnableToCrossOver(_("Choose a day ahead."))
    try:
        with transaction.atomic():
            (pair,) = open_pairs(
                cohort=cohort,
                pairs=[(person_id, mentor_id)],
                starts_on=starts_on,
                source="hand",
                actor=actor,
                now=now,
            )
            row = Crossover.objects.create(
                cohort=cohort,
                person_id=person_id,
                pair=pair,
                starts_on=starts_on,
                reason=reason.strip()[:300],
                at=now,
                by=actor.user_id,
            )
            record(
                actor_id=actor.user_id,
                action="experiments.cross_over",
                subject=f"cohort:{cohort.id}",
                now=now,
                ids={"pair": pair.id, "starts_on": starts_on},
            )
            text = _("One person of %(intake)s drawn for later was given a mentor on %(day)s.")
            _deviation(cohort.programme, text % {"intake": cohort.name, "day": date_format(starts_on)}, actor, now)
    except UnableToPair as error:
        raise UnableToCrossOver(" ".join(error.faults)) from None
    return row


def _deviation(programme: Programme, text: str, actor: Actor, now: datetime) -> None:
    """Beside the plan and beside the next answer; where no plan was fixed nothing can deviate from it."""
    if plan_of(programme) is not None:
        record_deviation(programme=programme, text=text[:300], actor_id=actor.user_id, now=now)
