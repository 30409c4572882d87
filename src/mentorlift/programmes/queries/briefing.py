"""Whom people report to, and whether these heard of a programme before them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from mentorlift.people.models import Identity
from mentorlift.people.queries import organisation_day, posts_from
from mentorlift.programmes.models import ManagerBriefing, Programme, RosterEntry

LEAD = timedelta(minutes=30)  # how long a manager has had the letter when their people get theirs


def line_managers(person_ids: Iterable[UUID], *, now: datetime) -> set[UUID]:
    """Whom these people report to on the day of `now`, or will when they begin; those with an address."""
    posts = posts_from(organisation_day(now), person_ids=person_ids)
    found = {post.manager_id for post in posts.values() if post.manager_id}
    return set(Identity.objects.filter(person_id__in=found).exclude(email="").values_list("person_id", flat=True))


@dataclass(frozen=True, slots=True)
class Briefed:
    """Line managers of the people on the lists: how many there are, and how many were written to."""

    managers: int
    told: int

    @property
    def missing(self) -> int:
        return self.managers - self.told


def briefed(programme: Programme, *, now: datetime) -> Briefed:
    """Five queries, whatever the number of people."""
    listed = RosterEntry.objects.filter(programme=programme).values_list("person_id", flat=True)
    managers = line_managers(listed, now=now)
    told = ManagerBriefing.objects.filter(programme=programme, manager_id__in=managers).count()
    return Briefed(managers=len(managers), told=told)


def people_hear_from(programme: Programme, person_ids: Iterable[UUID], *, now: datetime) -> datetime:
    """The earliest instant at which these people may be written to: `now`, or after whom they report to."""
    managers = line_managers(person_ids, now=now)
    told = ManagerBriefing.objects.filter(programme=programme, manager_id__in=managers)
    latest = max(told.values_list("due_at", flat=True), default=None)
    if latest is None or settings.MAIL_HOURS != "working":
        return now
    return max(now, latest + LEAD)
