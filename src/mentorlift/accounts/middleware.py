"""Gives every request its actor, the language of the account and the words of the organisation."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from mentorlift.accounts import renaming
from mentorlift.accounts.actors import ANYONE, actor_of
from mentorlift.accounts.models import User

ACTED = "acted_at"  # in the session: when somebody who holds a role last sent something


class ActorMiddleware:
    """Sets `request.actor`, and says texts in the language of the account and the present words.

    After the authentication middleware. Whoever is not signed in reads the language of the browser.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.spoken = dict(settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        actor = ANYONE
        if isinstance(user, User):
            actor = replace(actor_of(user), acted_at=_acted_at(request))
        request.actor = actor  # type: ignore[attr-defined]
        if isinstance(user, User) and user.language != translation.get_language() and user.language in self.spoken:
            translation.activate(user.language)
        renaming.refresh()
        answer = self.get_response(request)
        if actor.roles and request.user.is_authenticated and request.method not in ("GET", "HEAD"):
            request.session[ACTED] = timezone.now().timestamp()
        return answer


def _acted_at(request: HttpRequest) -> datetime:
    return datetime.fromtimestamp(request.session.get(ACTED, 0), tz=UTC)
