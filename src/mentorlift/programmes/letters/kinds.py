"""The letters a programme sends. Upper rooms add their own kinds, so that no arrow turns back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from mentorlift.notifications.models import Pace
from mentorlift.programmes.models import Programme
from mentorlift.programmes.timeline import Text


class To(StrEnum):
    """Who gets a kind of letter; whom its preview can be read as."""

    LISTED = "listed"  # people on a list of the programme
    MENTORS = "mentors"  # named, whether invited already or not
    MANAGERS = "managers"  # whom the people on the lists report to
    PAIRED = "paired"  # either side of a pair: people on a list and mentors
    EVERYBODY = "everybody"  # all of these
    OFFICE = "office"  # whoever holds an office, such as running the programme: the `holders` of the kind


Example = Callable[[Programme, UUID | None, datetime], Mapping[str, str]]


def in_every_programme(programme: Programme) -> bool:
    """A kind that no form of a programme rules out."""
    return True


def nobody_yet(programme: Programme) -> set[UUID]:
    """A kind for a group of the programme, not for an office."""
    return set()


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One kind of letter: `subject` and `body` are the texts it comes with, lazily translated, with {placeholders}.

    `position` orders the kinds by the life of a programme (before the draw 10 to 30, draw 40, pairs 50 to 70, the end
    80 to 90). `placeholders`: each name a text may use and what will stand there, said as a person would say it.
    `fixed`: placeholders without which the letter is none. `pace`: whether it can wait. `example(programme, person,
    now)` gives what would stand there for one recipient, in the language in force, before anything was drawn too, and
    never the outcome of a wish, a draw or a request; what it does not give is shown as its placeholder is described.
    `sent_in`: the programmes that can send it at all. `holders`: who has the office it is for. A kind that is not
    `counted` leaves no trace in the numbers of its programme: that it was sent is a confidence by itself.
    """

    key: str
    position: int
    title: Text
    reader: Text
    subject: Text
    body: Text
    placeholders: Mapping[str, Text]
    to: To = To.LISTED
    fixed: frozenset[str] = frozenset()
    pace: Pace = Pace.AT_ONCE
    example: Example | None = None
    sent_in: Callable[[Programme], bool] = in_every_programme
    holders: Callable[[Programme], set[UUID]] = nobody_yet
    counted: bool = True


_kinds: dict[str, LetterKind] = {}


def register_kind(kind: LetterKind) -> None:
    """Add a kind, or replace the one of the same key; called in an AppConfig.ready."""
    _kinds[kind.key] = kind


def kinds() -> list[LetterKind]:
    """All kinds in the order of a programme's life."""
    return sorted(_kinds.values(), key=lambda kind: (kind.position, kind.key))


def kind_of(key: str) -> LetterKind:
    """The kind of this key; KeyError for one that nobody registered."""
    return _kinds[key]
