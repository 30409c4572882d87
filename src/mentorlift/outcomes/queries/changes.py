"""Which files changed the stored figures in a time, and on which days."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from mentorlift.outcomes.models import Every, OutcomeImport


@dataclass(frozen=True, kw_only=True)
class FileChange:
    """A daily file that began or ceased to count at `at`. Person-days by day, only of days on which any differs."""

    import_id: UUID
    file_name: str
    at: datetime
    taken_back: bool
    metrics: frozenset[str]
    new: dict[date, int]
    corrected: dict[date, int]


def file_changes(*, since: datetime, until: datetime | None = None) -> list[FileChange]:
    """Files taken over or taken back after `since` and not after `until`, in order; what did both is left out.

    Of a file taken back every row it had counts as corrected: what it had replaced counts again. What went because its
    time was over corrects nothing.
    """
    fresh = Q(taken_over_at__gt=since, withdrawn_at=None)
    gone = Q(withdrawn_at__gt=since, taken_over_at__lte=since, aged_out_at=None)
    if until is not None:
        still = Q(withdrawn_at=None) | Q(withdrawn_at__gt=until)
        fresh = Q(taken_over_at__gt=since, taken_over_at__lte=until) & still
        gone &= Q(withdrawn_at__lte=until)
    found = [_change(upload, since) for upload in OutcomeImport.objects.filter(fresh | gone, every=Every.DAY)]
    return sorted(found, key=lambda change: change.at)


def _change(upload: OutcomeImport, since: datetime) -> FileChange:
    assert upload.taken_over_at
    taken_back = upload.taken_over_at <= since
    days = {date.fromisoformat(day): counts for day, counts in upload.days.items()}
    return FileChange(
        import_id=upload.id,
        file_name=upload.file_name,
        at=upload.withdrawn_at if taken_back and upload.withdrawn_at else upload.taken_over_at,
        taken_back=taken_back,
        metrics=frozenset(upload.metrics),
        new={} if taken_back else {day: counts[1] for day, counts in days.items() if counts[1]},
        corrected={day: n for day, counts in days.items() if (n := counts[0] if taken_back else counts[2])},
    )
