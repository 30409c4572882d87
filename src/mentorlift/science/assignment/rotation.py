"""Rotating peer pairs: every week other pairs among the same people, nobody twice with the same in a period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.limits import TooLarge
from mentorlift.science.assignment.near_best_week import Couple, near_best_week
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Bools, Ints, Pool
from mentorlift.science.assignment.scores import score
from mentorlift.science.assignment.stages import Limits, best_in_stages
from mentorlift.science.assignment.ties import lottery_number

ROTATION_UP_TO = 3_000  # people, of whom a table of all pairs is kept
PROVED_UP_TO = 120  # people among whom each week is sought until it is proved the best
TURNS = 8  # other lotteries tried where a week is not full
Planned = tuple[list[Couple], int | None]  # the pairs of a week, and what none scores above (see Week)


@dataclass(frozen=True, kw_only=True)
class Week:
    """Pairs as (one, other) in the order of ids, who sits out, and the sum of scores (both directions of each pair).

    `bound`: no week with as many pairs, and with those who sat out before as well placed, scores more; None where that
    is not known, and for a week of a fixed table.
    """

    pairs: tuple[tuple[str, str], ...]
    out: tuple[str, ...]
    score: int
    bound: int | None

    @property
    def best(self) -> bool:
        """Whether it is proved the best after the weeks before."""
        return self.bound == self.score


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """All weeks in order. `way`: "week by week" or "table"."""

    weeks: tuple[Week, ...]
    way: str
    scale: int

    @property
    def pairs(self) -> int:
        return sum(len(week.pairs) for week in self.weeks)

    @property
    def short(self) -> float | None:
        """By what part of its score a week could be better at most; None where that is not known of every week."""
        bounds = [(week.score, week.bound) for week in self.weeks if week.pairs]
        if any(bound is None for _, bound in bounds):
            return None
        return max((bound / score - 1 for score, bound in bounds if bound and score), default=0.0)


def rotation(
    policy: Policy,
    pool: Pool,
    weeks: int,
    *,
    met: Sequence[tuple[str, str]] = (),
    sat_out: Mapping[str, int] | None = None,
) -> Rotation:
    """Peer pairs for so many weeks; no two people meet twice, nor those who have `met` before.

    `sat_out`: how often each sat out before these weeks.

    `pool` has the same people on both sides. A pair may be made if the rules allow it in both directions; its score is
    the sum of both directions; places, pins, mode and objective are not read. Each week has as many pairs as it can;
    then those are placed who sat out more often so far; then the score is as large as can be; then the lottery decides.
    Above PROVED_UP_TO people a week is nearly the best (`near_best_week`), and the lottery only says who comes first.
    Where that leaves people out in some week and a table made beforehand has more pairs in all (the circle method, by
    which everybody meets everybody in as many weeks as there are others), the table is taken. Raises ValueError for two
    sides that differ, TooLarge above ROTATION_UP_TO people, OverflowError for weights too far apart.
    """
    if pool.proteges.ids != pool.mentors.ids:
        raise ValueError("peer pairs need the same people on both sides")
    people = pool.proteges.ids
    if len(people) > ROTATION_UP_TO:
        raise TooLarge(
            f"peer pairs are worked out for up to {ROTATION_UP_TO:,} people, and these are {len(people)}; "
            "rotate in groups, such as sites"
        )
    scores = score(policy, pool)
    worth, open_to = scores.total + scores.total.T, scores.allowed & scores.allowed.T
    place = {person: i for i, person in enumerate(people)}
    for one, other in met:
        if one in place and other in place:
            open_to[place[one], place[other]] = open_to[place[other], place[one]] = False
    before = np.array([(sat_out or {}).get(person, 0) for person in people], dtype=np.int64)
    small = len(people) <= PROVED_UP_TO
    numbers = _numbers(policy.lottery, people, open_to) if small else _in_turn(policy.lottery, people)
    way, plan = "week by week", week_by_week(worth, open_to, numbers, weeks, before)
    if len(plan) and any(len(couples) < len(people) // 2 for couples, _ in plan):
        table = by_table(worth, open_to, numbers.sum(axis=1) if small else numbers, weeks)
        if sum(map(len, table)) > sum(len(couples) for couples, _ in plan):
            way, plan = "table", [(couples, None) for couples in table]
        plan = _fuller(plan, open_to, numbers, weeks, before) if small else plan
    return Rotation(weeks=tuple(as_week(people, worth, *week) for week in plan), way=way, scale=scores.scale)


def _numbers(lottery: str, people: tuple[str, ...], open_to: Bools) -> Ints:
    """The lottery number of each pair that may be made."""
    numbers = np.zeros(open_to.shape, dtype=np.int64)
    for i, j in np.argwhere(np.triu(open_to)):
        numbers[i, j] = numbers[j, i] = lottery_number(lottery, people[i], people[j])
    return numbers


def _in_turn(lottery: str, people: tuple[str, ...]) -> Ints:
    """One lottery number for each person: there are too many pairs to number."""
    return np.array([lottery_number(lottery, person, person) for person in people], dtype=np.int64)


def _fuller(plan: list[Planned], open_to: Bools, numbers: Ints, weeks: int, before: Ints) -> list[Planned]:
    """A week taken for its score alone may leave people for a later week who have all met: other choices among weeks
    as full, by other lotteries, and the first of them with more pairs in all."""
    most = min(weeks * (len(open_to) // 2), int(np.triu(open_to).sum()))
    for turn in range(1, TURNS + 1):
        if sum(len(couples) for couples, _ in plan) >= most:
            break
        other = np.random.default_rng(turn).integers(1, 1 << 30, size=numbers.shape) ^ numbers
        found = week_by_week(np.zeros_like(numbers), open_to, np.triu(other) + np.triu(other, 1).T, weeks, before)
        if sum(len(couples) for couples, _ in found) > sum(len(couples) for couples, _ in plan):
            plan = [(couples, None) for couples, _ in found]
    return plan


def as_week(people: tuple[str, ...], worth: Ints, couples: list[Couple], bound: int | None) -> Week:
    met = {i for couple in couples for i in couple}
    return Week(
        pairs=tuple((people[i], people[j]) for i, j in sorted(couples)),
        out=tuple(person for i, person in enumerate(people) if i not in met),
        score=sum(int(worth[i, j]) for i, j in couples),
        bound=bound,
    )


def week_by_week(worth: Ints, open_to: Bools, numbers: Ints, weeks: int, before: Ints) -> list[Planned]:
    """The best pairs of each week after the weeks before, or nearly; `before`: who sat out so far. `numbers`: of each
    pair, or of each person."""
    left, sat_out = open_to.copy(), before.copy()
    plan = []
    for _ in range(weeks):
        seek = best_week if numbers.ndim > 1 else large_week
        couples, bound = seek(worth, left, numbers, sat_out)
        for i, j in couples:
            left[i, j] = left[j, i] = False
        sat_out += 1
        sat_out[[i for couple in couples for i in couple]] -= 1
        plan.append((couples, bound))
    return plan


def large_week(worth: Ints, left: Bools, numbers: Ints, sat_out: Ints) -> Planned:
    """Nearly the best pairs; of an odd number one rests who has not sat out more often than another. Equals are looked
    at in the order of the lottery."""
    order = np.argsort(-numbers, kind="stable")
    both = np.ix_(order, order)
    may_rest = sat_out[order] == sat_out.min()
    couples, bound = near_best_week(worth[both], left[both], may_rest)
    return [(int(min(order[[i, j]])), int(max(order[[i, j]]))) for i, j in couples], bound


def best_week(worth: Ints, left: Bools, numbers: Ints, sat_out: Ints) -> Planned:
    """As many pairs as can be, then those who sat out, then the score, then the lottery: a matching in a general graph,
    by an integer programme. Who sat out k times counts more than all who sat out less together."""
    rows, cols = np.nonzero(np.triu(left))
    limits = Limits(columns=len(rows))
    for i in range(len(worth)):
        limits.add(dict.fromkeys(np.flatnonzero((rows == i) | (cols == i)).tolist(), 1.0), high=1)
    stages = [np.ones(len(rows), dtype=np.int64)]
    for times in range(int(sat_out.max(initial=0)), int(sat_out.min(initial=0)), -1):
        often = (sat_out >= times).astype(np.int64)
        stages.append(often[rows] + often[cols])
    stages.append(worth[rows, cols])
    found = best_in_stages(stages, limits, tie=numbers[rows, cols])
    assert found is not None  # no pairs at all is always possible
    made = np.flatnonzero(found.x)
    return [(int(rows[k]), int(cols[k])) for k in made], found.values[-1] if found.optimal else None


def by_table(worth: Ints, open_to: Bools, numbers: Ints, weeks: int) -> list[list[Couple]]:
    """Rounds of the circle method (Kirkman 1847) in which everybody meets everybody once, without the pairs that may
    not be made; seats are dealt by the lottery. The rounds with most pairs come first, then those that score most."""
    size = len(worth) + len(worth) % 2
    seats = np.argsort(-numbers, kind="stable").tolist()
    seats += [-1] * (size - len(worth))  # whoever meets nobody sits out
    rounds = []
    for turn in range(size - 1):
        ring = [seats[0], *seats[1:][turn:], *seats[1:][:turn]]
        couples = [tuple(sorted(couple)) for couple in zip(ring[: size // 2], ring[::-1][: size // 2], strict=True)]
        rounds.append([(i, j) for i, j in couples if i >= 0 and open_to[i, j]])
    rounds.sort(key=lambda couples: (-len(couples), -sum(int(worth[i, j]) for i, j in couples)))
    return (rounds + [[] for _ in range(weeks)])[:weeks]
