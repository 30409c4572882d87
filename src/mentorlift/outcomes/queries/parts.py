"""The stored files that count now, and the directory they are read against."""

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from mentorlift.files.cells import day_number
from mentorlift.outcomes.folders import stored_path
from mentorlift.outcomes.models import OutcomeImport
from mentorlift.people.models import Employment, Identity, Leave

if TYPE_CHECKING:
    from mentorlift.files.store import Known, Part

NEVER = day_number(date.max)


def parts(every: str = "day") -> "list[Part]":
    """The files of one rhythm that were taken over and not taken back, the oldest first."""
    from mentorlift.files.store import Part

    counted = OutcomeImport.objects.filter(
        taken_over_at__isnull=False, withdrawn_at=None, every=every, first_on__isnull=False
    )
    return [
        Part(
            path=stored_path(upload),
            metrics=tuple(upload.metrics),
            first=day_number(upload.first_on),
            last=day_number(upload.last_on),
        )
        for upload in counted.order_by("taken_over_at", "id")
        if upload.first_on and upload.last_on
    ]


def directory() -> "list[Known]":
    """Everybody with a code and their spells of employment: two queries."""
    from mentorlift.files.store import Known

    spells: dict[object, list[tuple[int, int]]] = defaultdict(list)
    rows = Employment.objects.order_by("person_id", "hired_on").values_list("person_id", "hired_on", "exited_on")
    for person_id, hired, exited in rows.iterator(chunk_size=5_000):
        spells[person_id].append((day_number(hired), day_number(exited) if exited else NEVER))
    return [
        Known(code, str(person_id), tuple(spells[person_id]))
        for code, person_id in Identity.objects.values_list("code", "person_id")
    ]


def leaves() -> list[tuple[str, int, int]]:
    """(person, first day away, first day back) of everybody, in days since 1970."""
    rows = Leave.objects.values_list("person_id", "from_on", "to_on")
    return [(str(person), day_number(first), day_number(back)) for person, first, back in rows]
