"""What every page of this room needs: the actor's clock, and their pairs or nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Pair, Session
from mentorlift.mentorships.queries.hours import zone_of
from mentorlift.mentorships.queries.pairs import own_pairs, visible_pairs
from mentorlift.mentorships.queries.sessions import own_sessions, visible_sessions
from mentorlift.people.queries import organisation_day
from mentorlift.ui.http import Request

View = Callable[..., HttpResponse]


def actor_of(request: Request) -> Actor:
    """Who is asking."""
    return request.actor


def in_own_time(view: View) -> View:
    """Show times as on the actor's own wall; nobody signed in, or without a person, gets the organisation's."""

    @wraps(view)
    def wrapped(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        with timezone.override(zone_of(actor_of(request).person_id, day=organisation_day(timezone.now()))):
            return view(request, *args, **kwargs)

    return wrapped


def visible_pair(request: Request, pair_id: UUID) -> Pair:
    return get_object_or_404(visible_pairs(actor_of(request)), id=pair_id)


def own_pair(request: Request, pair_id: UUID) -> Pair:
    return get_object_or_404(own_pairs(actor_of(request)), id=pair_id)


def visible_session(request: Request, session_id: UUID) -> Session:
    return get_object_or_404(visible_sessions(actor_of(request)), id=session_id)


def own_session(request: Request, session_id: UUID) -> Session:
    return get_object_or_404(own_sessions(actor_of(request)), id=session_id)
