"""Before a programme is closed: what is still open, and what people will read. Upper rooms add what they know."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mentorlift.accounts.actors import Actor
from mentorlift.programmes.models import Programme
from mentorlift.programmes.timeline import Text


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """Something that is not finished, as a sentence; what closing makes of it; and where it is finished."""

    line: Text
    then: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter of the closing as one kind of reader will get it, and how many there are."""

    reader: Text
    people: int
    subject: str
    body: str


Finder = Callable[[Programme, datetime], list[OpenEnd]]
Previews = Callable[[Programme, Actor, datetime], list[Preview]]

_finders: dict[str, Finder] = {}
_previews: dict[str, Previews] = {}


def register_open_ends(key: str, finder: Finder) -> None:
    """Called in an AppConfig.ready; a few queries, never one a person."""
    _finders[key] = finder


def register_previews(key: str, previews: Previews) -> None:
    """Called in an AppConfig.ready."""
    _previews[key] = previews


def open_ends(programme: Programme, *, now: datetime) -> list[OpenEnd]:
    """Everything that is not finished; empty when nothing stands against closing."""
    return [one for finder in _finders.values() for one in finder(programme, now)]


def previews(programme: Programme, actor: Actor, *, now: datetime) -> list[Preview]:
    """The letters that closing would write."""
    return [one for found in _previews.values() for one in found(programme, actor, now)]
