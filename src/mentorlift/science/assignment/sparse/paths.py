"""The exact sparse assignment with places, compiled: many shortest paths at a time, with prices on whole numbers.

Whoever goes without is "outside", which also holds the places nobody has; so people and places always balance, and one
forest of shortest paths from all who wait sends one of each tree on his way at once, since trees share nobody. Prices
may start anywhere, so that a good guess is nearly an answer: start.py makes it one (Ahuja, Magnanti, Orlin 1993,
Network Flows, ch. 9.7 and 12.4).
"""

from typing import NamedTuple

import numpy as np

from mentorlift.science.assignment.pool import Ints
from mentorlift.science.assignment.sparse.columns import Int32s
from mentorlift.science.assignment.sparse.heap import pop, push
from mentorlift.science.assignment.sparse.kernel import inner, kernel
from mentorlift.science.assignment.sparse.start import start

NONE, OUTSIDE = -1, -2
PLACE_OF_OUTSIDE = -10  # how the outside was reached: by a person, or by the place it had at post -(this + post)
FAR = 2**62


class Graph(NamedTuple):
    """Searcher s may go to posts[start[owner[s]]:start[owner[s] + 1]], worth `weights` there; `places` of each post."""

    start: Ints
    posts: Int32s
    weights: Ints
    owner: Int32s
    places: Int32s


class State(NamedTuple):
    """Who is where (`mate`; at each post a chain `first`, `following`), places the outside holds, gains and prices;
    and of the present search the distance of each post, how it was reached, and from which tree. The outside is the
    last entry; `level` its gain."""

    mate: Int32s
    first: Int32s
    following: Int32s
    load: Int32s
    held: Int32s
    gain: Ints
    price: Ints
    level: Ints
    away: Ints
    done: Int32s
    came: Int32s
    tree: Int32s
    ended: Int32s
    order: Int32s
    ends: Int32s


def assign(graph: Graph, mate: Int32s, price: Ints) -> tuple[Int32s, Ints, Ints]:
    """The heaviest assignment of searchers to posts, each searcher once, each post up to its places.

    Weights are zero or more and going without is worth nothing; there must be no fewer places than searchers. Starts
    from any `mate` (a post, or NONE) and any `price` of zero or more. Returns mate, the gain of each searcher and the
    price of each post: gain + price >= weight on every edge with equality on those used, gain zero for whoever has no
    post, price zero for a post with a free place.
    """
    people, n = len(graph.owner), len(graph.places)
    near, price = start(graph, mate.astype(np.int32), price.astype(np.int64))
    state = State(
        mate=near,
        first=np.full(n, NONE, dtype=np.int32),
        following=np.full(people, NONE, dtype=np.int32),
        load=np.zeros(n, dtype=np.int32),
        held=np.zeros(n, dtype=np.int32),
        gain=np.zeros(people, dtype=np.int64),
        price=price,
        level=np.zeros(1, dtype=np.int64),
        away=np.empty(n + 1, dtype=np.int64),
        done=np.empty(n + 1, dtype=np.int32),
        came=np.empty(n + 1, dtype=np.int32),
        tree=np.empty(n + 1, dtype=np.int32),
        ended=np.empty(people + n, dtype=np.int32),
        order=np.empty(n + 1, dtype=np.int32),
        ends=np.empty(n, dtype=np.int32),
    )
    run(graph, state)
    state.mate[state.mate == OUTSIDE] = NONE
    return state.mate, state.gain - state.level[0], state.price + state.level[0]


@kernel
def run(g: Graph, s: State) -> None:
    """Until nobody waits and the outside holds every place that is left."""
    begin(g, s)
    n = len(g.places)
    spare = g.places.sum() - len(g.owner) + (s.mate == OUTSIDE).sum()
    for p in range(n):
        if s.price[p] == 0:
            s.held[p] = min(g.places[p] - s.load[p], spare)
            spare -= s.held[p]
    while True:
        waiting = np.flatnonzero(s.mate == NONE)
        if len(waiting) == 0 and spare == 0:
            return
        settled, found = forest(g, s, waiting, spare)
        reprice(s, waiting, settled, s.away[s.ends[found - 1]])
        for k in range(found):
            root = s.tree[s.ends[k]]
            if root < len(g.owner) and s.mate[root] == NONE:
                send(s, s.ends[k])
            elif spare:
                send(s, s.ends[k])
                spare -= 1


@kernel
def begin(g: Graph, s: State) -> None:
    """Gains from the prices; keep whom the prices allow to stay, then seat on free places at no loss."""
    for k in range(len(g.owner)):
        lo, hi = g.start[g.owner[k]], g.start[g.owner[k] + 1]
        most, there = np.int64(0), np.int64(-1)
        for e in range(lo, hi):
            value = g.weights[e] - s.price[g.posts[e]]
            most = max(most, value)
            if g.posts[e] == s.mate[k]:
                there = value
        s.gain[k] = most
        post = s.mate[k]
        s.mate[k] = NONE
        if post >= 0 and there == most and s.load[post] < g.places[post]:
            seat(s, k, post)
        elif most == 0:
            s.mate[k] = OUTSIDE
    for k in range(len(g.owner)):
        for e in range(g.start[g.owner[k]], g.start[g.owner[k] + 1]):
            p = g.posts[e]
            if s.mate[k] == NONE and s.load[p] < g.places[p] and g.weights[e] - s.price[p] == s.gain[k]:
                seat(s, k, p)


