"""What the layout needs on every page: the navigation of this actor. Costs one query, for the name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVERYBODY = frozenset({"anyone"})
MANAGERS = frozenset({"programme_manager", "administrator"})
READERS = MANAGERS | {"leader", "analyst", "reviewer"}


@dataclass(frozen=True)
class Door:
    """One entry of the navigation: `section` is what a page names to be marked as current."""

    section: str
    text: Promise | str
    url_name: str
    roles: frozenset[str]


DOORS = (
    Door("today", _("Today"), "reports:today", EVERYBODY),
    Door("programmes", _("Programmes"), "programmes:list", READERS),
    Door("people", _("People"), "people:directory", MANAGERS),
    Door("outcomes", _("Outcomes"), "outcomes:metrics", MANAGERS | {"analyst"}),
)
ADMINISTRATION = (
    Door("accounts", _("Accounts and roles"), "accounts:users", frozenset({"administrator"})),
    Door("words", _("Words"), "accounts:words", frozenset({"administrator"})),
    Door("audit", _("Audit record"), "audit:records", frozenset({"administrator", "reviewer"})),
    Door("notifications", _("Messages sent"), "notifications:log", frozenset({"administrator"})),
    Door("jobs", _("Background work"), "jobs:list", MANAGERS),
    Door("keeping", _("Kept how long"), "keeping:periods", frozenset({"administrator"})),
)


_names: list[Callable[[Any], str]] = []


def show_names(name_of: Callable[[Any], str]) -> None:
    """A room that knows names registers how to find the actor's (one query); the last one counts."""
    _names[:] = [name_of]


ROLE_WORDS = {
    "administrator": _("Administrator"),
    "programme_manager": _("Programme manager"),
    "leader": _("Leader"),
    "analyst": _("Analyst"),
    "reviewer": _("Reviewer"),
}


def page(request: HttpRequest) -> dict[str, Any]:
    """`who`, `doors`, `administration` and `demo` for the layout."""
    actor = getattr(request, "actor", None)
    signed_in = actor is not None and bool(getattr(actor, "user_id", ""))
    roles = (frozenset(actor.roles) | EVERYBODY) if actor is not None and signed_in else frozenset()
    return {
        "who": {
            "name": _names[0](actor) if _names and signed_in else "",
            "role": next((word for role, word in ROLE_WORDS.items() if role in roles), ""),
        },
        "doors": _open(DOORS, roles),
        "administration": _open(ADMINISTRATION, roles),
        "demo": settings.DEMO,
    }


def _open(doors: tuple[Door, ...], roles: frozenset[str]) -> list[dict[str, Any]]:
    found = []
    for door in doors:
        if door.roles & roles:
            try:
                found.append({"section": door.section, "text": door.text, "url": reverse(door.url_name)})
            except NoReverseMatch:
                continue
    return found
