"""Events from outside, placed on the weeks since each person's start: where they may have moved the weekly picture."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Min

from mentorlift.programmes.models import OutsideEvent, Programme, RosterEntry


@dataclass(frozen=True, kw_only=True)
class EventOnWeeks:
    """`from_week` to `to_week`: weeks since the start in which it falls, of those drawn at its sites who started first
    and last; None where nobody of the programme works there."""

    number: int
    event_id: int
    on: date
    what: str
    sites: tuple[str, ...]
    from_week: int | None
    to_week: int | None

    @property
    def row(self) -> dict[str, Any]:
        """As it stands in results.json."""
        weeks = None if self.from_week is None else [self.from_week, self.to_week]
        return {"number": self.number, "on": self.on.isoformat(), "what": self.what, "sites": list(self.sites)} | {
            "weeks": weeks
        }


def events_of(programme: Programme) -> list[EventOnWeeks]:
    """By day; one query, and one for each event that names sites."""
    drawn = RosterEntry.objects.filter(programme=programme, cohort__draw__isnull=False)
    everywhere = _starts(drawn)
    found = []
    rows = OutsideEvent.objects.filter(programme=programme, withdrawn_at=None)
    for number, event in enumerate(rows, start=1):
        first, last = _starts(drawn.filter(site__in=event.sites)) if event.sites else everywhere
        found.append(
            EventOnWeeks(
                number=number,
                event_id=event.id,
                on=event.on,
                what=event.what,
                sites=tuple(event.sites),
                from_week=None if last is None else (event.on - last).days // 7,
                to_week=None if first is None else (event.on - first).days // 7,
            )
        )
    return found


def _starts(entries: Any) -> tuple[date | None, date | None]:
    found = entries.aggregate(first=Min("started_on"), last=Max("started_on"))
    return found["first"], found["last"]
