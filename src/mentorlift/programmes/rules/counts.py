"""Counts of answers that betray nobody."""

from collections import Counter
from collections.abc import Mapping

from mentorlift.science.small_groups import SMALLEST_GROUP

Counts = Mapping[str, int]


def reveals(counts: Counts, *, least: int = SMALLEST_GROUP) -> bool:
    """Whether these counts would tell what single people answered: too few people, or all of one answer."""
    people = sum(counts.values())
    return people < least or max(counts.values(), default=0) == people


def safe_counts(groups: Mapping[str, Counts], *, least: int = SMALLEST_GROUP) -> dict[str, dict[str, int] | None]:
    """Counts by answer of each group, None where they are hidden.

    Groups that reveal somebody are hidden. The total minus what is shown must not reveal anybody either, so the
    smallest of the shown groups join the hidden ones until it does not.
    """
    hidden = {name for name, counts in groups.items() if reveals(counts, least=least)}
    shown = sorted(set(groups) - hidden, key=lambda name: (sum(groups[name].values()), name))
    while hidden and shown and reveals(_together(groups, hidden), least=least):
        hidden.add(shown.pop(0))
    return {name: None if name in hidden else dict(counts) for name, counts in groups.items()}


def _together(groups: Mapping[str, Counts], names: set[str]) -> Counter[str]:
    total = Counter[str]()
    for name in names:
        total.update(groups[name])
    return total
