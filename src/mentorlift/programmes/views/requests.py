"""What every page of this room starts from."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from mentorlift.accounts.actors import ANYONE, Actor
from mentorlift.programmes import queries, timeline
from mentorlift.programmes.models import Cohort, Programme


def actor_of(request: HttpRequest) -> Actor:
    return getattr(request, "actor", ANYONE)


def readable(request: HttpRequest, programme_id: UUID) -> Programme:
    """The programme, for somebody who may read its life; otherwise it does not exist."""
    return get_object_or_404(queries.list_programmes(actor_of(request)), id=programme_id)


def runnable(request: HttpRequest, programme_id: UUID) -> Programme:
    """The programme, for somebody who may change it; otherwise it does not exist."""
    return get_object_or_404(queries.runnable_programmes(actor_of(request)), id=programme_id)


def cohort_of(programme: Programme, cohort_id: UUID) -> Cohort:
    cohort = get_object_or_404(Cohort, programme=programme, id=cohort_id)
    cohort.programme = programme
    return cohort


def who_and_when(request: HttpRequest) -> dict[str, Any]:
    """The two words every service asks for."""
    return {"actor_id": actor_of(request).user_id, "now": timezone.now()}


def uuids(texts: list[str]) -> set[UUID]:
    """The ids among what a request sent."""
    found = set()
    for text in texts:
        with suppress(ValueError):
            found.add(UUID(text))
    return found


def must(allowed: bool) -> None:
    if not allowed:
        raise Http404


def today() -> date:
    return timezone.localdate()


def within(
    request: HttpRequest, programme: Programme, current: str, *, now: datetime | None = None, **context: Any
) -> dict[str, Any]:
    """The context of a page that stands beside the rail of its programme; the rail shares what was found at `now`."""
    actor, now = actor_of(request), now or timezone.now()
    return {
        "programme": programme,
        "now": now,
        "timeline": timeline.of(programme, actor=actor, now=now),
        "current": current,
        "section": "programmes",
        "runs": queries.runnable_programmes(actor).filter(id=programme.id).exists(),
        **context,
    }
