"""People's working hours and time zones, from the directory."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from mentorlift.mentorships.rules.times import WorkingHours
from mentorlift.people.queries import facts_on


def working_hours(person_ids: Iterable[UUID], *, day: date) -> dict[UUID, WorkingHours]:
    """Working hours of each person on `day`; nine to five in the organisation's zone where none are known."""
    wanted = list(person_ids)
    known = {facts.person_id: facts.attributes for facts in facts_on(day, person_ids=wanted)}
    return {
        person_id: WorkingHours.parse(
            str(known.get(person_id, {}).get("working_hours", "")), default_zone=settings.TIME_ZONE
        )
        for person_id in wanted
    }


def zone_of(person_id: UUID | None, *, day: date) -> ZoneInfo:
    """The time zone a person lives by; the organisation's for nobody."""
    if person_id is None:
        return ZoneInfo(settings.TIME_ZONE)
    return working_hours([person_id], day=day)[person_id].zone
