"""Whom somebody talks with, for the two; and counts for programme managers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Good, InformalPair, InformalTalk
from mentorlift.mentorships.policies import may_pair
from mentorlift.mentorships.rules.reasons import FEWEST
from mentorlift.people.queries import names, organisation_day

LATELY = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Talking:
    """One colleague: `asks_me` where my answer is awaited, `goes_on` once both agreed."""

    pair: InformalPair
    name: str
    asks_me: bool
    goes_on: bool
    talks: int
    last: InformalTalk | None


@dataclass(frozen=True, kw_only=True)
class TalkCounts:
    """Over the last four weeks; None where there are fewer than five, so that nobody can be told from it."""

    pairs: int | None
    talks: int | None
    good: int | None
    answers: int | None
    fewest: int = FEWEST


def own_talks(actor: Actor) -> QuerySet[InformalPair]:
    """What the actor is one of and has not ended. No granted role adds any."""
    if actor.person_id is None:
        return InformalPair.objects.none()
    mine = Q(asked_by=actor.person_id) | Q(asked=actor.person_id)
    return InformalPair.objects.filter(mine, ended_at=None)


def whom_i_talk_with(actor: Actor) -> list[Talking]:
    """By name; three queries for any number."""
    found = list(own_talks(actor).annotate(days=Count("talks__on", distinct=True)).prefetch_related("talks"))
    if actor.person_id is None:
        return []
    known = names(pair.other(actor.person_id) for pair in found)
    rows = [_row(pair, actor.person_id, known.get(pair.other(actor.person_id), "")) for pair in found]
    return sorted(rows, key=lambda row: (not row.asks_me, row.name.casefold()))


def _row(pair: InformalPair, me: UUID, name: str) -> Talking:
    return Talking(
        pair=pair,
        name=name,
        asks_me=pair.accepted_at is None and pair.asked_id == me,
        goes_on=pair.accepted_at is not None,
        talks=len({talk.on for talk in pair.talks.all()}),
        last=next(iter(pair.talks.all()), None),
    )


def talk_counts(actor: Actor, *, now: datetime) -> TalkCounts | None:
    """For programme managers; None for everybody else."""
    if not may_pair(actor):
        return None
    pairs = InformalPair.objects.filter(accepted_at__isnull=False, ended_at=None).count()
    lately = InformalTalk.objects.filter(on__gt=organisation_day(now) - LATELY)
    two, days = lately.values("pair").distinct().count(), lately.values("pair", "on").distinct().count()
    said = lately.exclude(good="")
    people = said.values("noted_by").distinct().count()
    return TalkCounts(
        pairs=pairs if pairs >= FEWEST else None,
        talks=days if two >= FEWEST else None,
        good=said.filter(good=Good.YES).count() if people >= FEWEST else None,
        answers=said.count() if people >= FEWEST else None,
    )
