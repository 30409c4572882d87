"""Which pairs somebody sees, and which need somebody new."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Ending, Pair
from mentorlift.mentorships.queries.left import meetings_left
from mentorlift.people.queries import facts_on, organisation_day
from mentorlift.programmes.models import StepAside

NEWS_LASTS = timedelta(days=14)


def own_pairs(actor: Actor) -> QuerySet[Pair]:
    """The pairs the actor is one of, the open ones first."""
    if actor.person_id is None:
        return Pair.objects.none()
    mine = Q(protege_id=actor.person_id) | Q(mentor_id=actor.person_id)
    return Pair.objects.filter(mine).select_related("programme", "ending").order_by("-starts_on", "id")


def visible_pairs(actor: Actor) -> QuerySet[Pair]:
    """The actor's own pairs; for a programme manager all of them, without what was written in them."""
    if actor.is_programme_manager:
        found = Pair.objects.select_related("programme", "ending")
        return found.order_by("-starts_on", "programme__name", "protege__identity__name", "id")
    return own_pairs(actor)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody whose partner is gone: a protégé without a mentor, or a mentor with a free place."""

    pair: Pair
    person_id: UUID
    needs_mentor: bool


def pairs_to_rematch(actor: Actor, *, now: datetime) -> list[Waiting]:
    """For programme managers: protégés who wait for a new mentor, then mentors whose place came free of late.

    A protégé with meetings left waits until paired again, or until they leave too. Closed and stopped programmes
    wait for nobody.
    """
    if not actor.is_programme_manager:
        return []
    again = Pair.objects.filter(programme=OuterRef("programme"), protege=OuterRef("protege"), ended_at=None)
    aside = StepAside.objects.filter(programme=OuterRef("programme"), back_at=None, person=OuterRef("protege"))
    ended = (
        Pair.objects.filter(ending__kind__in=[Ending.LEFT, Ending.ENDED], week=None)
        .filter(programme__closing=None, programme__stop=None)
        .filter(~Exists(again), ~Exists(aside), Exists(meetings_left(OuterRef("pk"))), followed_by=None)
        .select_related("programme", "ending")
        .order_by("ended_at")
    )
    people = {person_id for pair in ended for person_id in (pair.protege_id, pair.mentor_id)}
    day = organisation_day(now)
    gone = {f.person_id for f in facts_on(day, person_ids=people) if f.exited_on and f.exited_on <= day}
    waiting = [Waiting(pair, pair.protege_id, True) for pair in ended if pair.protege_id not in gone]
    freed = [pair for pair in ended if pair.protege_id in gone and pair.mentor_id not in gone]
    recent = [pair for pair in freed if pair.ended_at and now - pair.ended_at < NEWS_LASTS]
    return waiting + [Waiting(pair, pair.mentor_id, False) for pair in recent]
