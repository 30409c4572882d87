"""How one place's excess passes on in a large pool: for everyone the pairs nearest to the prices, and no table."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from mentorlift.science.assignment.pool import Ints
from mentorlift.science.assignment.solver import NONE, load
from mentorlift.science.assignment.sparse.bounds import bounds_of
from mentorlift.science.assignment.sparse.columns import Columns, Int32s, part_of
from mentorlift.science.assignment.sparse.edges import best_for_cols, best_heaps
from mentorlift.science.assignment.sparse.rounds import WIDE, Answer, shut

NEAR = 16  # pairs listed for each protégé and for each mentor
FAR = 2**61  # further than any way; two of them still fit
AHEAD, BACK = 0, 1


class Roads(NamedTuple):
    """Nodes are the mentors and, last, the outside (people or places left out). A step moves one protégé on and costs
    the loss of the new pair: gain + price - bonus - score, zero or more, zero on the pairs made.

    First index 0 is the way ahead, 1 the way back. The steps of mentor j, the `owner`, stand at start[., j] to
    start[., j + 1] with the cheapest first; no step that is left out costs less than `rest[., j]`. `out[0]` is what it
    costs to send somebody of a mentor outside (or to fill a free place), `out[1]` to let somebody in (or to leave a
    place empty), `order` the mentors with the cheapest first; `down` and `up` are the ways from the outside and to it.
    The protégés of mentor j are guests[held[j]:held[j + 1]], and no pair of protégé i
    that is left out costs less than `apart[i]`.
    """

    start: Ints
    owner: Int32s
    ends: Int32s
    loss: Ints
    rest: Ints
    out: Ints
    order: Ints
    held: Ints
    guests: Ints
    apart: Ints
    gain: Ints
    price: Ints
    bonus: int
    down: Ints
    up: Ints


def roads(columns: Columns, capacity: Ints, answer: Answer, bonus: int) -> Roads | None:
    """The roads of an answer whose prices hold for every pair. No places: a mentor aside. None where the ways to the
    outside are not found (see `extremes`)."""
    from mentorlift.science.assignment.sparse.extremes import extremes

    people, mentors, home = len(answer.chosen), len(capacity), answer.chosen
    rows, cols = nearest(columns, capacity, answer, bonus)
    placed = np.flatnonzero(home != NONE)
    guests = placed[np.argsort(home[placed], kind="stable")]
    held = np.concatenate(([0], np.cumsum(load(home, mentors)))).astype(np.int64)
    apart, theirs = rest_of(rows, people, NEAR), rest_of(cols, mentors, NEAR)
    rest = np.full((2, mentors), FAR)
    np.minimum.at(rest[AHEAD], home[placed], apart[placed])
    rest[BACK] = theirs
    far = extremes(columns, capacity, answer, bonus, (rows, cols))
    if far is None:
        return None
    start, owner, ends, loss = steps(home, mentors, (rows, cols))
    out = outside(columns, capacity, answer, bonus)
    return Roads(
        start=start,
        owner=owner,
        ends=ends,
        loss=loss,
        rest=rest,
        out=out,
        order=np.argsort(out, axis=1, kind="stable"),
        held=held,
        guests=guests,
        apart=apart,
        gain=answer.gain,
        price=answer.price,
        bonus=bonus,
        down=np.append(far.down, 0),
        up=np.append(far.up, 0),
    )


Near = tuple[Ints, Ints, Ints]  # whose list it stands in, the other of the pair, the loss


def nearest(columns: Columns, capacity: Ints, answer: Answer, bonus: int) -> tuple[Near, Near]:
    """For each protégé and for each mentor with a place the pairs with the least loss, up to NEAR."""
    price = shut(answer.price, capacity)
    gain = answer.gain - bonus - WIDE
    (keys, others), (their_keys, their_others) = best_heaps(columns, bounds_of(columns), gain, price, NEAR, NEAR)
    return listed(keys, others), listed(their_keys, their_others)


def listed(values: Ints, others: Int32s) -> Near:
    who, at = np.nonzero(others >= 0)
    return who, others[who, at].astype(np.int64), WIDE - values[who, at]


def rest_of(near: Near, many: int, most: int) -> Ints:
    """What a pair costs at least that is not listed, for each whose lists these are."""
    last = np.zeros(many, dtype=np.int64)
    np.maximum.at(last, near[0], near[2])
    return np.where(np.bincount(near[0], minlength=many) < most, np.int64(WIDE), last)


def steps(home: Ints, mentors: int, lists: tuple[Near, Near]) -> tuple[Ints, Int32s, Int32s, Ints]:
    """The listed pairs as steps from mentor to mentor, each once at its least loss, by the start and by the end."""
    (rows, their_cols, own), (cols, their_rows, theirs) = lists
    people, to = np.concatenate((rows, their_rows)), np.concatenate((their_cols, cols))
    since, loss = home[people], np.concatenate((own, theirs))
    kept = (since != NONE) & (since != to)
    since, to, loss = since[kept], to[kept], loss[kept]
    order = np.lexsort((loss, since * mentors + to))
    since, to, loss = since[order], to[order], loss[order]
    first = np.ones(len(since), dtype=bool)
    first[1:] = (since[1:] != since[:-1]) | (to[1:] != to[:-1])
    return by_both(since[first], to[first], loss[first], mentors)


def by_both(since: Ints, to: Ints, loss: Ints, mentors: int) -> tuple[Ints, Int32s, Int32s, Ints]:
    """Steps as lists of each start and of each end, the cheapest first."""
    start, owner, ends, losses = [], [], [], []
    for one, other in ((since, to), (to, since)):
        order = np.lexsort((other, loss, one))
        start.append(np.searchsorted(one[order], np.arange(mentors + 1)))
        owner.append(one[order])
        ends.append(other[order])
        losses.append(loss[order])
    numbers = np.array(owner, dtype=np.int32), np.array(ends, dtype=np.int32)
    return np.array(start), *numbers, np.array(losses, dtype=np.int64)


def outside(columns: Columns, capacity: Ints, answer: Answer, bonus: int) -> Ints:
    """What it costs each mentor to send somebody outside, and to let somebody in; FAR where it cannot be."""
    mentors, home = len(capacity), answer.chosen
    held, placed = load(home, mentors), np.flatnonzero(home != NONE)
    out = np.full((2, mentors), FAR)
    np.minimum.at(out[AHEAD], home[placed], answer.gain[placed])
    out[AHEAD, held < capacity] = 0
    out[BACK, held > 0] = answer.price[held > 0]
    alone = np.flatnonzero(home == NONE)
    if len(alone):
        some = part_of(columns, alone, np.arange(mentors))
        best = best_for_cols(some, bounds_of(some), answer.gain[alone] - bonus)[:, 0]
        can = (capacity > 0) & (best > -(2**39))
        out[BACK, can] = np.minimum(out[BACK, can], (answer.price - best)[can])
    return out
