"""How many of a mentor's places are taken: answered by the room that makes pairs, which lies above this one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from mentorlift.programmes.models import MentorOffer, Programme

_counters: list[Callable[[MentorOffer], int]] = []


@dataclass(frozen=True, slots=True)
class InUse:
    """A programme's places, for the database to count: how many of those of some mentors (a subquery of their ids) are
    taken, and a subquery of the people who hold one or need none any more."""

    taken_of: Callable[[QuerySet[Any]], int]
    settled: QuerySet[Any]


_readers: list[Callable[[Programme], InUse]] = []


def register(counter: Callable[[MentorOffer], int]) -> None:
    """Called once from an upper room's AppConfig.ready; the counts of all counters add up."""
    if counter not in _counters:
        _counters.append(counter)


def register_reader(reader: Callable[[Programme], InUse]) -> None:
    """The same for a whole programme."""
    if reader not in _readers:
        _readers.append(reader)


def count(offer: MentorOffer) -> int:
    """Places of `offer` that pairs occupy now."""
    return sum(counter(offer) for counter in _counters)


def of_programme(programme: Programme) -> list[InUse]:
    """What each reader says; their counts add up."""
    return [reader(programme) for reader in _readers]
