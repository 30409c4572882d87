"""Circles: the open pairs of one mentor in a programme whose form shares its meetings."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from mentorlift.mentorships.models import Pair, Session
from mentorlift.people.queries import names
from mentorlift.programmes.models import Programme
from mentorlift.programmes.role_words import shape_of


def meets_in_circles(programme: Programme) -> bool:
    """Whether a mentor of the programme meets all of theirs together."""
    return shape_of(programme.template).shared


def others_in_circle(pair: Pair) -> QuerySet[Pair]:
    """The other open pairs that meet with this one; none where each pair meets alone."""
    if pair.ended_at is not None or not meets_in_circles(pair.programme):
        return Pair.objects.none()
    found = Pair.objects.filter(programme=pair.programme_id, mentor=pair.mentor_id, ended_at=None)
    return found.exclude(id=pair.id).select_related("programme")


def names_in_circle(pair: Pair) -> list[str]:
    """Who else is in the circle, by name."""
    known = names(others_in_circle(pair).values_list("protege_id", flat=True))
    return sorted(known.values(), key=str.casefold)


def same_meeting(session: Session) -> QuerySet[Session]:
    """The rows of the others in the circle for this meeting of the plan, as long as nobody has spoken of it."""
    if session.week is None:
        return Session.objects.none()
    pairs = others_in_circle(session.pair)
    found = Session.objects.filter(pair__in=pairs, week=session.week, starts_at=session.starts_at, dropped_at=None)
    return found.filter(reports__isnull=True).select_related("pair__programme").order_by("id")


def times_of_circles(
    programme: Programme, mentor_ids: Sequence[UUID], *, besides: Sequence[Pair], now: datetime
) -> dict[UUID, dict[int, Session]]:
    """Mentor -> week -> a meeting that lies ahead in the circle which exists already."""
    ahead = Session.objects.filter(
        pair__programme=programme, pair__mentor__in=mentor_ids, pair__ended_at=None, week__isnull=False, dropped_at=None
    ).filter(starts_at__gt=now)
    found: dict[UUID, dict[int, Session]] = {}
    for session in ahead.exclude(pair__in=besides).select_related("pair").order_by("-starts_at", "id"):
        found.setdefault(session.pair.mentor_id, {})[session.week or 0] = session
    return found
