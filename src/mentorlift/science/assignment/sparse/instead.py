"""For both sides of every pair of a large pool: whom else they could have, and what that would cost everybody."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from mentorlift.science.assignment.pool import Bools, Ints, Pool
from mentorlift.science.assignment.runners_up import RunnerUp, split
from mentorlift.science.assignment.solver import NONE, load
from mentorlift.science.assignment.sparse.bounds import bounds_of
from mentorlift.science.assignment.sparse.columns import Columns, Int32s
from mentorlift.science.assignment.sparse.compiled import points_of
from mentorlift.science.assignment.sparse.edges import best_heaps, in_parts
from mentorlift.science.assignment.sparse.roads import FAR, Roads
from mentorlift.science.assignment.sparse.rounds import shut
from mentorlift.science.assignment.ties import lottery_number

LISTED = (4, 16)  # those who score highest with somebody; the more where the few leave too much open
FEW_ASKED = 1_000  # people for whom all others may be looked at; else of equals those who are listed count
TRIES = (500, 2_000, 20_000)  # nodes settled and pairs scored for one question, then for those not settled by it
MOST_WORK = 20_000_000  # the same for all questions of a pool

Second = tuple[RunnerUp, int]  # and what the two score
Best = tuple[Ints, Int32s]  # values, and whose they are


@dataclass(frozen=True, kw_only=True)
class Instead:
    """By protégé the mentor and by mentor the protégé whom the rules allow, whom they do not have, and who scores most
    with them."""

    mentors: dict[int, Second]
    proteges: dict[int, Second]

    def of_protege(self, i: int, score: int) -> RunnerUp | None:
        return beside(self.mentors.get(i), score)

    def of_mentor(self, j: int, score: int) -> RunnerUp | None:
        return beside(self.proteges.get(j), score)


def beside(known: Second | None, score: int) -> RunnerUp | None:
    """The runner-up of a pair that scores so much."""
    return replace(known[0], less=score - known[1]) if known else None


def instead_of(lottery: str, pool: Pool, rows: Ints, columns: Columns, chosen: Ints, ways: Roads | None) -> Instead:
    """`columns` are those of the protégés `rows`, who have no pin. Without `ways` the costs are not worked out."""
    home, people = chosen[rows], tuple(pool.proteges.ids[i] for i in rows.tolist())
    price = shut(np.zeros(len(pool.mentors), dtype=np.int64), pool.capacity)

    def number(i: int, j: int) -> int:
        return lottery_number(lottery, people[i], pool.mentors.ids[j])

    own, theirs, held, asked = listed(columns, home, price)
    mentors = favourite(*own, own[1] == home[:, None], number)
    proteges = favourite(*theirs, held == np.arange(len(price))[:, None], lambda j, i: number(i, j))
    for i in asked[0].tolist():
        mentors[i] = of_all_mentors(columns, home, price, i, number)
    for j in asked[1].tolist():
        proteges[j] = of_everybody(columns, home, j, number)
    placed = np.flatnonzero((home != NONE) & (mentors != NONE))
    busy = np.flatnonzero((load(chosen, len(price)) > 0) & (proteges != NONE))
    first = told(columns, home, ways, placed, mentors[placed], pool.mentors.ids, mentors[placed])
    second = told(columns, home, ways, proteges[busy], busy, people, proteges[busy])
    return Instead(
        mentors=dict(zip(rows[placed].tolist(), first, strict=True)),
        proteges=dict(zip(busy.tolist(), second, strict=True)),
    )


def listed(columns: Columns, home: Ints, price: Ints) -> tuple[Best, Best, Ints, tuple[Ints, Ints]]:
    """Who scores highest with each protégé and with each mentor, whom the latter have already, and the protégés and the
    mentors for whom this is not enough: all must be looked at."""
    bounds, nothing = bounds_of(columns), np.zeros(len(home), dtype=np.int64)
    for count in LISTED:
        own, theirs = best_heaps(columns, bounds, nothing, price, count, count)
        held = np.append(home, NONE)[theirs[1]]  # of nobody, whose number is -1, too
        taken = held == np.arange(len(price))[:, None]
        asked = unsettled(*own, own[1] == home[:, None]), unsettled(*theirs, taken)
        if len(asked[0]) + len(asked[1]) <= FEW_ASKED:
            return own, theirs, held, asked
    return own, theirs, held, (asked[0][:0], np.flatnonzero(taken.all(axis=1)))


def unsettled(values: Ints, others: Int32s, mine: Bools) -> Ints:
    """The rows in which somebody who is not listed may be worth as much as the best who are not `mine`."""
    best = np.where(mine, -1, values).max(axis=1, initial=-1)
    return np.flatnonzero((others >= 0).all(axis=1) & (best <= values.min(axis=1)))


def favourite(values: Ints, others: Ints | Int32s, mine: Bools, number: Callable[[int, int], int]) -> Ints:
    """For each row the other with the largest value, those who are `mine` aside; of equals the one with the largest
    number. NONE where there is nobody."""
    left = np.where((others >= 0) & ~mine, values, -1)
    most = left.max(axis=1, initial=-1)
    at = left.argmax(axis=1) if left.shape[1] else np.zeros(len(left), dtype=np.int64)
    out = np.where(most >= 0, np.take_along_axis(others, at[:, None], 1)[:, 0], NONE).astype(np.int64)
    alike = (left == most[:, None]) & (most >= 0)[:, None]
    for k in np.flatnonzero(alike.sum(axis=1) > 1).tolist():
        out[k] = max(np.sort(others[k, alike[k]]).tolist(), key=lambda one: number(k, one))
    return out


def of_all_mentors(columns: Columns, home: Ints, price: Ints, i: int, number: Callable[[int, int], int]) -> int:
    """The favourite of one protégé, from all mentors with a place."""
    everyone = np.arange(len(price))
    points = np.where(price == 0, points_of(columns, np.full(len(price), i), everyone), -1)
    others = np.where(points >= 0, everyone, NONE)
    return int(favourite(points[None], others[None], (home[i] == everyone)[None], lambda _, j: number(i, j))[0])


def of_everybody(columns: Columns, home: Ints, j: int, number: Callable[[int, int], int]) -> int:
    """The favourite of one mentor, from all protégés."""
    everyone = np.arange(len(home))
    points = points_of(columns, everyone, np.full(len(home), j))
    others = np.where(points >= 0, everyone, NONE)
    return int(favourite(points[None], others[None], (home == j)[None], lambda _, i: number(i, j))[0])


def told(
    columns: Columns, home: Ints, ways: Roads | None, people: Ints, mentors: Ints, ids: tuple[str, ...], named: Ints
) -> list[Second]:
    """Each pair that is forced, as the runner-up ids[named], with what it scores."""
    points = points_of(columns, people, mentors)
    if ways is None:
        return [
            (RunnerUp(person=ids[k], less=0), score) for k, score in zip(named.tolist(), points.tolist(), strict=True)
        ]
    cost, bound = costs(columns, home, ways, people, mentors, points)
    out = []
    for k, score, loss, least in zip(named.tolist(), points.tolist(), cost.tolist(), bound.tolist(), strict=True):
        lost, less = split(least, ways.bonus) if least < FAR else (None, None)
        second = RunnerUp(person=ids[k], less=0, cost=less, unplaces=lost, at_least=least < loss)
        out.append((second, score))
    return out


def costs(columns: Columns, home: Ints, ways: Roads, people: Ints, mentors: Ints, points: Ints) -> tuple[Ints, Ints]:
    """What the best set loses if each of these pairs must be made, and no less than that; FAR where it cannot be. The
    two are the same where the search came to its end."""
    from mentorlift.science.assignment.sparse.detour import shortest

    ends = np.where(home[people] == NONE, len(ways.price), home[people])
    length, bound = np.full(len(people), FAR), np.zeros(len(people), dtype=np.int64)
    left = MOST_WORK
    for most in TRIES:
        asked = np.flatnonzero(bound < length)[: left // most]

        def part(of: Ints, most: int = most) -> tuple[Ints, Ints, Ints, Ints]:
            return (of, *shortest(columns, ways, mentors[of], ends[of], most))

        for of, way, below, work in in_parts(asked, part):
            length[of], bound[of], left = way, np.maximum(bound[of], below), left - int(work.sum())
    slack = ways.gain[people] + ways.price[mentors] - ways.bonus - points
    cost, least = (np.where(one < FAR, slack + one, FAR) for one in (length, bound))
    return cost, least
