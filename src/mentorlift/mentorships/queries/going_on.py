"""Pairs of closed programmes whose two are asked whether they want to go on talking."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Ending, GoingOnWord, InformalPair, Pair
from mentorlift.people.queries import facts_on, names, organisation_day

ASKED_FOR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class GoingOn:
    """One pair as one of the two sees it: what they said, and whether both agreed. Never the other's word alone."""

    pair: Pair
    partner: str
    said: bool | None
    goes_on: bool
    is_open: bool  # it can still be answered


def asked_pairs(now: datetime) -> QuerySet[Pair]:
    """Pairs that lasted until their programme was closed as planned, at most sixty days ago."""
    found = Pair.objects.filter(week=None, ending__kind=Ending.CLOSED, programme__closing__at__gt=now - ASKED_FOR)
    return found.filter(programme__closing__at__lte=now).select_related("programme__closing")


def own_going_on(actor: Actor, *, now: datetime) -> list[GoingOn]:
    """The pairs of the actor that are asked, except those whose partner has left; five queries for any number."""
    if actor.person_id is None:
        return []
    me = actor.person_id
    pairs = list(asked_pairs(now).filter(Q(protege=me) | Q(mentor=me)).order_by("starts_on", "id"))
    if not pairs:
        return []
    others = {pair.other(me) for pair in pairs}
    today = organisation_day(now)
    here = {one.person_id for one in facts_on(today, person_ids=others) if not one.exited_on or one.exited_on > today}
    known = names(others)
    said = dict(GoingOnWord.objects.filter(pair__in=pairs, person=me).values_list("pair_id", "wants"))
    talking = talking_with(me)
    return [
        GoingOn(
            pair=pair,
            partner=known.get(pair.other(me), ""),
            said=said.get(pair.id),
            goes_on=pair.other(me) in talking,
            is_open=pair.other(me) not in talking,
        )
        for pair in pairs
        if pair.other(me) in here
    ]


def talking_with(person_id: UUID) -> set[UUID]:
    """Those with whom somebody has an informal pair that both agreed to."""
    mine = Q(asked_by=person_id) | Q(asked=person_id)
    return {one.other(person_id) for one in InformalPair.objects.filter(mine, ended_at=None, accepted_at__isnull=False)}
