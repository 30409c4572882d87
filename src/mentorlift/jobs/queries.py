"""Which jobs somebody may see: the own ones; an administrator sees all."""

from typing import Protocol

from django.db.models import QuerySet

from mentorlift.jobs.models import Job


class Asker(Protocol):
    """What this room needs to know of an actor (accounts lies above it)."""

    @property
    def user_id(self) -> str: ...

    @property
    def is_administrator(self) -> bool: ...


def visible_jobs(actor: Asker) -> QuerySet[Job]:
    """Jobs of the asker, newest first; nobody's for nobody."""
    if actor.is_administrator:
        return Job.objects.all()
    if not actor.user_id:
        return Job.objects.none()
    return Job.objects.filter(requested_by=actor.user_id)
