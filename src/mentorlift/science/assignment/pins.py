"""Pairs that are kept whatever else: where they are in the pool, and what stands against them."""

from collections.abc import Callable

from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Pool

Faults = list[tuple[int, str]]


def places_of(policy: Policy, pool: Pool, allowed: Callable[[int, int], bool]) -> tuple[list[tuple[int, int]], Faults]:
    """Pins as (row, column), and (place of the pin, sentence) for every pin that cannot be kept."""
    rows = {person: i for i, person in enumerate(pool.proteges.ids)}
    cols = {person: j for j, person in enumerate(pool.mentors.ids)}
    left = pool.capacity.copy()
    out: dict[int, int] = {}
    faults: Faults = []
    for place, (protege, mentor) in enumerate(policy.pins):
        i, j = rows.get(protege), cols.get(mentor)
        if i is None or j is None:
            missing = f"protégé {protege}" if i is None else f"mentor {mentor}"
            faults.append((place, f"{missing} is not in the pool; take the pin out or add the person"))
        elif not allowed(i, j):
            faults.append((place, f"{protege} with {mentor} breaks a rule; take out the pin or the rule"))
        elif i in out:
            faults.append((place, f"{protege} is pinned twice; keep one"))
        elif left[j] == 0:
            faults.append((place, f"{mentor} has no place left for {protege}; raise the capacity or drop a pin"))
        else:
            left[j] -= 1
            out[i] = j
    return list(out.items()), faults
