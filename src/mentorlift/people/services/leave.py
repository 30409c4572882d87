"""Writes spells of leave, never a reason."""

from datetime import datetime, timedelta

from django.db import transaction

from mentorlift.people.models import Leave, PeopleImport
from mentorlift.people.queries.comparison import LeavePreview
from mentorlift.people.services.take_over import BATCH, close


def write_leave(*, upload: PeopleImport, preview: LeavePreview, actor_id: str, now: datetime) -> dict[str, int]:
    """Writes all new spells; one that begins on the day of a known spell replaces it."""
    counts = {"added": len(preview.new), "same": preview.same}
    rows = [
        Leave(person_id=person_id, from_on=spell.first, to_on=spell.last + timedelta(days=1))
        for person_id, spell in preview.new
    ]
    with transaction.atomic():
        close(upload=upload, counts=counts, actor_id=actor_id, now=now)
        Leave.objects.bulk_create(
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["person", "from_on"],
            update_fields=["to_on"],
        )
    return counts
