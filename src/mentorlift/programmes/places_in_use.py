"""How many of a mentor's places are taken: answered by the room that makes pairs, which lies above this one."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from mentorlift.programmes.models import MentorOffer, Programme

_counters: list[Callable[[MentorOffer], int]] = []


@dataclass(frozen=True, slots=True)
class InUse:
    """A programme's places: `taken` by mentor, and the people who hold one or need none any more."""

    taken: Counter[UUID] = field(default_factory=Counter)
    settled: frozenset[UUID] = frozenset()


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


def of_programme(programme: Programme) -> InUse:
    """The places of all mentors of a programme."""
    found = [reader(programme) for reader in _readers]
    taken: Counter[UUID] = sum((one.taken for one in found), Counter())
    return InUse(taken, frozenset().union(*(one.settled for one in found)))
