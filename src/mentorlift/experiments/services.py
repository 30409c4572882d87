"""The only writers of this room: fix the plan, enter the ledger, keep an analysis, record a deviation."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.experiments import rules
from mentorlift.experiments.models import Analysis, Deviation, Ledger
from mentorlift.experiments.rules import PlanChoices
from mentorlift.jobs.models import Job
from mentorlift.jobs.services import enqueue
from mentorlift.outcomes.queries import removed_through
from mentorlift.programmes.models import Cohort, FrozenPlan, Programme, WishRemoval
from mentorlift.programmes.services.life import freeze_plan

if TYPE_CHECKING:
    from mentorlift.experiments.compute import Computed


class UnableToRecord(Exception):
    """A deviation was not kept; the text says why."""


class UnableToCompute(Exception):
    """Outcomes by arm were not compared; the text says why and from when they can be."""


def fix_plan(*, programme: Programme, choices: PlanChoices, actor_id: str, now: datetime) -> FrozenPlan:
    """Write the plan and freeze it with its hash. Raises programmes' UnableToFreezePlan."""
    import tomllib

    from mentorlift.files.plan import plan_from, plan_hash

    text = rules.plan_toml(choices)
    plan = plan_from(tomllib.loads(text), file="plan.toml", text=text, periods=False)
    return freeze_plan(
        programme=programme,
        plan_toml=text,
        plan_hash=plan_hash(plan),
        answer_due_on=choices.answer_due_on,
        actor_id=actor_id,
        now=now,
    )


def enter_ledger(
    *,
    programme: Programme,
    values: dict[str, Any],
    margin: Decimal,
    actor_id: str,
    now: datetime,
    commission: Decimal = Decimal(0),
) -> Ledger:
    """Keep what the programme cost; a later entry replaces the earlier one, the audit record keeps that it did."""
    with transaction.atomic():
        ledger, _created = Ledger.objects.update_or_create(
            programme=programme,
            defaults={**values, "margin": margin, "commission": commission, "entered_at": now, "entered_by": actor_id},
        )
        _record("enter_ledger", programme, actor_id, now, ledger=_digest(values, margin, commission))
    return ledger


def record_deviation(*, programme: Programme, text: str, actor_id: str, now: datetime) -> Deviation:
    """Say what was done otherwise than planned; from the next analysis on the grade is at most B.

    Raises UnableToRecord while no plan is fixed: then nothing can be done otherwise yet.
    """
    if not FrozenPlan.objects.filter(programme=programme).exists():
        raise UnableToRecord(_("What will be measured is not fixed yet, so nothing can be done otherwise. Change it."))
    with transaction.atomic():
        deviation = Deviation.objects.create(programme=programme, text=text, at=now, by=actor_id)
        _record("record_deviation", programme, actor_id, now, deviation=hashlib.sha256(text.encode()).hexdigest())
    return deviation


def ask_for_analysis(*, programme: Programme, today: date, actor_id: str, now: datetime) -> Job:
    """Enqueue the analysis. Raises UnableToCompute without a fixed plan or before the day of the answer."""
    plan = FrozenPlan.objects.filter(programme=programme).first()
    if plan is None:
        raise UnableToCompute(_("What will be measured was never fixed, so there is nothing to compute."))
    if not rules.may_compare(today, plan.answer_due_on, stopped=hasattr(programme, "stop")):
        raise UnableToCompute(
            _("The two groups are not compared before %(day)s. Nothing was computed.") % {"day": plan.answer_due_on}
        )
    refuse_when_deleted(programme)
    with transaction.atomic():
        job = enqueue("experiments.analyse", now=now, requested_by=actor_id, programme_id=str(programme.id))
        _record("ask_for_analysis", programme, actor_id, now)
    return job


def refuse_when_deleted(programme: Programme) -> None:
    """Raises UnableToCompute where figures or answers that the plan asks for went because their time was over."""
    first = Cohort.objects.filter(programme=programme).aggregate(first=Min("starts_on"))["first"]
    gone = removed_through()
    if (first and gone and gone >= first) or WishRemoval.objects.filter(cohort__programme=programme).exists():
        raise UnableToCompute(
            _(
                "Figures or answers of this time were deleted as planned, because their time was over. The answer that "
                "was computed stays; nothing was computed from what is left."
            )
        )


def keep_analysis(
    *, programme: Programme, computed: "Computed", pictures: dict[str, Any], actor_id: str, now: datetime
) -> Analysis:
    """Store a finished computation; earlier ones stay."""
    results = computed.results
    with transaction.atomic():
        kept = Analysis.objects.create(
            programme=programme,
            computed_at=now,
            requested_by=actor_id,
            plan_hash=results["plan_hash"],
            draw_hash=results["draw_hash"] or "",
            data_hash=results["data_hash"],
            grade=results["grade"],
            headline="stopped" if hasattr(programme, "stop") else results["headline"],
            results=results,
            curves=computed.curves,
            money=computed.money,
            pictures=pictures,
        )
        _record(
            "keep_analysis", programme, actor_id, now, plan=kept.plan_hash, draw=kept.draw_hash, data=kept.data_hash
        )
    return kept


def _record(verb: str, programme: Programme, actor_id: str, now: datetime, **digests: str) -> None:
    record(
        actor_id=actor_id, action=f"experiments.{verb}", subject=f"programme:{programme.id}", now=now, digests=digests
    )


def _digest(values: dict[str, Any], *shares: Decimal) -> str:
    return hashlib.sha256(repr((sorted(values.items()), *shares)).encode()).hexdigest()
