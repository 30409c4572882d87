"""What has happened to somebody since the draw, for their own page. Upper rooms add it, so that no arrow turns back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mentorlift.programmes.models import Programme
from mentorlift.programmes.timeline import Text


@dataclass(frozen=True, slots=True)
class Note:
    """One event of a day, in a sentence that blames nobody."""

    on: date
    text: Text


Finder = Callable[[Programme, UUID], list[Note]]

_finders: dict[str, Finder] = {}


def register(key: str, finder: Finder) -> None:
    """Add a source of events of one person: a pair that ended, a withdrawal; called in an AppConfig.ready."""
    _finders[key] = finder


def notes(programme: Programme, person_id: UUID) -> list[Note]:
    """All events in order of their days."""
    return sorted((note for finder in _finders.values() for note in finder(programme, person_id)), key=_day)


def _day(note: Note) -> date:
    return note.on
