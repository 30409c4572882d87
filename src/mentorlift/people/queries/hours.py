"""People's working hours and time zones, from the directory."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.conf import settings

from mentorlift.files.working_hours import WorkingHours
from mentorlift.people.queries.facts import posts_from


def working_hours(person_ids: Iterable[UUID], *, day: date) -> dict[UUID, WorkingHours]:
    """Working hours of each person on `day`, or of the post they begin next: one query.

    Nine to five in the organisation's zone where none are known.
    """
    wanted = list(person_ids)
    known = {person_id: post.attributes for person_id, post in posts_from(day, person_ids=wanted).items()}
    return {
        person_id: WorkingHours.parse(
            str(known.get(person_id, {}).get("working_hours", "")), default_zone=settings.TIME_ZONE
        )
        for person_id in wanted
    }
