"""Which groups are not shown because they, or what is shown beside them, would tell of single people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SMALLEST_GROUP = 5
Bools = NDArray[np.bool_]
Group = tuple[str, str]  # (field, value)


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """`small`: groups of fewer than `least`; `beside`: larger ones whose figures would give a small one away."""

    small: frozenset[Group]
    beside: frozenset[Group]

    @property
    def all(self) -> frozenset[Group]:
        return self.small | self.beside


def hidden_groups(
    fields: Mapping[str, Sequence[str]],
    counted: Bools,
    *,
    given: frozenset[Group] = frozenset(),
    least: int = SMALLEST_GROUP,
) -> Hidden:
    """The groups to hide when people are shown by each of `fields` (field -> value of every person) beside the total.

    Of each person `counted` says whether they stand in the figures; `given` is hidden already. What is left of the
    total, or of a shown group, after the shown groups of another field that lie within it, must be nobody or at least
    `least` people; the smallest of those shown groups join the hidden ones until it is. Differences of groups that only
    overlap are not looked at.
    """
    values = {field: np.array(column, dtype=object)[counted] for field, column in fields.items()}
    sizes = {(field, str(value)): count for field, column in values.items() for value, count in counts(column).items()}
    sizes |= {(field, value): 0 for field, column in fields.items() for value in set(column)} | sizes
    inside = {None: set(sizes)} | {group: set[Group]() for group in sizes}
    for one, column in values.items():
        for other, around in values.items():
            if one != other:
                for value, container in only_container(column, around).items():
                    inside[other, container].add((one, value))
    small = {group for group, size in sizes.items() if 0 < size < least}
    hidden = small | set(given)
    while leak := first_leak(inside, sizes, int(counted.sum()), hidden, least):
        hidden.add(leak)
    return Hidden(small=frozenset(small), beside=frozenset(hidden - small))


def counts(column: np.ndarray) -> dict[str, int]:
    """How often each value stands in a column."""
    found, often = np.unique(column.astype(str), return_counts=True)
    return dict(zip(found.tolist(), often.tolist(), strict=True))


def only_container(column: np.ndarray, around: np.ndarray) -> dict[str, str]:
    """For each value of one column the value of the other that all its people have, where they have one."""
    found: dict[str, set[str]] = {}
    for value, container in set(zip(column.tolist(), around.tolist(), strict=True)):
        found.setdefault(value, set()).add(container)
    return {value: containers.pop() for value, containers in found.items() if len(containers) == 1}


def first_leak(
    inside: Mapping[Group | None, set[Group]],
    sizes: Mapping[Group, int],
    everybody: int,
    hidden: set[Group],
    least: int,
) -> Group | None:
    """The next group to hide, None when nothing shown tells of too few."""
    shown = sorted((group for group in sizes if group not in hidden and sizes[group]), key=lambda g: (sizes[g], g))
    for container in (None, *shown):
        parts: dict[str, list[Group]] = {}
        for group in inside[container]:
            if group not in hidden and sizes[group]:
                parts.setdefault(group[0], []).append(group)
        for _field, groups in sorted(parts.items()):
            left = (everybody if container is None else sizes[container]) - sum(sizes[group] for group in groups)
            if 0 < left < least:
                return min(groups, key=lambda g: (sizes[g], g))
    return None
