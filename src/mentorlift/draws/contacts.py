"""Whom somebody can ask about their draw. Rooms that know further people add them, so that no arrow turns back."""

from collections.abc import Callable
from dataclasses import dataclass

from mentorlift.people.models import Identity
from mentorlift.programmes.models import Programme
from mentorlift.programmes.timeline import Text


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody with a name, an address ("" where none is known) and what they are there for, as a sentence.

    `url` leads to a page on which one writes to them, "" where there is none.
    """

    name: str
    email: str
    text: Text
    url: str = ""


Finder = Callable[[Programme], Contact | None]

_finders: dict[str, Finder] = {}


def register(key: str, finder: Finder) -> None:
    """Add whom a programme has besides its owner, such as a trusted person; called in an AppConfig.ready."""
    _finders[key] = finder


def contacts(programme: Programme, *, owner_text: Text) -> list[Contact]:
    """The owner first; those without a name, such as the erased, are left out."""
    owner = Identity.objects.filter(person_id=programme.owner_id).first()
    first = [Contact(owner.name, owner.email, owner_text)] if owner else []
    return first + [found for finder in _finders.values() if (found := finder(programme))]
