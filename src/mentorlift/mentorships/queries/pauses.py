"""Pairs that have a meeting ahead on a day on which one of the two is away."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Away, Pair, Session
from mentorlift.mentorships.queries.days import spells_away
from mentorlift.people.queries import organisation_day, working_hours
from mentorlift.programmes.models import Programme


def pairs_with_somebody_away(*, now: datetime) -> list[Pair]:
    """Open pairs of programmes that go on, whose weeks have to move: a few queries a programme."""
    found: list[Pair] = []
    going_on = Programme.objects.filter(launch__isnull=False, closing=None, stop=None)
    for programme in going_on.filter(pairs__ended_at=None, pairs__week=None).distinct().order_by("created_at"):
        found += _of_programme(programme, now=now)
    return found


def _of_programme(programme: Programme, *, now: datetime) -> list[Pair]:
    ahead = Session.objects.filter(pair__programme=programme, pair__ended_at=None, pair__week=None, week__isnull=False)
    ahead = ahead.filter(dropped_at=None, starts_at__gt=now, reports__isnull=True).select_related("pair")
    sessions = list(ahead.order_by("pair_id", "week"))
    people = {person for one in sessions for person in (one.pair.protege_id, one.pair.mentor_id)}
    today = organisation_day(now)
    away: dict[UUID, list[tuple[date, date]]] = defaultdict(list)
    for person_id, first, back in spells_away(people, programme=programme):
        if back > today:
            away[person_id].append((first, back))
    if not away:
        return []
    hours = working_hours({one.pair.protege_id for one in sessions}, day=today)
    hit = {one.pair_id: one.pair for one in sessions if _is_hit(one, away, hours[one.pair.protege_id].zone)}
    for pair in hit.values():
        pair.programme = programme
    return list(hit.values())


def _is_hit(session: Session, away: dict[UUID, list[tuple[date, date]]], zone: ZoneInfo) -> bool:
    day = session.starts_at.astimezone(zone).date()
    two = (session.pair.protege_id, session.pair.mentor_id)
    return any(first <= day < back for one in two for first, back in away.get(one, ()))


def own_days_away(actor: Actor, *, now: datetime) -> QuerySet[Away]:
    """What the actor said of themselves and what has not passed; nobody else reads it."""
    if actor.person_id is None:
        return Away.objects.none()
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return Away.objects.filter(person=actor.person_id, taken_back_at=None, to_on__gt=today)
