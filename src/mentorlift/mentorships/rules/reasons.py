"""When the counts of reasons may be read, so that nobody can tell who said what. Pure."""

from collections.abc import Mapping

FEWEST = 5


def is_due(said: Mapping[str, int], shown: Mapping[str, int]) -> bool:
    """Whether the figures that are read may move: only by five answers or more at a time."""
    return sum(said.values()) - sum(shown.values()) >= FEWEST


def readable(shown: Mapping[str, int]) -> tuple[dict[str, int], int]:
    """(reasons given at least five times, how many gave any other), out of the figures that may be read."""
    told = {reason: count for reason, count in shown.items() if count >= FEWEST}
    return told, sum(shown.values()) - sum(told.values())
