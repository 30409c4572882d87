"""What is left of a mentorship whose pair ended: its weeks, and for whom none is."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, QuerySet

from mentorlift.mentorships.models import Ending, Pair, Session
from mentorlift.programmes.models import Programme

PARTED = (Ending.ENDED, Ending.REPLACED)  # of two people who could have gone on


def meetings_left(pair: Pair | OuterRef) -> QuerySet[Session]:
    """The weekly meetings that were still ahead when a pair ended."""
    return Session.objects.filter(pair=pair, week__isnull=False, dropped_at__isnull=False)


def first_week_left(pair: Pair) -> int | None:
    """The week somebody new begins with; None where all meetings had passed."""
    found: int | None = meetings_left(pair).aggregate(first=Min("week"))["first"]
    return found


def last_pairs(programme: Programme, protege_ids: Collection[UUID]) -> dict[UUID, Pair]:
    """The pair that each of these protégés had before in the programme and that nobody followed yet."""
    found = Pair.objects.filter(programme=programme, protege__in=protege_ids, ended_at__isnull=False, followed_by=None)
    return {pair.protege_id: pair for pair in found.order_by("ended_at", "id").select_related("question_set")}


def went_through(programme_id: UUID) -> QuerySet[Pair]:
    """Ended pairs after which nothing is left to hold: whoever stands in one waits for nobody."""
    ended = Pair.objects.filter(programme=programme_id, ended_at__isnull=False, followed_by=None, week=None)
    return ended.filter(~Exists(meetings_left(OuterRef("pk"))))


def parted(programme_id: UUID) -> dict[tuple[UUID, UUID], datetime]:
    """(protégé, mentor) of every pair that ended although both stayed, and when it did last."""
    ended = Pair.objects.filter(ending__kind__in=PARTED, programme=programme_id).order_by("ended_at")
    return {(one, two): at for one, two, at in ended.values_list("protege_id", "mentor_id", "ending__at")}
