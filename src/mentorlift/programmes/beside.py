"""What stands beside the life of a programme on its page. Upper rooms add their part, so that no arrow turns back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentorlift.accounts.actors import Actor
from mentorlift.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Panel:
    """A template with what it shows as `panel`."""

    template: str
    context: Mapping[str, Any]


Finder = Callable[[Programme, Actor, datetime], Panel | None]

_finders: dict[str, Finder] = {}


def register_panel(key: str, finder: Finder) -> None:
    """`finder` returns None for whoever may not see it; a few queries. Called in an AppConfig.ready."""
    _finders[key] = finder


def panels(programme: Programme, *, actor: Actor, now: datetime) -> list[Panel]:
    """What this actor sees beside the steps."""
    return [found for finder in _finders.values() if (found := finder(programme, actor, now))]
