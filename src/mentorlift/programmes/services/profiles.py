"""What mentors and protégés say of themselves: keep it, pause, end a pause."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.programmes.models import (
    Aims,
    Backed,
    Helping,
    MentorOffer,
    MentorPause,
    MentorProfile,
    MentorSupport,
    Programme,
    RosterEntry,
    Willing,
)
from mentorlift.programmes.services.faults import refuse_when_ended


class UnableToKeep(Exception):
    """Nothing changed; the text says why and what to do."""


def keep_profile(
    *, offer: MentorOffer, topics: str, achieved: str, will_not: str, willing: str, actor_id: str, now: datetime
) -> MentorProfile:
    """Keep a mentor's own words. Raises UnableToKeep for somebody who has not said yes."""
    with transaction.atomic():
        kept = _accepted(offer)
        if willing not in ("", *Willing.values):
            raise UnableToKeep(_("Choose one of the answers, or none."))
        kept.topics = topics.strip()
        kept.save(update_fields=["topics"])
        profile, _fresh = MentorProfile.objects.update_or_create(
            offer=kept,
            defaults={
                "achieved": achieved.strip(),
                "will_not": will_not.strip(),
                "willing": willing,
                "written_at": now,
            },
        )
        _record("keep_profile", f"offer:{kept.id}", actor_id, now)
    return profile


def pause(*, offer: MentorOffer, from_on: date, to_on: date | None, actor_id: str, now: datetime) -> MentorPause:
    """Give no places from `from_on` until the day before `to_on`, or without an end; in place of an earlier pause.

    Pairs, meetings and the places themselves stay as they are. Raises UnableToKeep.
    """
    with transaction.atomic():
        kept = _accepted(offer)
        if to_on is not None and to_on <= from_on:
            raise UnableToKeep(_("A pause has to end after it begins."))
        _lift(kept, actor_id, now)
        made = MentorPause.objects.create(offer=kept, from_on=from_on, to_on=to_on, set_at=now, set_by=actor_id)
        _record("pause", f"offer:{kept.id}", actor_id, now, from_on=from_on, to_on=to_on)
    return made


def end_pause(*, offer: MentorOffer, actor_id: str, now: datetime) -> None:
    """Give places again from now on. Raises UnableToKeep where there is no pause."""
    with transaction.atomic():
        kept = _accepted(offer)
        if not _lift(kept, actor_id, now):
            raise UnableToKeep(_("There is no pause to end."))
        _record("end_pause", f"offer:{kept.id}", actor_id, now)


def keep_support(
    *, offer: MentorOffer, helping: str, backed: str, asks_for_help: bool, actor_id: str, now: datetime
) -> MentorSupport:
    """Keep how a mentor feels about it. The audit record says that they answered, never what. Raises UnableToKeep."""
    with transaction.atomic():
        kept = _accepted(offer)
        if helping not in ("", *Helping.values) or backed not in ("", *Backed.values):
            raise UnableToKeep(_("Choose one of the answers, or none."))
        said, _fresh = MentorSupport.objects.update_or_create(
            offer=kept,
            defaults={"helping": helping, "backed": backed, "asks_for_help": asks_for_help, "written_at": now},
        )
        _record("keep_support", f"offer:{kept.id}", actor_id, now)
    return said


def keep_aims(
    *, programme: Programme, person_id: UUID, wants_to_learn: str, aims_for: str, actor_id: str, now: datetime
) -> Aims:
    """Keep what somebody on a list would like to learn and is aiming for. Raises UnableToKeep for anybody else."""
    with transaction.atomic():
        refuse_when_ended(programme, UnableToKeep)
        if not RosterEntry.objects.filter(programme=programme, person_id=person_id).exists():
            raise UnableToKeep(_("Only people on a list of this programme are asked what they want to learn."))
        said, _fresh = Aims.objects.update_or_create(
            programme=programme,
            person_id=person_id,
            defaults={"wants_to_learn": wants_to_learn.strip(), "aims_for": aims_for.strip(), "written_at": now},
        )
        _record("keep_aims", f"programme:{programme.id}", actor_id, now, person=person_id)
    return said


def _accepted(offer: MentorOffer) -> MentorOffer:
    """The offer, held until the transaction ends: whoever gives its places away waits, or we do."""
    kept = MentorOffer.objects.select_for_update().select_related("programme").get(id=offer.id)
    refuse_when_ended(kept.programme, UnableToKeep)
    if not kept.accepted:
        raise UnableToKeep(_("Say yes first; a profile is for those who mentor."))
    return kept


def _lift(offer: MentorOffer, actor_id: str, now: datetime) -> bool:
    return bool(offer.pauses.filter(lifted_at=None).update(lifted_at=now, lifted_by=actor_id))


def _record(verb: str, subject: str, actor_id: str, now: datetime, **ids: object) -> None:
    record(actor_id=actor_id, action=f"programmes.{verb}", subject=subject, now=now, ids=ids)
