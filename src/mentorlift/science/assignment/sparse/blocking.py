"""How many pairs would both rather have each other, counted over all pairs without a table of them."""

import numpy as np

from mentorlift.science.assignment.criteria import listed_ranks
from mentorlift.science.assignment.pool import Ints, Pool
from mentorlift.science.assignment.solver import NONE, load
from mentorlift.science.assignment.sparse.bounds import Bounds, bounds_of
from mentorlift.science.assignment.sparse.columns import Columns
from mentorlift.science.assignment.sparse.compiled import points_of
from mentorlift.science.assignment.sparse.edges import in_parts
from mentorlift.science.assignment.sparse.kernel import inner, kernel
from mentorlift.science.assignment.sparse.points import find, score
from mentorlift.science.assignment.sparse.scan import LOOK, asked
from mentorlift.science.assignment.sparse.sift import RUN, ZERO, gather, most

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
    bounds = bounds_of(columns)
    by_score = single_pairs(columns, now, open_to)
    by_score += sum(
        in_parts(np.argsort(open_to, kind="stable"), lambda who: blocking(columns, bounds, now, open_to, who))
    )
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


def single_pairs(columns: Columns, now: Ints, open_to: Ints) -> int:
    """The same of pairs with points of their own, which the sieve does not know."""
    rows, cols = np.repeat(np.arange(len(now)), np.diff(columns.added_start)), columns.added_col.astype(np.int64)
    scores = points_of(columns, rows, cols)
    return int(((scores >= 0) & (scores > now[rows]) & (scores > open_to[cols])).sum())


@kernel
def blocking(c: Columns, b: Bounds, now: Ints, open_to: Ints, who: Ints) -> int:
    """Pairs of the mentors `who` whose score exceeds both `now` of the protégé and `open_to` of the mentor."""
    base, points = np.empty(RUN, dtype=np.int16), np.empty(RUN, dtype=np.int16)
    col, holds = np.empty((len(b.ops), RUN), dtype=np.int16), np.empty((len(c.holds), RUN), dtype=np.uint8)
    counts, bars = np.empty(RUN, dtype=np.uint8), np.zeros(RUN, dtype=np.int16)
    found = 0
    for start in range(0, len(who), RUN):
        run = who[start : start + RUN]
        gather(c, b, run, base, col, holds)
        for at in range(len(run)):
            bars[at] = asked(open_to[run[at]] + 1, b.unit)
        top, easiest = base[: len(run)].max(), bars[: len(run)].min()
        for i in range(len(now)):
            own = asked(now[i] + 1, b.unit)
            if max(own, easiest) > b.top[i] + top:
                continue
            most(c, b, i, base, col, holds, counts, points)
            for a in range(0, len(run), LOOK):
                hit = ZERO
                for at in range(a, a + LOOK):
                    hit = np.int16(hit | np.int16((points[at] >= own) & (points[at] >= bars[at])))
                if hit:
                    for at in range(a, min(a + LOOK, len(run))):
                        if points[at] >= own and points[at] >= bars[at]:
                            found += blocks(c, i, run[at], now[i], open_to[run[at]])
    return found


@inner
def blocks(c: Columns, i: int, j: int, now: int, open_to: int) -> bool:
    if find(c.added_start, c.added_col, i, j) >= 0:
        return False  # see single_pairs
    points = score(c, i, j)
    return points >= 0 and points > now and points > open_to
