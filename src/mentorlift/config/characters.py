"""Refuses a request whose address or form holds a NUL character: no browser sends one, and PostgreSQL stores none."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class NoNulCharacters:
    """Answers 400 instead of letting the database break on it, on every page alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """After the check of the form's origin, which has read the form already."""
        sent = [text for form in (request.GET, request.POST) for _name, texts in form.lists() for text in texts]
        if any("\0" in text for text in [request.path, *sent]):
            raise BadRequest("a NUL character")
