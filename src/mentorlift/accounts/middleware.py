"""Gives every request its actor and the words of the organisation."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mentorlift.accounts import renaming
from mentorlift.accounts.actors import ANYONE, actor_of
from mentorlift.accounts.models import User


class ActorMiddleware:
    """Sets `request.actor` and sees to it that texts are in the present words; after the authentication middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.actor = actor_of(user) if isinstance(user, User) else ANYONE  # type: ignore[attr-defined]
        renaming.refresh()
        return self.get_response(request)
