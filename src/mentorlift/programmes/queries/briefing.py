"""Whom people report to, and whether these heard of a programme before them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mentorlift.people.models import Identity
from mentorlift.people.queries import organisation_day, posts_held
from mentorlift.programmes.models import ManagerBriefing, Programme, RosterEntry

LEAD = timedelta(minutes=30)  # how long a manager has had the letter when their people get theirs


def managers_of(people: Q, *, now: datetime) -> QuerySet[Identity]:
    """Whom people report to on the day of `now`, or will when they begin; those with an address.

    `people` says of a post whose it is: of thousands the database need not tell the ids first.
    """
    heads = posts_held(organisation_day(now)).filter(people).values("manager_id")
    return Identity.objects.filter(person_id__in=heads).exclude(email="")


def line_managers(person_ids: Iterable[UUID], *, now: datetime) -> set[UUID]:
    """The ids of those of these people."""
    return set(managers_of(Q(person__in=list(person_ids)), now=now).values_list("person_id", flat=True))


@dataclass(frozen=True, slots=True)
class Briefed:
    """Line managers of the people on the lists: how many there are, and how many were written to."""

    managers: int
    told: int

    @property
    def missing(self) -> int:
        return self.managers - self.told


def briefed(programme: Programme, *, now: datetime) -> Briefed:
    """One query, whatever the number of people."""
    listed = RosterEntry.objects.filter(programme=programme).values("person_id")
    was_told = Exists(ManagerBriefing.objects.filter(programme=programme, manager=OuterRef("person")))
    counted = managers_of(Q(person__in=listed), now=now).aggregate(
        managers=Count("person"), told=Count("person", filter=was_told)
    )
    return Briefed(**counted)


def people_hear_from(programme: Programme, person_ids: Iterable[UUID], *, now: datetime) -> datetime:
    """The earliest instant at which these people may be written to: `now`, or after whom they report to."""
    managers = line_managers(person_ids, now=now)
    told = ManagerBriefing.objects.filter(programme=programme, manager_id__in=managers)
    latest = max(told.values_list("due_at", flat=True), default=None)
    if latest is None or settings.MAIL_HOURS != "working":
        return now
    return max(now, latest + LEAD)
