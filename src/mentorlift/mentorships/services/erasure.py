"""What people wrote goes with them."""

from datetime import datetime

from django.db import transaction

from mentorlift.audit.services import record
from mentorlift.mentorships.models import Away, FeltSupport, Sheet


def remove_days_away_of_erased() -> int:
    """What the erased said of the days on which they were away goes too."""
    return Away.objects.filter(person__identity__isnull=True).delete()[0]


def remove_felt_support_of_erased() -> int:
    """Whether the erased felt supported goes too; counts, in which nobody is found, stay."""
    return FeltSupport.objects.filter(person__identity__isnull=True).delete()[0]


def remove_texts_of_erased(*, now: datetime) -> int:
    """Empty the sheets of people who were erased from the directory; dates stay. Returns how many were emptied."""
    left = Sheet.objects.filter(author__identity__isnull=True).exclude(sealed=b"")
    with transaction.atomic():
        ids = list(left.values_list("id", flat=True))
        Sheet.objects.filter(id__in=ids).update(sealed=b"", advised=None, told=None)
        if ids:
            record(
                actor_id="job:mentorships.sweep",
                action="mentorships.remove_texts",
                subject="sheets:erased",
                now=now,
                ids={"sheets": ids},
            )
    return len(ids)
