"""Every page of a programme speaks in the words of its form."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from mentorlift.accounts import renaming
from mentorlift.programmes.role_words import words_at


class InWordsOfTheProgramme:
    """From the view to the finished page; nothing of it stays for the next request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with renaming.within({}):
            return self.get_response(request)

    def process_view(self, _request: HttpRequest, _view: object, _args: object, kwargs: dict[str, Any]) -> None:
        renaming.say(words_at(kwargs))
