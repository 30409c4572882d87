"""Who objected: for each their own, for the analysis whose rows are left out, for nobody else."""

from dataclasses import dataclass
from uuid import UUID

from mentorlift.accounts.actors import Actor
from mentorlift.programmes.models import Objection, Programme, RosterEntry


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A programme on whose list the actor stands, and the objection that holds."""

    programme: Programme
    objection: Objection | None


def own_parts(actor: Actor) -> list[OwnPart]:
    """Opened programmes the actor is measured in, with their objection: two queries."""
    if actor.person_id is None:
        return []
    entries = RosterEntry.objects.filter(person_id=actor.person_id, programme__launch__isnull=False)
    programmes = [entry.programme for entry in entries.select_related("programme").order_by("programme__name")]
    held = {row.programme_id: row for row in Objection.objects.filter(person_id=actor.person_id, withdrawn_at=None)}
    return [OwnPart(programme, held.get(programme.id)) for programme in programmes]


def objecting(programme: Programme) -> set[UUID]:
    """Whose rows are left out of the figures now. For the analysis alone; no page shows these ids."""
    return set(Objection.objects.filter(programme=programme, withdrawn_at=None).values_list("person_id", flat=True))
