"""Tell line managers what a programme is, before their people hear of it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from mentorlift.audit.services import record
from mentorlift.jobs.services import enqueue
from mentorlift.people.queries import organisation_day, working_hours
from mentorlift.programmes.models import ManagerBriefing, MentorOffer, Programme, RosterEntry
from mentorlift.programmes.queries.briefing import line_managers


def brief_managers(*, programme: Programme, actor_id: str, now: datetime) -> int:
    """Write to whom everybody on a list, and everybody named as a mentor, reports to; each once. Returns how many."""
    listed = RosterEntry.objects.filter(programme=programme).values_list("person_id", flat=True)
    named = MentorOffer.objects.filter(programme=programme).values_list("person_id", flat=True)
    return brief_first(programme=programme, person_ids={*listed, *named}, actor_id=actor_id, now=now)


def brief_first(*, programme: Programme, person_ids: Iterable[UUID], actor_id: str, now: datetime) -> int:
    """Write to whom these people report to and who was not written to yet, before anybody writes to the people.

    Inside the transaction of what is about to be written to them; see queries.briefing.people_hear_from.
    """
    with transaction.atomic():
        managers = line_managers(person_ids, now=now)
        told = set(ManagerBriefing.objects.filter(programme=programme).values_list("manager_id", flat=True))
        fresh = sorted(managers - told)
        if not fresh:
            return 0
        hours = working_hours(fresh, day=organisation_day(now))
        ManagerBriefing.objects.bulk_create(
            [
                ManagerBriefing(
                    programme=programme,
                    manager_id=manager_id,
                    at=now,
                    by=actor_id,
                    due_at=hours[manager_id].next_open(now) if settings.MAIL_HOURS == "working" else now,
                )
                for manager_id in fresh
            ],
            ignore_conflicts=True,
        )
        enqueue(
            "programmes.send_briefings",
            now=now,
            requested_by=actor_id,
            programme_id=str(programme.id),
            manager_ids=[str(manager_id) for manager_id in fresh],
        )
        record(
            actor_id=actor_id,
            action="programmes.brief_managers",
            subject=f"programme:{programme.id}",
            now=now,
            ids={"managers": len(fresh)},
        )
    return len(fresh)
