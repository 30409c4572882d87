"""The letters a programme sends. Upper rooms add their own kinds, so that no arrow turns back."""

from collections.abc import Mapping
from dataclasses import dataclass

from mentorlift.programmes.timeline import Text


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One kind of letter: `subject` and `body` are the texts it comes with, lazily translated, with {placeholders}.

    `position` orders the kinds by the life of a programme (before the draw 10 to 30, draw 40, pairs 50 to 70, the end
    80 to 90). `placeholders`: each name a text may use and what will stand there, said as a person would say it.
    """

    key: str
    position: int
    title: Text
    reader: Text
    subject: Text
    body: Text
    placeholders: Mapping[str, Text]


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
