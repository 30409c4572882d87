"""Which days the figures tell of: the calendar an analysis counts by, as the files themselves show it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from mentorlift.outcomes.models import Every, OutcomeImport

SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Days with rows from `first` to `last`. `empty`: days from Monday to Friday without any row, the newest first."""

    zone: str
    first: date | None
    last: date | None
    working_days: int
    on_weekends: int
    empty: list[date]


def calendar() -> Calendar:
    """Of all daily files that count. A day is a working day if anybody has a row on it."""
    counted = OutcomeImport.objects.filter(taken_over_at__isnull=False, withdrawn_at=None, every=Every.DAY)
    told = {date.fromisoformat(day) for days in counted.values_list("days", flat=True) for day in days}
    if not told:
        return Calendar(zone=settings.TIME_ZONE, first=None, last=None, working_days=0, on_weekends=0, empty=[])
    first, last = min(told), max(told)
    span = (last - timedelta(days=back) for back in range((last - first).days + 1))
    return Calendar(
        zone=settings.TIME_ZONE,
        first=first,
        last=last,
        working_days=len(told),
        on_weekends=sum(day.weekday() >= SATURDAY for day in told),
        empty=[day for day in span if day.weekday() < SATURDAY and day not in told],
    )
