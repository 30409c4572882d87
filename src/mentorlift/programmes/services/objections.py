"""Object to being measured, and take it back. Draw, arms and meetings stay as they are."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.programmes.models import Objection, Programme, RosterEntry


class UnableToObject(Exception):
    """Nothing was noted; the text says why."""


def object_to_measuring(*, programme: Programme, actor: Actor, now: datetime) -> Objection:
    """From now on, and for the whole answer, the actor's rows are left out of the figures of this programme.

    A repetition changes nothing. Raises UnableToObject for somebody who stands on none of its lists.
    """
    nothing = UnableToObject(_("You are on no list of this programme, so nothing of yours is measured in it."))
    if actor.person_id is None:
        raise nothing
    with transaction.atomic():
        listed = RosterEntry.objects.select_for_update().filter(programme=programme, person_id=actor.person_id)
        if not listed.exists():
            raise nothing
        objection, fresh = Objection.objects.get_or_create(
            programme=programme, person_id=actor.person_id, withdrawn_at=None, defaults={"at": now}
        )
        if fresh:
            _record("object", objection, actor, now)
    return objection


def withdraw_objection(*, programme: Programme, actor: Actor, now: datetime) -> None:
    """The actor's rows count again in every answer computed from now on."""
    if actor.person_id is None:
        return
    with transaction.atomic():
        held = Objection.objects.select_for_update().filter(
            programme=programme, person_id=actor.person_id, withdrawn_at=None
        )
        objection = held.first()
        if objection is not None:
            held.update(withdrawn_at=now)
            _record("withdraw_objection", objection, actor, now)


def _record(verb: str, objection: Objection, actor: Actor, now: datetime) -> None:
    record(
        actor_id=actor.user_id,
        action=f"programmes.{verb}",
        subject=f"programme:{objection.programme_id}",
        now=now,
        ids={"objection": objection.id},
    )
