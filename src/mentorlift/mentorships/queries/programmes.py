"""Programmes in which meetings have passed that nobody has said anything about."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.queries.counts import meeting_counts
from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries import runnable_programmes


@dataclass(frozen=True, slots=True)
class Unknown:
    """A programme with its count of meetings that nobody knows about."""

    programme: Programme
    count: int


def unknown_meetings(actor: Actor, *, now: datetime) -> list[Unknown]:
    """For programme managers: running programmes with meetings whose state is not known."""
    pairs = Pair.objects.filter(programme=OuterRef("pk"), ended_at=None)
    running = runnable_programmes(actor).filter(Exists(pairs), closing=None, stop=None)
    counted = [Unknown(programme, meeting_counts(programme, now=now).unknown) for programme in running]
    return [one for one in counted if one.count]
