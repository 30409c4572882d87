"""What several parts of one page ask of a programme, found once."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from mentorlift.programmes.models import Programme

Found = TypeVar("Found")


def once(programme: Programme, now: datetime, what: str, find: Callable[[], Found]) -> Found:
    """What `find` says at the moment `now`, kept on this very object: the rail and the page beside it ask the same.

    For views and steps, whose `now` is read off the clock once a request; an object that is read again knows nothing.
    """
    kept: dict[tuple[str, datetime], Found] = programme.__dict__.setdefault("_found_once", {})
    if (what, now) not in kept:
        kept[what, now] = find()
    return kept[what, now]


def found_at(programme: Programme, now: datetime, what: str) -> bool:
    """Whether some part has asked already."""
    return (what, now) in programme.__dict__.get("_found_once", {})
