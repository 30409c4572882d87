"""A quick first assignment by bids, compiled: nearly the best, and prices that are nearly right everywhere.

Whoever waits bids for the post worth most to them what would make their second choice as good, and a little more
(`eps`); the cheapest place of a post goes to the highest bid. Rounds with an ever smaller `eps` follow each other
(Bertsekas 1988; Bertsekas, Castañon 1989). The places nobody will have bid too, so that their prices come down to one
level: each is a holder, who takes the cheapest post. Nothing here needs to be exact: see paths.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mentorlift.science.assignment.sparse.heap import sink
from mentorlift.science.assignment.sparse.kernel import inner, kernel

if TYPE_CHECKING:
    from mentorlift.science.assignment.pool import Ints
    from mentorlift.science.assignment.sparse.columns import Int32s
    from mentorlift.science.assignment.sparse.paths import Graph

NONE = -1
FACTOR = 8  # eps shrinks by this from round to round
FINE = 5_000  # down to the spread of the weights divided by this: what is left refine.py does more cheaply
ROUGH = 50  # or by this, where prices only have to tell which pairs are worth a look
PATIENCE = 30  # bids for each bidder in a round; who still waits then is left to the exact search
REACH = 16  # nobody bids further than so many times the spread of the weights
LOWEST = -(2**62)


@kernel
def auction(g: Graph, mate: Int32s, price: Ints, parts: int) -> None:
    """Changes `mate` (of searchers, then of the holders, one for each place too many) and `price`. `parts` of the
    spread of the weights is the last `eps`."""
    low, high = g.weights.min(), g.weights.max()
    outside = max(low - REACH * (high - low + 1), 0)
    first = np.zeros(len(g.places) + 1, dtype=np.int64)
    first[1:] = np.cumsum(g.places)
    bids, who = np.empty(first[-1], dtype=np.int64), np.empty(first[-1], dtype=np.int32)
    queue = np.empty(len(mate), dtype=np.int32)
    cheap = np.flatnonzero(g.places > 0).astype(np.int32)
    keys = np.zeros(len(cheap), dtype=np.int64)  # all too low, which least() puts right
    eps, fine = first_eps(g, mate, price, max((high - low) // 16, 1)), max((high - low) // parts, 1)
    while True:
        count = keep(g, mate, price, eps, first, bids, who, queue, keys, cheap)
        bid(g, mate, price, eps, outside, first, bids, who, queue, count, keys, cheap)
        if eps <= fine:
            return
        eps = max(eps // FACTOR, 1)


@inner
def first_eps(g: Graph, mate: Int32s, price: Ints, most: int) -> int:
    """How far off the given mates are on average, of those who are; `most` if hardly anybody has one."""
    total, off, seated = np.float64(0), 0, 0
    for k in range(len(g.owner)):
        if mate[k] < 0:
            continue
        seated += 1
        best, there = values(g, k, mate[k], price)
        if best > there > LOWEST:
            total, off = total + (best - there), off + 1
    if seated < 0.9 * len(g.owner):
        return most
    return min(np.int64(total / max(off, 1)) + 1, most)


@inner
def values(g: Graph, k: int, post: int, price: Ints) -> tuple[int, int]:
    """The most that any post is worth to k, and what `post` is."""
    best, there = np.int64(LOWEST), np.int64(LOWEST)
    for e in range(g.start[g.owner[k]], g.start[g.owner[k] + 1]):
        p = g.posts[e]
        if g.places[p]:
            value = g.weights[e] - price[p]
            best = max(best, value)
            if p == post:
                there = value
    return best, there


@kernel
def keep(
    g: Graph,
    mate: Int32s,
    price: Ints,
    eps: int,
    first: Int32s,
    bids: Ints,
    who: Int32s,
    queue: Int32s,
    keys: Ints,
    cheap: Int32s,
) -> int:
    """Who is within `eps` of their best stays; the others queue up. Returns how many."""
    people, count = len(g.owner), 0
    load = np.zeros(len(g.places), dtype=np.int32)
    who[:] = NONE
    for p in range(len(g.places)):
        bids[first[p] : first[p + 1]] = price[p]
    floor = price[least(price, keys, cheap)] if len(mate) > people else np.int64(0)
    for k in range(len(mate)):
        post = mate[k]
        if post >= 0:
            best, there = values(g, k, post, price) if k < people else (-floor, -price[post])
            if there >= best - eps and there > LOWEST and load[post] < g.places[post]:
                load[post] += 1
                who[first[post + 1] - load[post]] = k  # free places come first
                continue
        mate[k] = NONE
        queue[count] = k
        count += 1
    return count


@kernel
def bid(
    g: Graph,
    mate: Int32s,
    price: Ints,
    eps: int,
    outside: int,
    first: Int32s,
    bids: Ints,
    who: Int32s,
    queue: Int32s,
    count: int,
    keys: Ints,
    cheap: Int32s,
) -> None:
    """Until nobody waits who would bid, or patience ends."""
    people, head = len(g.owner), 0
    left = PATIENCE * len(mate) + 1000
    while count and left:
        k = queue[head]
        head = (head + 1) % len(queue)
        count -= 1
        left -= 1
        if k < people:
            post, gap = choice(g, k, price, outside)
        else:
            post = least(price, keys, cheap)
            gap = second(price, keys, cheap) - price[post]
        if post == NONE:
            continue
        at = first[post]
        before, who[at] = who[at], k
        mate[k] = post
        bids[at] = price[post] + gap + eps
        sink(bids[at : first[post + 1]], who[at : first[post + 1]], 0)
        price[post] = bids[at]
        if before != NONE:
            mate[before] = NONE
            queue[(head + count) % len(queue)] = before
            count += 1


@inner
def choice(g: Graph, k: int, price: Ints, outside: int) -> tuple[int, int]:
    """The best post for k, and by how much it is better than their second choice; NONE if he would rather not."""
    best, other, post = np.int64(LOWEST), np.int64(outside), NONE
    for e in range(g.start[g.owner[k]], g.start[g.owner[k] + 1]):
        p = g.posts[e]
        value = g.weights[e] - price[p]
        if value > other and g.places[p]:
            if value > best:
                other = max(best, other)
                best, post = value, p
            else:
                other = value
    return post, best - other


@inner
def least(price: Ints, keys: Ints, cheap: Int32s) -> int:
    """The cheapest post. Prices only rise, so the keys of the heap are put right as they come to its top."""
    settle(price, keys, cheap, 0)
    return cheap[0]


@inner
def second(price: Ints, keys: Ints, cheap: Int32s) -> int:
    """The price of the second cheapest post, or of the cheapest if there is no other."""
    out = keys[0]
    for at in (1, 2):
        if at < len(keys):
            settle(price, keys, cheap, at)
            out = keys[at] if at == 1 else min(out, keys[at])
    return out


@inner
def settle(price: Ints, keys: Ints, cheap: Int32s, at: int) -> None:
    while keys[at] != price[cheap[at]]:
        keys[at] = price[cheap[at]]
        sink(keys, cheap, at)
