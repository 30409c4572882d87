"""Circles of many people: good ones, with a bound on what any could be."""

from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.circle_rules import CircleRules
from mentorlift.science.assignment.limits import NotWorkedOut
from mentorlift.science.assignment.pool import Bools, Ints, Pool
from mentorlift.science.assignment.solver import NONE, best, load, total


class NotFound(NotWorkedOut):
    """No circles were found around the pins; there may be some."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """The mentor of each protégé, NONE for nobody. Nobody can place more than `most_placed`, and none of as many placed
    as here scores more than `bound`."""

    chosen: Ints
    most_placed: int
    bound: int


def many_circles(pool: Pool, rules: CircleRules, scores: Ints, allowed: Bools, pinned: list[tuple[int, int]]) -> Found:
    """Circles that keep all rules. Raises NotFound for pins.

    The best pairs without the rules among members are an assignment, which is the bound. Whoever breaks such a rule,
    the lower score first, is kept from that mentor, and circles too small are closed; then the rest is assigned anew,
    until all rules hold. Every round takes pairs away, so it ends.
    """
    from mentorlift.science.assignment.circles import room, unfit_groups

    most, least = room(pool, rules)
    edges = with_pins(allowed & (most > 0), pinned)
    unfit: list[set[int]] = [set() for _ in pool.proteges.ids]
    for number, group in enumerate(unfit_groups(pool, rules)):
        for i in group:
            unfit[i].add(number)
    bonus = int(np.where(edges, scores, 0).max(initial=0)) * len(scores) + 1
    weights = scores + bonus
    for i, j in pinned:
        weights[i, j] += bonus * (len(scores) + 1)  # pins before any number of others
    open_to = edges.copy()
    first = chosen = best(weights, edges, most)
    while worse := broken(chosen, scores, unfit, least, set(pinned)):
        for i, j in worse:
            edges[i, j] = False
        chosen = best(weights, edges, most)
    held = load(chosen, len(most))
    if any(chosen[i] != j for i, j in pinned) or ((held > 0) & (held < least)).any():
        raise NotFound("no circles were found around the pins; drop a pin, or change [circle]")
    placed = int((first != NONE).sum())
    free = first if int((chosen != NONE).sum()) == placed else best(scores, open_to, most)
    return Found(chosen=chosen, most_placed=placed, bound=total(scores, free))


def with_pins(edges: Bools, pinned: list[tuple[int, int]]) -> Bools:
    """The same pairs, those pinned with nobody else."""
    out = edges.copy()
    for i, j in pinned:
        out[i] = False
        out[i, j] = edges[i, j]
    return out


def broken(
    chosen: Ints, scores: Ints, unfit: list[set[int]], least: Ints, pinned: set[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Pairs to give up: members who do not fit in their circle; where all do, everybody with the smaller half of the
    mentors whose circles are too small. None where all rules hold, but for circles too small around a pin."""
    lost = outsiders(chosen, scores, unfit, pinned)
    if lost:
        return lost
    held = load(chosen, len(least))
    kept = {j for _, j in pinned}
    small = [j for j in np.flatnonzero((held > 0) & (held < least)).tolist() if j not in kept]
    small.sort(key=lambda j: (int(held[j] - least[j]), j))
    return [(i, j) for j in small[: -(-len(small) // 2)] for i in range(len(chosen))]


def outsiders(chosen: Ints, scores: Ints, unfit: list[set[int]], pinned: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Members who may not be in one circle with somebody pinned, or with somebody who scores more; pins stay."""
    out = []
    for j in np.unique(chosen[chosen != NONE]).tolist():
        members = sorted(((i, j) not in pinned, -int(scores[i, j]), i) for i in np.flatnonzero(chosen == j).tolist())
        taken: set[int] = set()
        for _free, _score, i in members:
            if not taken & unfit[i]:
                taken |= unfit[i]
            elif (i, j) in pinned:
                raise NotFound("the pins cannot be kept under the rules of a circle; drop a pin, or change [circle]")
            else:
                out.append((i, j))
    return out
