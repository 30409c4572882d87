"""The time zone somebody lives by."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from mentorlift.people.queries import working_hours


def zone_of(person_id: UUID | None, *, day: date) -> ZoneInfo:
    """The time zone a person lives by; the organisation's for nobody."""
    if person_id is None:
        return ZoneInfo(settings.TIME_ZONE)
    return working_hours([person_id], day=day)[person_id].zone
