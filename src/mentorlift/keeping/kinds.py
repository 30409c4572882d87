"""The kinds of data that are kept for a time. Each room registers its own, so that no arrow turns back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data with its clock.

    `starts`: what starts the clock, in words; `stays`: what remains afterwards, in words. `default`, `least`, `most`:
    days. `oldest()`: when the clock of the oldest that is still held started, None without any. `remove(before, now)`
    deletes everything whose clock started before `before`, in the caller's transaction, and returns how many; a
    repetition removes nothing more. `is_silent`: even how many went would tell something, so nothing is counted.
    """

    key: str
    position: int
    title: Text
    starts: Text
    stays: Text
    default: int
    least: int
    most: int
    oldest: Callable[[], datetime | None]
    remove: Callable[[datetime, datetime], int]
    is_silent: bool = False


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Add a kind, or replace the one of the same key; called in an AppConfig.ready."""
    _kinds[kind.key] = kind


def kinds() -> list[Kind]:
    """All kinds, in order."""
    return sorted(_kinds.values(), key=lambda kind: (kind.position, kind.key))


def kind_of(key: str) -> Kind:
    """The kind of this key; KeyError for one that nobody registered."""
    return _kinds[key]
