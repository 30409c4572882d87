"""Calendar files (RFC 5545 and 5546) for one meeting: request, change, cancel."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText


def session_file(
    *,
    uid: str,
    sequence: int,
    starts_at: datetime,
    minutes: int,
    title: str,
    description: str,
    organiser: str,
    attendees: Sequence[str],
    time_zone: str,
    now: datetime,
    place: str = "",
    cancelled: bool = False,
) -> bytes:
    """One meeting as an iCalendar file.

    `uid` stays the same for the life of the meeting; `sequence` rises with every change, so that a calendar
    replaces what it has. `starts_at` is aware and shown in `time_zone` (an IANA name), whose rules travel along, so
    that a change of the clocks does not move the meeting; in the hour that they repeat it is in UTC. With `cancelled`,
    calendars take it out.
    """
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", now)
    start, end = _walls(starts_at, minutes, ZoneInfo(time_zone))
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", title)
    event.add("description", description)
    if place:
        event.add("location", vText(place))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event["organizer"] = vCalAddress(f"mailto:{organiser}")
    for address in attendees:
        event.add("attendee", _attendee(address), encode=False)

    calendar = Calendar()
    calendar.add("prodid", "-//Mentorlift//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    calendar.add_component(event)
    # the rules of the years around the meeting; all of them since 1970 would be ten times as long
    calendar.add_missing_timezones(date(start.year - 1, 1, 1), date(start.year + 2, 1, 1))
    return calendar.to_ical()


def _walls(starts_at: datetime, minutes: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end on the wall of `zone`, `minutes` apart in time that passes.

    A wall-clock time in a file is the first of two that the clocks repeat (RFC 5545, 3.3.5); the second is in UTC.
    """
    instants = starts_at.astimezone(UTC), starts_at.astimezone(UTC) + timedelta(minutes=minutes)
    start, end = (at.astimezone(zone) for at in instants)
    return instants if start.fold or end.fold else (start, end)


def _attendee(address: str) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText("NEEDS-ACTION")
    return attendee
