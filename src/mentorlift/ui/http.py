"""The request as views see it: after the middleware it knows who asks."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from mentorlift.accounts.actors import Actor


class Request(HttpRequest):
    """For annotations only: `actor` is set by accounts.middleware."""

    actor: "Actor"
