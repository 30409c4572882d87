"""Who may write in confidence, and who may read it. One function a question; no granted role adds anybody."""

from uuid import UUID

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Pair
from mentorlift.programmes.models import MentorOffer, Programme, RosterEntry
from mentorlift.trust.models import Matter


def may_name_contacts(actor: Actor) -> bool:
    """Programme managers name them; they do not learn whether anybody writes."""
    return actor.is_programme_manager


def takes_part(person_id: UUID | None, programme: Programme) -> bool:
    """On a list, a mentor who said yes, or one of a pair: before, during and after it."""
    if person_id is None:
        return False
    return (
        RosterEntry.objects.filter(programme=programme, person_id=person_id).exists()
        or MentorOffer.objects.filter(programme=programme, person_id=person_id, accepted=True).exists()
        or Pair.objects.filter(programme=programme, protege_id=person_id).exists()
        or Pair.objects.filter(programme=programme, mentor_id=person_id).exists()
    )


def may_write(actor: Actor, programme: Programme) -> bool:
    """Everybody who takes part."""
    return takes_part(actor.person_id, programme)


def is_writer(actor: Actor, matter: Matter) -> bool:
    return actor.person_id is not None and actor.person_id == matter.writer_id


def is_contact(actor: Actor, matter: Matter) -> bool:
    """The person it was written to, also after somebody else was named; the one who was named cannot read it."""
    return actor.person_id is not None and actor.person_id == matter.contact.person_id


def may_read_matter(actor: Actor, matter: Matter) -> bool:
    """These two, and nobody else."""
    return is_writer(actor, matter) or is_contact(actor, matter)
