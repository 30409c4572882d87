"""Meetings that took place, per person: what the measurement calls the dose."""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from mentorlift.mentorships.models import Session
from mentorlift.mentorships.queries.states import held_states
from mentorlift.programmes.models import Cohort


class Dose(NamedTuple):
    """Meetings of one person: `held` took place; `unknown` lie in the past and nobody knows, which is not "no"."""

    held: int
    unknown: int


def dose(cohort: Cohort, *, now: datetime | None = None) -> dict[UUID, Dose]:
    """By protégé id, over all their pairs in the cohort; people who never had a pair are absent. Extra talks count.

    Where pairs change every week both are of the draw, and it counts for both.
    """
    at = now or timezone.now()
    sessions = list(Session.objects.filter(pair__cohort=cohort, dropped_at=None).select_related("pair"))
    states = held_states(sessions, now=at)
    counts: dict[UUID, list[int]] = defaultdict(lambda: [0, 0])
    for session in sessions:
        pair, state = session.pair, states[session.id]
        for person_id in (pair.protege_id, *([pair.mentor_id] if pair.week is not None else [])):
            counts[person_id][0] += state.took_place
            counts[person_id][1] += state.is_unknown and session.starts_at <= at
    return {person_id: Dose(*count) for person_id, count in counts.items()}
