"""Write down what went otherwise: an early start of the others, who steps aside, events from outside, a handover."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from mentorlift.accounts.models import Role, User
from mentorlift.audit.services import record
from mentorlift.people.queries import names, organisation_day
from mentorlift.programmes.letters import in_words_of, readers_of, write
from mentorlift.programmes.models import (
    Cohort,
    EarlyStart,
    Handover,
    OutsideEvent,
    Programme,
    RosterEntry,
    StepAside,
)
from mentorlift.programmes.services.faults import UnableToChange, refuse_when_ended


class UnableToStartOthers(Exception):
    """The others start when they were to start; the text says why."""


class UnableToStepAside(Exception):
    """Nothing was written down; the text says why."""


def bring_forward(*, cohort: Cohort, starts_on: date, reason: str, actor_id: str, now: datetime) -> EarlyStart:
    """Those drawn for later start on `starts_on`. Once an intake; raises UnableToStartOthers.

    Whether they were drawn is asked by the room above, which knows draws.
    """
    if not reason.strip():
        raise UnableToStartOthers(_("Say why: whoever reads the results will ask."))
    with transaction.atomic():
        locked = Cohort.objects.select_for_update().select_related("programme").get(id=cohort.id)
        refuse_when_ended(locked.programme, UnableToStartOthers)
        if EarlyStart.objects.filter(cohort=locked).exists():
            raise UnableToStartOthers(_("The others of this intake were brought forward already."))
        if starts_on < organisation_day(now) or starts_on <= locked.starts_on:
            raise UnableToStartOthers(_("Choose a day ahead, after the first day of those mentored now."))
        if locked.serves_on is not None and starts_on >= locked.serves_on:
            raise UnableToStartOthers(_("They start on that day or before it anyway."))
        early = EarlyStart.objects.create(
            cohort=locked,
            planned_on=locked.serves_on,
            starts_on=starts_on,
            reason=reason.strip()[:300],
            at=now,
            by=actor_id,
        )
        locked.serves_on = starts_on
        locked.save(update_fields=["serves_on"])
        ids = {"planned_on": early.planned_on, "starts_on": starts_on}
        record(actor_id=actor_id, action="programmes.bring_forward", subject=f"cohort:{locked.id}", now=now, ids=ids)
    return early


def step_aside(
    *, programme: Programme, person_id: UUID, kind: str, on: date, actor_id: str, now: datetime
) -> StepAside:
    """Somebody on a list takes no part from `on` on. Raises UnableToStepAside; no reason is asked or kept."""
    with transaction.atomic():
        locked = Programme.objects.select_for_update().get(id=programme.id)
        refuse_when_ended(locked, UnableToStepAside)
        if kind not in StepAside.Kind.values:
            raise UnableToStepAside(_("Choose excused or withdrew."))
        if not RosterEntry.objects.filter(programme=locked, person_id=person_id).exists():
            raise UnableToStepAside(_("This person is on no list of this programme."))
        if StepAside.objects.filter(programme=locked, person_id=person_id, back_at=None).exists():
            raise UnableToStepAside(_("This is written down already."))
        row = StepAside.objects.create(programme=locked, person_id=person_id, kind=kind, on=on, at=now, by=actor_id)
        _record("step_aside", locked, actor_id, now, person=person_id, kind=kind, on=on)
    return row


def come_back(*, programme: Programme, person_id: UUID, actor_id: str, now: datetime) -> None:
    """The person takes part again, in the arm they were always in."""
    with transaction.atomic():
        rows = StepAside.objects.filter(programme=programme, person_id=person_id, back_at=None)
        if rows.update(back_at=now, back_by=actor_id):
            _record("come_back", programme, actor_id, now, person=person_id)


def note_event(
    *, programme: Programme, on: date, what: str, sites: Sequence[str] = (), actor_id: str, now: datetime
) -> OutsideEvent:
    """Something from outside that may have moved sales. Raises UnableToChange without a word for it."""
    if not what.strip():
        raise UnableToChange(_("Say in a few words what happened."))
    with transaction.atomic():
        event = OutsideEvent.objects.create(
            programme=programme, on=on, what=what.strip()[:120], sites=sorted(set(sites)), at=now, by=actor_id
        )
        _record("note_event", programme, actor_id, now, on=on, sites=len(event.sites))
    return event


def withdraw_event(*, programme: Programme, event_id: int, actor_id: str, now: datetime) -> None:
    """It was written down by mistake; the row stays, and nobody is shown it any more."""
    with transaction.atomic():
        rows = OutsideEvent.objects.filter(programme=programme, id=event_id, withdrawn_at=None)
        if rows.update(withdrawn_at=now, withdrawn_by=actor_id):
            _record("withdraw_event", programme, actor_id, now, event=event_id)


def hand_over(*, programme: Programme, to_id: UUID, actor_id: str, now: datetime) -> Handover:
    """Another programme manager is in charge from now on; both are told. Raises UnableToChange."""
    with transaction.atomic():
        locked = Programme.objects.select_for_update().get(id=programme.id)
        refuse_when_ended(locked, UnableToChange)
        if to_id == locked.owner_id:
            raise UnableToChange(_("This person is in charge already."))
        managing = User.objects.filter(
            person_id=to_id,
            is_active=True,
            granted_roles__role=Role.PROGRAMME_MANAGER,
            granted_roles__revoked_at=None,
        )
        if not managing.exists():
            raise UnableToChange(
                _("This person has no account as a programme manager. Ask an administrator for the role first.")
            )
        row = Handover.objects.create(
            programme=locked, from_person_id=locked.owner_id, to_person_id=to_id, at=now, by=actor_id
        )
        locked.owner_id = to_id
        locked.save(update_fields=["owner_id"])
        _tell(row, actor_id, now)
        _record("hand_over", locked, actor_id, now, passed_from=row.from_person_id, passed_to=to_id)
    return row


def _tell(row: Handover, actor_id: str, now: datetime) -> None:
    both = [row.from_person_id, row.to_person_id]
    known = names(both)
    values = {
        "programme": row.programme.name,
        "before": known.get(row.from_person_id, ""),
        "after": known.get(row.to_person_id, ""),
        "link": f"{settings.PUBLIC_URL}{reverse('programmes:programme', args=[row.programme_id])}",
    }
    for who in readers_of(both, now).values():
        with in_words_of(who, row.programme):
            key = f"handover:{row.id}:{who.person_id}"
            write(row.programme, "handover", who, values | {"name": who.name}, key=key, now=now, actor_id=actor_id)


def _record(verb: str, programme: Programme, actor_id: str, now: datetime, **ids: object) -> None:
    record(actor_id=actor_id, action=f"programmes.{verb}", subject=f"programme:{programme.id}", now=now, ids=ids)
