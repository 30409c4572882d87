"""How many of a mentor's places are taken: answered by the room that makes pairs, which lies above this one."""

from collections.abc import Callable

from mentorlift.programmes.models import MentorOffer

_counters: list[Callable[[MentorOffer], int]] = []


def register(counter: Callable[[MentorOffer], int]) -> None:
    """Called once from an upper room's AppConfig.ready; the counts of all counters add up."""
    if counter not in _counters:
        _counters.append(counter)


def count(offer: MentorOffer) -> int:
    """Places of `offer` that pairs occupy now."""
    return sum(counter(offer) for counter in _counters)
