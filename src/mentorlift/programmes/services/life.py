"""Plan, launch, stop, close: each a row with who and when."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.jobs.services import enqueue
from mentorlift.programmes.models import Closing, FrozenPlan, Launch, Programme, Stop
from mentorlift.programmes.services.faults import refuse_when_ended


class UnableToFreezePlan(Exception):
    """The plan was not fixed; the text says why."""


class UnableToLaunch(Exception):
    """The programme was not launched; the text says what it lacks."""


class UnableToClose(Exception):
    """The programme goes on; the text says why."""


def freeze_plan(
    *, programme: Programme, plan_toml: str, plan_hash: str, answer_due_on: date, actor_id: str, now: datetime
) -> FrozenPlan:
    """Fix what will be measured, once. `plan_hash` is that of the plan's canonical form; outcomes by arm are refused
    until `answer_due_on`. Raises UnableToFreezePlan when there is a plan already or a list was fixed without one.
    """
    with transaction.atomic():
        locked = _locked(programme)
        if FrozenPlan.objects.filter(programme=locked).exists():
            raise UnableToFreezePlan(_("What will be measured is fixed already; it stays as it is."))
        if locked.cohorts.filter(frozen_at__isnull=False).exists():
            raise UnableToFreezePlan(_("A list of this programme is fixed already. The plan has to come first."))
        plan = FrozenPlan.objects.create(
            programme=locked,
            plan_toml=plan_toml,
            plan_hash=plan_hash,
            answer_due_on=answer_due_on,
            frozen_at=now,
            frozen_by=actor_id,
        )
        _record("freeze_plan", locked, actor_id, now, plan=plan_hash)
    return plan


def launch(*, programme: Programme, actor_id: str, now: datetime) -> Launch:
    """Show the programme to its participants. Raises UnableToLaunch without a purpose or when it was launched."""
    with transaction.atomic():
        locked = _locked(programme)
        if Launch.objects.filter(programme=locked).exists():
            raise UnableToLaunch(_("This programme is open already."))
        if not locked.purpose_text.strip():
            raise UnableToLaunch(_("Say what the programme is for first: every participant reads it."))
        if locked.guides.count() < locked.weeks:
            raise UnableToLaunch(_("Some weeks have no guide yet. Write one for each week first."))
        launched = Launch.objects.create(programme=locked, at=now, by=actor_id)
        _record("launch", locked, actor_id, now)
    return launched


def stop(*, programme: Programme, reason: str, actor_id: str, now: datetime) -> Stop:
    """End it before its time, and write to everybody who knows of it. What was drawn, met and measured stays.

    Raises UnableToClose.
    """
    with transaction.atomic():
        locked = _running(programme)
        if not reason.strip():
            raise UnableToClose(_("Say why it stops: whoever reads the results will ask."))
        stopped = Stop.objects.create(programme=locked, at=now, by=actor_id, reason=reason.strip())
        enqueue(
            "programmes.send_stop_letters",
            now=now,
            requested_by=actor_id,
            key=f"letters:stopped:{locked.id}",
            programme_id=str(locked.id),
            at=now.isoformat(),
        )
        _record("stop", locked, actor_id, now)
    return stopped


def close_programme(*, programme: Programme, actor_id: str, now: datetime) -> Closing:
    """End it as planned; everybody on either side is then written to. Its `at` starts the periods of deletion.

    Raises UnableToClose when it never ran or has ended.
    """
    with transaction.atomic():
        locked = _running(programme)
        closing = Closing.objects.create(programme=locked, at=now, by=actor_id)
        _record("close", locked, actor_id, now)
        enqueue(
            "reports.thank",
            now=now,
            requested_by=actor_id,
            key=f"reports.thank:{locked.id}",
            programme_id=str(locked.id),
        )
    return closing


def _running(programme: Programme) -> Programme:
    locked = _locked(programme)
    if not Launch.objects.filter(programme=locked).exists():
        raise UnableToClose(_("This programme was never opened, so there is nothing to end."))
    refuse_when_ended(locked, UnableToClose)
    return locked


def _locked(programme: Programme) -> Programme:
    return Programme.objects.select_for_update().get(id=programme.id)


def _record(verb: str, programme: Programme, actor_id: str, now: datetime, **digests: str) -> None:
    record(
        actor_id=actor_id, action=f"programmes.{verb}", subject=f"programme:{programme.id}", now=now, digests=digests
    )
