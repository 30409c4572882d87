"""Meetings as calendar entries. A moved meeting keeps its UID and has a higher SEQUENCE."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from mentorlift.mentorships.queries.entries import Entry
from mentorlift.notifications.calendar import session_file


def entry_file(entry: Entry, *, zone: ZoneInfo, now: datetime) -> bytes:
    """One meeting as an iCalendar file, titled with whom one meets; nothing of what is talked about."""
    return session_file(
        uid=entry.uid,
        sequence=entry.sequence,
        starts_at=entry.starts_at,
        minutes=entry.minutes,
        title=_("Mentoring with %(name)s") % {"name": entry.names},
        description=settings.PUBLIC_URL.rstrip("/") + reverse("mentorships:session", args=[entry.session_id]),
        organiser=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        attendees=(),
        time_zone=zone.key,
        now=now,
        cancelled=entry.is_dropped,
    )


def entries_file(entries: Iterable[Entry], *, zone: ZoneInfo, now: datetime) -> bytes:
    """Several meetings in one file, to be added to a calendar at once."""
    from icalendar import Calendar

    together = Calendar()
    together.add("prodid", "-//Mentorlift//Meetings//EN")
    together.add("version", "2.0")
    together.add("method", "PUBLISH")
    zones: dict[str, object] = {}
    for entry in entries:
        single = Calendar.from_ical(entry_file(entry, zone=zone, now=now))
        for part in single.subcomponents:
            if part.name != "VTIMEZONE":
                together.add_component(part)
            elif str(part["TZID"]) not in zones:
                zones[str(part["TZID"])] = part
                together.add_component(part)
    return together.to_ical()