@kernel
def forest(g: Graph, s: State, waiting: Ints, spare: int) -> tuple[int, int]:
    """Shortest ways from all who wait, and from the outside while it has places to fill, to posts with free places.

    Ends early where one tree has all that is near and nothing new is found. Returns how many posts (in order) were
    reached for good, and how many (ends) close a way of a tree of its own.
    """
    n = len(g.places)
    s.away[:] = FAR
    s.done[:] = 0
    s.ended[:] = 0
    keys, values = np.empty(max(1024, n), dtype=np.int64), np.empty(max(1024, n), dtype=np.int32)
    size, settled, found, open_posts, enough = 0, 0, 0, 0, 2 * n + 2
    for p in range(n):
        open_posts += g.places[p] > s.load[p] + s.held[p]
    if spare:
        s.away[n], s.came[n], s.done[n], s.order[0], settled = 0, NONE, 1, n, 1
        keys, values, size = through_outside(g, s, np.int64(0), np.int64(NONE), keys, values, size)
    for k in waiting:
        keys, values, size = look(g, s, k, np.int64(0), k, keys, values, size)
    while size:
        base, p = keys[0] >> 1, values[0]
        size = pop(keys, values, size)
        if s.done[p] or base != s.away[p]:
            continue
        s.done[p], s.order[settled] = 1, p
        settled += 1
        if settled > enough:
            break
        root = np.int64(s.tree[p])
        if p == n:
            keys, values, size = through_outside(g, s, base, root, keys, values, size)
            continue
        if g.places[p] > s.load[p] + s.held[p]:
            open_posts -= 1
            if not s.ended[root]:
                s.ended[root], s.ends[found] = 1, p
                found, enough = found + 1, 2 * settled + 1000
            if open_posts == 0 or (spare == 0 and found == len(waiting)):
                break
        if s.held[p] and base < s.away[n]:
            s.away[n], s.came[n], s.tree[n] = base, PLACE_OF_OUTSIDE - p, root
            keys, values, size = push(keys, values, size, 2 * base + 1, n)
        k = s.first[p]
        while k != NONE:
            keys, values, size = look(g, s, np.int64(k), base, root, keys, values, size)
            k = s.following[k]
    return settled, found


@kernel
def look(
    g: Graph, s: State, k: int, base: int, root: int, keys: Ints, values: Int32s, size: int
) -> tuple[Ints, Int32s, int]:
    """Where person k, reached at `base`, could go next: any post on the list, or outside."""
    n = len(g.places)
    own = base + s.gain[k]
    for e in range(g.start[g.owner[k]], g.start[g.owner[k] + 1]):
        p = np.int64(g.posts[e])  # one kind of number everywhere, so that each part is compiled once
        far = own + s.price[p] - g.weights[e]
        if far < s.away[p]:
            s.away[p], s.came[p], s.tree[p] = far, k, root
            keys, values, size = push(keys, values, size, rank(g, s, far, p), p)
    if own - s.level[0] < s.away[n]:
        s.away[n], s.came[n], s.tree[n] = own - s.level[0], k, root
        keys, values, size = push(keys, values, size, 2 * (own - s.level[0]) + 1, n)
    return keys, values, size


@inner
def rank(g: Graph, s: State, far: int, p: int) -> int:
    """The nearest first; of those equally far, which are many, the ends of ways first, so that a search can end."""
    return 2 * far + (g.places[p] <= s.load[p] + s.held[p])


@kernel
def through_outside(
    g: Graph, s: State, base: int, root: int, keys: Ints, values: Int32s, size: int
) -> tuple[Ints, Int32s, int]:
    """From the outside a place may be held anywhere, and whoever is outside may go in. As a source (no root) each of
    these is a tree of its own."""
    people = len(g.owner)
    for p in range(len(g.places)):
        far = base + s.level[0] + s.price[p]
        if far < s.away[p]:
            s.away[p], s.came[p], s.tree[p] = far, OUTSIDE, people + p if root == NONE else root
            keys, values, size = push(keys, values, size, rank(g, s, far, p), p)
    for k in range(people):
        if s.mate[k] == OUTSIDE:
            keys, values, size = look(g, s, k, base, k if root == NONE else root, keys, values, size)
    return keys, values, size


@inner
def reprice(s: State, waiting: Ints, settled: int, far: int) -> None:
    """Make every way up to the length `far` free of loss."""
    for at in range(settled):
        p = s.order[at]
        step = max(far - s.away[p], 0)
        if p == len(s.price):
            s.level[0] -= step
            for k in range(len(s.mate)):
                if s.mate[k] == OUTSIDE:
                    s.gain[k] -= step
            continue
        s.price[p] += step
        k = s.first[p]
        while k != NONE:
            s.gain[k] -= step
            k = s.following[k]
    for k in waiting:
        s.gain[k] -= far


@inner
def send(s: State, post: int) -> None:
    """Move everybody along the way that ends at `post`."""
    outside = len(s.price)
    while True:
        k = s.came[post]
        if k == OUTSIDE:
            s.held[post] += 1
            before = OUTSIDE
        else:
            before = s.mate[k]
            if before >= 0:
                unseat(s, k, before)
            seat(s, k, post)
        if before == OUTSIDE:
            k = s.came[outside]
            if k == NONE:
                return
            if k <= PLACE_OF_OUTSIDE:
                before = PLACE_OF_OUTSIDE - k
                s.held[before] -= 1
            else:
                before = s.mate[k]
                if before >= 0:
                    unseat(s, k, before)
                s.mate[k] = OUTSIDE
        if before == NONE:
            return
        post = before


@inner
def seat(s: State, k: int, post: int) -> None:
    s.mate[k] = post
    s.following[k], s.first[post] = s.first[post], k
    s.load[post] += 1


@inner
def unseat(s: State, k: int, post: int) -> None:
    s.load[post] -= 1
    if s.first[post] == k:
        s.first[post] = s.following[k]
        return
    other = s.first[post]
    while s.following[other] != k:
        other = s.following[other]
    s.following[other] = s.following[k]
