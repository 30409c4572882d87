"""Programmes in which meetings have passed that nobody has said anything about."""

from dataclasses import dataclass
from datetime import datetime

from mentorlift.accounts.actors import Actor
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
    running = runnable_programmes(actor).filter(closing=None, stop=None, pairs__ended_at=None, pairs__isnull=False)
    counted = [Unknown(programme, meeting_counts(programme, now=now).unknown) for programme in running.distinct()]
    return [one for one in counted if one.count]
