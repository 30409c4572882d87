"""Tell everybody drawn how it came out: now, later on a day, or not in this round."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.draws.models import Announcement, Draw
from mentorlift.jobs.services import enqueue
from mentorlift.programmes.services import brief_first


class UnableToTell(Exception):
    """Nobody was written to; the text says why."""


def tell_people(*, draw: Draw | None, actor_id: str, now: datetime) -> Announcement:
    """Write once to everybody drawn. Raises UnableToTell before the draw, and when that was done."""
    if draw is None:
        raise UnableToTell(_("Draw first."))
    with transaction.atomic():
        locked = Draw.objects.select_for_update().get(id=draw.id)
        if Announcement.objects.filter(draw=locked).exists():
            raise UnableToTell(_("Everybody was told already."))
        told = Announcement.objects.create(draw=locked, at=now, by=actor_id)
        people = list(locked.assignments.values_list("person_id", flat=True))
        brief_first(programme=locked.cohort.programme, person_ids=people, actor_id=actor_id, now=now)
        record(
            actor_id=actor_id,
            action="draws.tell",
            subject=f"draw:{locked.id}",
            now=now,
            ids={"people": len(people)},
        )
        enqueue("draws.tell", now=now, requested_by=actor_id, key=f"draws.tell:{locked.id}", draw_id=str(locked.id))
    return told
