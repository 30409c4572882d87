"""Keep two people together or apart by hand, without a reason."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.matching.models import Hold, HoldKind
from mentorlift.matching.policies import may_match
from mentorlift.matching.services.faults import UnableToHold, refuse_when_ended
from mentorlift.programmes.models import Cohort


def keep_together(*, cohort: Cohort, protege_id: UUID, mentor_id: UUID, actor: Actor, now: datetime) -> Hold:
    """Lock a pair in every later draft; an earlier lock of this protégé, or a ban on the two, gives way.

    Whether the rules allow the pair is checked where the choice is made, and again by every draft and publication.
    """
    return _hold(HoldKind.LOCK, cohort=cohort, two=(protege_id, mentor_id), actor=actor, now=now)


def keep_apart(*, cohort: Cohort, protege_id: UUID, mentor_id: UUID, actor: Actor, now: datetime) -> Hold:
    """Forbid a pair in every later draft; a lock on the two gives way."""
    return _hold(HoldKind.FORBID, cohort=cohort, two=(protege_id, mentor_id), actor=actor, now=now)


def lift(*, hold: Hold, actor: Actor, now: datetime) -> None:
    """Take a lock or a ban off; nothing happens when somebody did so before."""
    if not may_match(actor):
        raise UnableToHold([_("Only a programme manager can match people.")])
    with transaction.atomic():
        if Hold.objects.filter(id=hold.id, lifted_at=None).update(lifted_at=now, lifted_by=actor.user_id):
            _audit("lift", hold, actor, now)


def lift_pair(*, cohort: Cohort, protege_id: UUID, mentor_id: UUID, actor: Actor, now: datetime) -> int:
    """Take off whatever was set by hand for these two; returns how much that was."""
    with transaction.atomic():
        found = list(Hold.objects.filter(cohort=cohort, protege_id=protege_id, mentor_id=mentor_id, lifted_at=None))
        for hold in found:
            lift(hold=hold, actor=actor, now=now)
    return len(found)


def _hold(kind: HoldKind, *, cohort: Cohort, two: tuple[UUID, UUID], actor: Actor, now: datetime) -> Hold:
    protege_id, mentor_id = two
    if not may_match(actor):
        raise UnableToHold([_("Only a programme manager can match people.")])
    refuse_when_ended(cohort.programme, UnableToHold)
    if protege_id == mentor_id:
        raise UnableToHold([_("Nobody is their own mentor.")])
    try:
        with transaction.atomic():
            open_now = Hold.objects.filter(cohort=cohort, protege_id=protege_id, lifted_at=None)
            same = open_now.filter(mentor_id=mentor_id, kind=kind).first()
            if same is not None:
                return same
            replaced = open_now.filter(mentor_id=mentor_id)
            if kind == HoldKind.LOCK:
                replaced = replaced | open_now.filter(kind=HoldKind.LOCK)
            replaced.update(lifted_at=now, lifted_by=actor.user_id)
            hold = Hold.objects.create(
                cohort=cohort,
                kind=kind,
                protege_id=protege_id,
                mentor_id=mentor_id,
                set_at=now,
                set_by=actor.user_id,
            )
            _audit("keep_together" if kind == HoldKind.LOCK else "keep_apart", hold, actor, now)
    except IntegrityError:
        raise UnableToHold([_("Somebody changed this pair a moment ago. Look again.")]) from None
    return hold


def _audit(verb: str, hold: Hold, actor: Actor, now: datetime) -> None:
    record(
        actor_id=actor.user_id,
        action=f"matching.{verb}",
        subject=f"hold:{hold.id}",
        now=now,
        ids={"cohort": hold.cohort_id, "protege": hold.protege_id, "mentor": hold.mentor_id},
    )
