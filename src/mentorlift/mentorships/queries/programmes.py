"""Programmes in which meetings have passed that nobody has said anything about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.queries.counts import own_counts
from mentorlift.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Unknown:
    """A programme with its count of meetings that nobody knows about."""

    programme: Programme
    count: int


def unknown_meetings(running: Iterable[Programme], *, now: datetime) -> list[Unknown]:
    """Those of the `running` programmes with pairs that have meetings whose state is not known."""
    programmes = list(running)
    pairs = Pair.objects.filter(programme__in=programmes, ended_at=None).order_by()
    paired = set(pairs.values_list("programme_id", flat=True).distinct())
    counted = [Unknown(one, own_counts(one, now=now).unknown) for one in programmes if one.id in paired]
    return [one for one in counted if one.count]
