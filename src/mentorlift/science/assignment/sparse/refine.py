"""Exact prices for an assignment that is nearly the best, compiled; and the rings of moves by which it gets better.

Nobody may like another post better than his own, so each post costs at least what it costs everybody to stay out of it:
prices are raised until that holds (Bellman 1958; Ford 1956). Raises that go round in a ring never end, and are a ring
of people who would do better by each moving on to the next post: they move (Klein 1967).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mentorlift.science.assignment.sparse.kernel import inner, kernel

if TYPE_CHECKING:
    from mentorlift.science.assignment.pool import Bools, Ints
    from mentorlift.science.assignment.sparse.columns import Int32s
    from mentorlift.science.assignment.sparse.paths import Graph

NONE = -1
PATIENCE = 200  # times every post is looked at; what is not right then is left to the exact search


@kernel
def refine(g: Graph, mate: Int32s, price: Ints) -> None:
    """Changes `mate` (of searchers, then of the holders of places too many, to whom each post is worth nothing) and
    `price`. Whoever has no post, and places nobody has, play no part."""
    n, everyone = len(g.places), len(mate)
    first, following = np.full(n, NONE, dtype=np.int32), np.full(everyone, NONE, dtype=np.int32)
    worth = np.zeros(everyone, dtype=np.int64)
    for k in range(everyone):
        if mate[k] >= 0:
            come(g, k, mate[k], mate, first, following, worth)
    queue, queued = np.flatnonzero(first != NONE).astype(np.int32), np.zeros(n, dtype=np.bool_)
    queue = np.concatenate((queue, np.empty(n - len(queue), dtype=np.int32)))
    size = (first != NONE).sum()
    queued[queue[:size]] = True
    cause = np.full(n, NONE, dtype=np.int32)  # whose wish raised the price of each post last
    for _ in range(PATIENCE):
        if not size:
            break
        queue, size = raise_all(g, price, first, following, worth, queue, size, queued, cause)
        size = raise_floor(g, mate, price, first, queue, size, queued, cause)
        size = rotate_rings(g, mate, first, following, worth, queue, size, queued, cause)


@kernel
def raise_all(
    g: Graph,
    price: Ints,
    first: Int32s,
    following: Int32s,
    worth: Ints,
    queue: Int32s,
    size: int,
    queued: Bools,
    cause: Int32s,
) -> tuple[Int32s, int]:
    """Let everybody at the posts of the queue raise what he would like better; returns the next queue and its size."""
    new, count = np.empty_like(queue), 0
    for at in range(size):
        queued[queue[at]] = False
        k = first[queue[at]]
        while k != NONE:
            if k >= len(g.owner):
                k = following[k]
                continue
            gain = worth[k] - price[queue[at]]
            for e in range(g.start[g.owner[k]], g.start[g.owner[k] + 1]):
                p = g.posts[e]
                if g.weights[e] - gain > price[p]:
                    price[p], cause[p] = g.weights[e] - gain, k
                    if not queued[p] and first[p] != NONE:
                        queued[p] = True
                        new[count] = p
                        count += 1
            k = following[k]
    return new, count


@inner
def ring_gain(g: Graph, start: int, mate: Int32s, worth: Ints, cause: Int32s) -> int:
    """By how much the weights grow if everybody along a ring of causes moves on."""
    at, gain = start, np.int64(0)
    while True:
        k = cause[at]
        gain += worth_of(g, k, at) - worth[k]
        at = mate[k]
        if at == start:
            return gain


@inner
def worth_of(g: Graph, k: int, post: int) -> int:
    if k < len(g.owner):
        for e in range(g.start[g.owner[k]], g.start[g.owner[k] + 1]):
            if g.posts[e] == post:
                return g.weights[e]
    return np.int64(0)


@kernel
def rotate_rings(
    g: Graph,
    mate: Int32s,
    first: Int32s,
    following: Int32s,
    worth: Ints,
    queue: Int32s,
    size: int,
    queued: Bools,
    cause: Int32s,
) -> int:
    """Move everybody along each ring of causes, and look at their posts again; returns the size of the queue."""
    seen = np.zeros(len(cause), dtype=np.int32)
    for p in range(len(cause)):
        at = p
        while at != NONE and seen[at] == 0:
            seen[at] = p + 1
            at = mate[cause[at]] if cause[at] != NONE else NONE
        if at == NONE or seen[at] != p + 1:
            continue
        better = ring_gain(g, at, mate, worth, cause) > 0  # a cause may be older than a move
        while cause[at] != NONE:
            k = cause[at]
            cause[at] = NONE
            before = mate[k]
            if better:
                leave(k, before, first, following)
                come(g, k, at, mate, first, following, worth)
                if not queued[at]:
                    queued[at] = True
                    queue[size] = at
                    size += 1
            at = before
    return size


@inner
def raise_floor(
    g: Graph, mate: Int32s, price: Ints, first: Int32s, queue: Int32s, size: int, queued: Bools, cause: Int32s
) -> int:
    """Let the holder who pays most raise every post that costs less; returns the size of the queue."""
    floor, holder = np.int64(0), NONE
    for k in range(len(g.owner), len(mate)):
        if mate[k] >= 0 and price[mate[k]] > floor:
            floor, holder = price[mate[k]], k
    for p in range(len(price)):
        if price[p] < floor and g.places[p]:
            price[p], cause[p] = floor, holder
            if not queued[p] and first[p] != NONE:
                queued[p] = True
                queue[size] = p
                size += 1
    return size


@inner
def come(g: Graph, k: int, post: int, mate: Int32s, first: Int32s, following: Int32s, worth: Ints) -> None:
    mate[k] = post
    following[k], first[post] = first[post], k
    worth[k] = worth_of(g, k, post)


@inner
def leave(k: int, post: int, first: Int32s, following: Int32s) -> None:
    """Take k off the chain of those at a post."""
    if first[post] == k:
        first[post] = following[k]
        return
    other = first[post]
    while following[other] != k:
        other = following[other]
    following[other] = following[k]
