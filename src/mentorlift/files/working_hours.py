"""A person's working day in their own zone: when they can meet, and when they may be written to."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """From `start` to `end` of every working day (Monday to Friday), on the clock of `zone`."""

    zone: ZoneInfo
    start: time = time(9, 0)
    end: time = time(17, 0)

    @classmethod
    def parse(cls, text: str, *, default_zone: str) -> "WorkingHours":
        """`Europe/Berlin 09:00-17:30`; nothing, or what cannot be read, is nine to five in `default_zone`."""
        zone_name, _, span = text.strip().partition(" ")
        start_text, _, end_text = span.partition("-")
        try:
            found = cls(ZoneInfo(zone_name), time.fromisoformat(start_text), time.fromisoformat(end_text))
        except (ValueError, ZoneInfoNotFoundError):
            return cls(ZoneInfo(default_zone))
        return found if found.start < found.end else cls(ZoneInfo(default_zone))

    def __str__(self) -> str:
        """As `parse` reads it."""
        return f"{self.zone.key} {self.start:%H:%M}-{self.end:%H:%M}"

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Start and end of the working day in UTC."""
        ends = (datetime.combine(day, wall, tzinfo=self.zone) for wall in (self.start, self.end))
        start, end = (at.astimezone(UTC) for at in ends)
        return start, end

    def next_open(self, at: datetime) -> datetime:
        """`at` itself inside a working day (its last minute is no more), else the start of the next one, in UTC."""
        day = at.astimezone(self.zone).date()
        while True:
            start, end = self.on(day)
            if day.weekday() < SATURDAY and at < end:
                return max(start, at.astimezone(UTC))
            day += timedelta(days=1)


def next_common(several: set[WorkingHours], at: datetime, *, within: timedelta) -> datetime | None:
    """The first instant from `at` on that lies in the working hours of all; None without one `within` a span."""
    found = at
    while found <= at + within:
        latest = max((hours.next_open(found) for hours in several), default=found)
        if latest == found:
            return found
        found = latest
    return None
