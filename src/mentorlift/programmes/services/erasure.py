"""What the erased said of themselves goes, and with the end of a programme what its mentors said of their load."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mentorlift.audit.services import record
from mentorlift.programmes.models import Aims, MentorOffer, MentorProfile, MentorSupport, Outside, SeenWell

NOTHING = "–"  # a reason is never empty


def remove_words(*, now: datetime) -> int:
    """Delete profiles, aims, words and reasons about people erased from the directory, and answers about support of
    programmes that ended. Returns how many rows went or were emptied."""
    erased, gone = Q(offer__person__identity__isnull=True), Q(person__identity__isnull=True)
    over = Q(offer__programme__closing__isnull=False) | Q(offer__programme__stop__isnull=False)
    with transaction.atomic():
        counts = [
            MentorProfile.objects.filter(erased).delete()[0],
            MentorSupport.objects.filter(erased | over).delete()[0],
            SeenWell.objects.filter(erased).delete()[0],
            Aims.objects.filter(gone).delete()[0],
            MentorOffer.objects.filter(gone).exclude(topics="").update(topics=""),
            Outside.objects.filter(gone).exclude(reason=NOTHING).update(reason=NOTHING),
        ]
        removed = sum(counts)
        if removed:
            record(
                actor_id="job:programmes.sweep",
                action="programmes.remove_words",
                subject="profiles:erased",
                now=now,
                ids={"removed": removed},
            )
    return removed
