"""What the lowest rooms need to know of whoever asks; `accounts.actors.Actor`, above them, fits it."""

from typing import Protocol

from django.http import HttpRequest


class Asker(Protocol):
    """Somebody with an id ("" for nobody), administrator, reviewer, or neither."""

    @property
    def user_id(self) -> str: ...

    @property
    def is_administrator(self) -> bool: ...

    @property
    def is_reviewer(self) -> bool: ...


class AskedRequest(HttpRequest):
    """A request as our middleware hands it on."""

    actor: Asker
