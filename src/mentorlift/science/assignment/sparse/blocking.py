"""How many pairs would both rather have each other, counted over all pairs without a table of them."""

import numpy as np
from numba import njit

from mentorlift.science.assignment.criteria import listed_ranks
from mentorlift.science.assignment.pool import Ints, Pool
from mentorlift.science.assignment.solver import NONE, load
from mentorlift.science.assignment.sparse.columns import Columns
from mentorlift.science.assignment.sparse.compiled import points_of
from mentorlift.science.assignment.sparse.edges import in_parts
from mentorlift.science.assignment.sparse.points import fill, finish, prepare
from mentorlift.science.assignment.sparse.scan import LOOK, RUN

LIKED = 2**32  # a step of liking: whom somebody listed comes before everybody else
NEVER = 2**60


def count_blocking(columns: Columns, pool: Pool, chosen: Ints) -> int:
    """Allowed pairs not made in which both would gain by leaving what they have; see stable.blocking_pairs.

    Liking is the score, but whom a person listed comes first in that order. Listed pairs are looked at one by one, all
    others by the scan.
    """
    theirs, mentors = listed_ranks(pool)
    made = np.flatnonzero(chosen != NONE)
    scores = points_of(columns, made, chosen[made])
    now = np.full(len(chosen), -1, dtype=np.int64)
    open_to = np.full(len(pool.mentors), NEVER, dtype=np.int64)
    pairs = list(zip(made.tolist(), chosen[made].tolist(), scores.tolist(), strict=True))
    now[made] = [liking(theirs, (i, j), s) for i, j, s in pairs]
    held = [liking(mentors, (i, j), s) for i, j, s in pairs]
    np.minimum.at(open_to, chosen[made], np.array(held, dtype=np.int64))
    open_to[load(chosen, len(pool.mentors)) < pool.capacity] = -1
    by_score = sum(in_parts(len(open_to), lambda lo, hi: blocking(columns, now, open_to, lo, hi)))
    listed = sorted({*theirs, *mentors})
    if not listed:
        return by_score
    rows, cols = (np.array([pair[k] for pair in listed], dtype=np.int64) for k in (0, 1))
    points = points_of(columns, rows, cols).tolist()
    for pair, s in zip(listed, points, strict=True):
        i, j = pair
        counted = s > now[i] and s > open_to[j] and s >= 0
        wanted = s >= 0 and liking(theirs, pair, s) > now[i] and liking(mentors, pair, s) > open_to[j]
        by_score += int(wanted and chosen[i] != j) - int(counted)
    return by_score


def liking(ranks: dict[tuple[int, int], int], pair: tuple[int, int], score: int) -> int:
    """How much one side likes the other; larger is better."""
    rank = ranks.get(pair)
    return score if rank is None else LIKED * (2**21 - rank)


@njit(nogil=True, cache=True)
def blocking(c: Columns, now: Ints, open_to: Ints, lo: int, hi: int) -> int:
    """Pairs of mentors lo to hi whose score exceeds both `now` of the protégé and `open_to` of the mentor."""
    points = np.empty(RUN, dtype=np.int32)
    counts = np.empty(RUN, dtype=np.uint8)
    opened = np.empty(len(c.class_hours), dtype=np.bool_)
    found = 0
    for start in range(lo, hi, RUN):
        end = min(start + RUN, hi)
        for i in range(len(now)):
            if now[i] >= 2**30:
                continue
            fill(c, i, start, end, points, counts)
            ready = False
            for a in range(0, end - start, LOOK):
                b = min(a + LOOK, end - start)
                good = 0
                for j in range(a, b):
                    most = points[j] + c.rest
                    good += (most > now[i]) & (most > open_to[start + j]) & (most >= 0)
                if good:
                    if not ready:
                        prepare(c, i, opened)
                        ready = True
                    finish(c, i, start + a, start + b, points[a:b], opened)
                    for j in range(a, b):
                        found += (points[j] >= 0) & (points[j] > now[i]) & (points[j] > open_to[start + j])
    return found
