"""Gives every request its actor, the language of the account and the words of the organisation."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from mentorlift.accounts import renaming
from mentorlift.accounts.actors import ANYONE, actor_of
from mentorlift.accounts.models import User


class ActorMiddleware:
    """Sets `request.actor`, and says texts in the language of the account and the present words.

    After the authentication middleware. Whoever is not signed in reads the language of the browser.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.spoken = dict(settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.actor = actor_of(user) if isinstance(user, User) else ANYONE  # type: ignore[attr-defined]
        if isinstance(user, User) and user.language != translation.get_language() and user.language in self.spoken:
            translation.activate(user.language)
        renaming.refresh()
        return self.get_response(request)
