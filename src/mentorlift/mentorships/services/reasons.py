"""Count a reason for the end of a pair, and keep nothing that leads to the pair."""

from django.db.models import F

from mentorlift.mentorships.models import Reason, ReasonCount
from mentorlift.mentorships.rules.reasons import is_due
from mentorlift.programmes.models import Programme


def count_reason(programme: Programme, reason: str) -> None:
    """Inside the caller's transaction. The figures that are read move when enough answers have come."""
    Programme.objects.select_for_update().get(id=programme.id)
    counts = ReasonCount.objects.filter(programme=programme)
    ReasonCount.objects.bulk_create(
        [ReasonCount(programme=programme, reason=one) for one in Reason.values], ignore_conflicts=True
    )
    counts.filter(reason=Reason(reason)).update(said=F("said") + 1)
    rows = list(counts)
    if is_due({row.reason: row.said for row in rows}, {row.reason: row.shown for row in rows}):
        counts.update(shown=F("said"))
