"""The shortest way from mentor to mentor, compiled: a search from both ends at once over the steps listed, and a look
at the pairs left out that could still be shorter.

No step costs less than nothing, so the nearest node is settled for good (Dijkstra 1959), and two searches that meet
look at few nodes (Pohl 1971). They go on until whatever is shorter could only have a step that is not listed between
nodes that both have settled; such pairs are scored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from mentorlift.science.assignment.sparse.heap import pop, push
from mentorlift.science.assignment.sparse.kernel import inner, kernel
from mentorlift.science.assignment.sparse.points import score
from mentorlift.science.assignment.sparse.roads import AHEAD, BACK, FAR

if TYPE_CHECKING:
    from mentorlift.science.assignment.pool import Ints
    from mentorlift.science.assignment.sparse.columns import Columns, Int32s
    from mentorlift.science.assignment.sparse.roads import Roads


class Search(NamedTuple):
    """Of each direction how far every node settled is (FAR for the others), which these are and how many, the least way
    to the outside, and the least that a step left out of a settled node leads to. `best` is the shortest way so far,
    `work` the nodes settled and the pairs scored, `goal` the other end. `behind` is what a way costs at least from the
    end of a step left out, if it has two of them: where that could be short, all steps are looked at.

    A heap holds of every settled node the cheapest step that is not taken yet: most never are. Above the steps stand
    the mentors in the order in which the outside reaches them, of whom each makes room for the next, and the outside.
    """

    away: Ints
    seen: Int32s
    many: Ints
    door: Ints
    left: Ints
    best: Ints
    work: Ints
    goal: Ints
    behind: Ints


@kernel
def shortest(c: Columns, r: Roads, since: Ints, to: Ints, most: int) -> tuple[Ints, Ints, Ints]:
    """For each k how long the shortest way from since[k] to to[k] is (FAR where there is none), a bound that none is
    below, and the work done. Where `most` work does not settle it, the bound is lower than the way found."""
    n = len(r.price) + 1
    s = Search(
        away=np.full((2, n), FAR, dtype=np.int64),
        seen=np.empty((2, n), dtype=np.int32),
        many=np.zeros(2, dtype=np.int64),
        door=np.zeros(2, dtype=np.int64),
        left=np.zeros(2, dtype=np.int64),
        best=np.zeros(1, dtype=np.int64),
        work=np.zeros(1, dtype=np.int64),
        goal=np.zeros(2, dtype=np.int64),
        behind=np.zeros(1, dtype=np.int64),
    )
    length, bound, work = np.empty(len(since), np.int64), np.empty(len(since), np.int64), np.empty(len(since), np.int64)
    for k in range(len(since)):
        s.best[0], s.work[0] = min(r.up[since[k]] + r.down[to[k]], FAR), 0
        s.goal[AHEAD], s.goal[BACK] = to[k], since[k]
        s.behind[0] = FAR
        below = attempt(c, r, s, most)
        if below == s.best[0] and s.left[AHEAD] + s.left[BACK] < below:
            s.behind[0] = s.left[BACK]
            below = min(attempt(c, r, s, most), s.left[AHEAD] + s.left[BACK])
        length[k], bound[k], work[k] = s.best[0], min(below, s.best[0]), s.work[0]
    return length, bound, work


@kernel
def attempt(c: Columns, r: Roads, s: Search, most: int) -> int:
    """The shortest way with no more than one step that is not listed; returns how short one could be all the same."""
    s.door[:], s.left[:] = FAR, FAR
    below = search(c, r, s, most)
    if below >= s.best[0]:
        below = join(c, r, s, most)
    for way in range(2):
        for at in range(s.many[way]):
            s.away[way, s.seen[way, at]] = FAR
    s.many[:] = 0
    return below


@kernel
def search(c: Columns, r: Roads, s: Search, most: int) -> int:
    """From both ends, the nearer first, until no way could be shorter but by a step left out between nodes settled on
    either side. Returns how short one could be; less than the best found where the work was too much."""
    keys, values = np.empty(256, dtype=np.int64), np.empty(256, dtype=np.int32)
    theirs, their_values = np.empty(256, dtype=np.int64), np.empty(256, dtype=np.int32)
    keys, values, size = arrive(c, r, s, AHEAD, s.goal[BACK], 0, keys, values, 0)
    theirs, their_values, their_size = arrive(c, r, s, BACK, s.goal[AHEAD], 0, theirs, their_values, 0)
    while True:
        ahead, back = keys[0] if size else FAR, theirs[0] if their_size else FAR
        below = min(ahead + back, s.left[AHEAD] + back, s.left[BACK] + ahead)
        if below >= s.best[0]:
            return below
        if s.work[0] >= most:
            return min(below, max(s.left[AHEAD], s.left[BACK]))
        if ahead <= back:
            keys, values, size = onwards(c, r, s, AHEAD, keys, values, size)
        else:
            theirs, their_values, their_size = onwards(c, r, s, BACK, theirs, their_values, their_size)


@kernel
def onwards(
    c: Columns, r: Roads, s: Search, way: int, keys: Ints, values: Int32s, size: int
) -> tuple[Ints, Int32s, int]:
    """Take the cheapest step, and put the next one of the same node in its place."""
    mentors, steps, far, e = len(r.price), r.ends.shape[1], keys[0], int(values[0])
    size = pop(keys, values, size)
    if e < steps:
        node = int(r.owner[way, e])
        keys, values, size = offer(r, s, way, node, e + 1, s.away[way, node], keys, values, size)
        return arrive(c, r, s, way, int(r.ends[way, e]), far, keys, values, size)
    k = e - steps
    if k >= mentors:
        return arrive(c, r, s, way, k - mentors - 1 if k > mentors else mentors, far, keys, values, size)
    keys, values, size = through_door(r, s, way, k + 1, keys, values, size)
    return arrive(c, r, s, way, r.order[1 - way, k], far, keys, values, size)


@kernel
def arrive(
    c: Columns, r: Roads, s: Search, way: int, node: int, far: int, keys: Ints, values: Int32s, size: int
) -> tuple[Ints, Int32s, int]:
    """Settle a node, if it is not, and see how far the other search is from there; its cheapest step onto the heap."""
    mentors = len(r.price)
    if s.away[way, node] < FAR or far + still(r, s, way, node) >= s.best[0]:
        return keys, values, size
    s.away[way, node] = far
    s.seen[way, s.many[way]] = node
    s.many[way] += 1
    s.work[0] += 1
    s.best[0] = min(s.best[0], far + s.away[1 - way, node])
    if node == mentors:
        s.door[way] = min(s.door[way], far)
        s.best[0] = min(s.best[0], s.door[way] + s.door[1 - way])
        return through_door(r, s, way, 0, keys, values, size)
    if way == AHEAD and far + r.rest[way, node] + s.behind[0] < s.best[0]:
        keys, values, size = everywhere(c, r, s, node, far, keys, values, size)
    else:
        s.left[way] = min(s.left[way], far + r.rest[way, node])
    for e in range(r.start[way, node], r.start[way, node + 1]):
        if far + r.loss[way, e] >= s.best[0]:
            break
        s.best[0] = min(s.best[0], far + r.loss[way, e] + s.away[1 - way, r.ends[way, e]])
    out = far + r.out[way, node]
    if out < s.door[way]:
        s.door[way] = out
        s.best[0] = min(s.best[0], out + s.door[1 - way])
        if out < s.best[0]:
            keys, values, size = push(keys, values, size, out, r.ends.shape[1] + mentors)
    return offer(r, s, way, node, r.start[way, node], far, keys, values, size)


@kernel
def offer(
    r: Roads, s: Search, way: int, node: int, e: int, far: int, keys: Ints, values: Int32s, size: int
) -> tuple[Ints, Int32s, int]:
    """The next step of a node that leads anywhere new, onto the heap."""
    while e < r.start[way, node + 1] and far + r.loss[way, e] < s.best[0]:
        end = int(r.ends[way, e])
        if s.away[way, end] == FAR and far + r.loss[way, e] + still(r, s, way, end) < s.best[0]:
            return push(keys, values, size, far + r.loss[way, e], e)
        e += 1
    return keys, values, size


@kernel
def everywhere(
    c: Columns, r: Roads, s: Search, a: int, far: int, keys: Ints, values: Int32s, size: int
) -> tuple[Ints, Int32s, int]:
    """All steps of a mentor, listed or not, onto the heap."""
    above = r.ends.shape[1] + len(r.price) + 1
    for b in range(len(r.price)):
        if b == a or s.away[AHEAD, b] < FAR or r.out[AHEAD, b] == FAR:
            continue
        loss = int(FAR)
        for k in range(r.held[a], r.held[a + 1]):
            s.work[0] += 1
            loss = min(loss, loss_of(c, r, r.guests[k], b))
        if far + loss + still(r, s, AHEAD, b) < s.best[0]:
            s.best[0] = min(s.best[0], far + loss + s.away[BACK, b])
            keys, values, size = push(keys, values, size, far + loss, above + b)
    return keys, values, size


@inner
def loss_of(c: Columns, r: Roads, i: int, j: int) -> int:
    """What pairing the two loses by the prices; FAR where they may not be a pair."""
    points = int(score(c, i, j))
    return r.gain[i] + r.price[j] - r.bonus - points if points >= 0 else FAR


@kernel
def through_door(
    r: Roads, s: Search, way: int, k: int, keys: Ints, values: Int32s, size: int
) -> tuple[Ints, Int32s, int]:
    """From the outside to the mentor whom it reaches as number k."""
    mentors = len(r.price)
    if k < mentors:
        far = s.away[way, mentors] + r.out[1 - way, r.order[1 - way, k]]
        if far < s.best[0]:
            return push(keys, values, size, far, r.ends.shape[1] + k)
    return keys, values, size


@inner
def still(r: Roads, s: Search, way: int, node: int) -> int:
    """No way on from a node is shorter: ways to the outside and from it tell."""
    a, b = (node, s.goal[way]) if way == AHEAD else (s.goal[way], node)
    return max(r.down[b] - r.down[a], r.up[a] - r.up[b], 0)


@kernel
def join(c: Columns, r: Roads, s: Search, most: int) -> int:
    """Score the pairs left out that could join what is settled on both sides to a shorter way. Returns how short one
    could be all the same: the best found, or less where the work was too much."""
    mentors = len(r.price)
    for at in range(s.many[AHEAD]):
        a = s.seen[AHEAD, at]
        if a >= mentors or s.away[AHEAD, a] + r.rest[AHEAD, a] >= s.best[0]:
            continue
        for other in range(s.many[BACK]):
            b = int(s.seen[BACK, other])
            if b < mentors and a != b:
                step(c, r, s, int(a), b)
        if s.work[0] >= most:
            return max(s.left[AHEAD], s.left[BACK])
    return s.best[0]


@inner
def step(c: Columns, r: Roads, s: Search, a: int, b: int) -> None:
    """The way by a protégé of a who goes to b, where the pair is not listed."""
    both = s.away[AHEAD, a] + s.away[BACK, b]
    if both + max(r.rest[AHEAD, a], r.rest[BACK, b]) >= s.best[0]:
        return
    for k in range(r.held[a], r.held[a + 1]):
        i = r.guests[k]
        if both + max(r.apart[i], r.rest[BACK, b]) >= s.best[0]:
            continue
        s.work[0] += 1
        s.best[0] = min(s.best[0], both + loss_of(c, r, i, b))


@kernel
def ways(start: Ints, ends: Int32s, loss: Ints, begin: Ints) -> Ints:
    """How far every mentor is by these steps, when it is begun[j] to mentor j at the start."""
    away, done = begin.copy(), np.zeros(len(begin), dtype=np.bool_)
    keys, values, size = np.empty(256, dtype=np.int64), np.empty(256, dtype=np.int32), 0
    for j in range(len(begin)):
        if begin[j] < FAR:
            keys, values, size = push(keys, values, size, begin[j], j)
    while size:
        at = int(values[0])
        size = pop(keys, values, size)
        if done[at]:
            continue
        done[at] = True
        for e in range(start[at], start[at + 1]):
            far, j = away[at] + loss[e], int(ends[e])
            if far < away[j]:
                away[j] = far
                keys, values, size = push(keys, values, size, far, j)
    return away
