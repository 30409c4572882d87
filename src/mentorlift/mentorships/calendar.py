"""Meetings as calendar entries. A moved meeting keeps its UID and has a higher SEQUENCE."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from mentorlift.mentorships.models import Session
from mentorlift.notifications.calendar import session_file


def session_calendar(session: Session, *, zone: ZoneInfo, now: datetime, with_name: str) -> bytes:
    """One meeting as an iCalendar file, titled with the partner's name; nothing of what is talked about."""
    return session_file(
        uid=session.uid,
        sequence=session.sequence,
        starts_at=session.starts_at,
        minutes=session.minutes,
        title=_("Mentoring with %(name)s") % {"name": with_name},
        description=settings.PUBLIC_URL.rstrip("/") + reverse("mentorships:session", args=[session.id]),
        organiser=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        attendees=(),
        time_zone=zone.key,
        now=now,
        cancelled=session.dropped_at is not None,
    )


def pair_calendar(sessions: Iterable[Session], *, zone: ZoneInfo, now: datetime, with_name: str) -> bytes:
    """Several meetings in one file, to be added to a calendar at once."""
    from icalendar import Calendar

    together = Calendar()
    together.add("prodid", "-//Mentorlift//Meetings//EN")
    together.add("version", "2.0")
    together.add("method", "PUBLISH")
    zones: dict[str, object] = {}
    for session in sessions:
        single = Calendar.from_ical(session_calendar(session, zone=zone, now=now, with_name=with_name))
        for part in single.subcomponents:
            if part.name != "VTIMEZONE":
                together.add_component(part)
            elif str(part["TZID"]) not in zones:
                zones[str(part["TZID"])] = part
                together.add_component(part)
    return together.to_ical()
