"""The pairs of one week among many people: nearly the best there are, with a bound that says how nearly."""

import numpy as np

from mentorlift.science.assignment.pool import Bools, Ints
from mentorlift.science.assignment.solver import dense_solver

Couple = tuple[int, int]


def near_best_week(worth: Ints, left: Bools, may_rest: Bools) -> tuple[list[Couple], int | None]:
    """Couples among people who may be a pair (`left`, symmetric, as `worth`), and what no week with everybody scores
    above; None where somebody is left out without need to (one of an odd number, of those who `may_rest`, is not).

    Everybody asks for one other and is asked by one: the best such choice is an assignment, and half of what it scores
    a bound, since a week of pairs is one (Edmonds 1965: what pairs can have beyond it lies in rings of an odd number).
    Its rings are cut into pairs, and pairs exchange partners, two and two, until that gains nothing more.
    """
    people = len(worth)
    table = weights(worth, left, may_rest)
    if not len(table):
        return [], 0
    _rows, asked = dense_solver()(table.astype(np.float64), maximize=True)
    couples = exchanged(table, np.array(cut_rings(table, asked), dtype=np.int64).reshape(-1, 2))
    barred = -int(table.min(initial=0))
    made = [(int(i), int(j)) for i, j in np.sort(couples, axis=1) if j < people and left[i, j]]
    full = bool((table[couples[:, 0], couples[:, 1]] > -barred).all()) if barred else True
    bound = int(table[np.arange(len(table)), asked].sum()) // 2
    return made, bound if full else None


def weights(worth: Ints, left: Bools, may_rest: Bools) -> Ints:
    """What each pair is worth, less than any sum where it may not be made; to an odd number comes one who is nobody,
    with whom whoever may rest does."""
    people = len(worth)
    size = people + people % 2
    barred = (int(worth[left].max(initial=0)) + 1) * size
    table = np.full((size, size), -barred)
    table[:people, :people] = np.where(left, worth, -barred)
    if size > people:
        table[people, :people] = table[:people, people] = np.where(may_rest, 0, -barred)
    return table


def cut_rings(table: Ints, asked: Ints) -> list[Couple]:
    """The rings of who asks whom as couples: of an even ring the better half, of an odd one all but one, and these by
    twos."""
    out: list[Couple] = []
    over: list[int] = []
    seen = np.zeros(len(asked), dtype=bool)
    for first in range(len(asked)):
        ring = []
        at = first
        while not seen[at]:
            seen[at] = True
            ring.append(at)
            at = int(asked[at])
        if ring:
            best = max((turned(ring, k) for k in range(len(ring))), key=lambda one: sum(int(table[c]) for c in one))
            out += best
            over += [i for i in ring if i not in {person for couple in best for person in couple}]
    return out + list(zip(over[::2], over[1::2], strict=True))


def turned(ring: list[int], start: int) -> list[Couple]:
    """Neighbours by twos from one place of a ring."""
    order = ring[start:] + ring[:start]
    return list(zip(order[:-1:2], order[1::2], strict=True))


def exchanged(table: Ints, couples: Ints) -> Ints:
    """Two couples exchange partners where that gains most, until it gains nothing anywhere."""
    while len(couples) > 1:
        a, b = couples.T
        own = table[a, b]
        straight = table[np.ix_(a, a)] + table[np.ix_(b, b)]
        across = table[np.ix_(a, b)]
        across = across + across.T
        gain = np.maximum(straight, across) - own[:, None] - own[None, :]
        np.fill_diagonal(gain, 0)
        other = gain.argmax(axis=1)
        most = gain[np.arange(len(a)), other]
        if most.max() <= 0:
            break
        taken = np.zeros(len(a), dtype=bool)
        for k in np.argsort(-most, kind="stable").tolist():
            m = int(other[k])
            if most[k] <= 0 or taken[k] or taken[m]:
                continue
            taken[[k, m]] = True
            if straight[k, m] >= across[k, m]:
                b[k], a[m] = a[m], b[k]
            else:
                b[k], b[m] = b[m], b[k]
        couples = np.stack((a, b), axis=1)
    return couples
