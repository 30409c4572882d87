"""Circles: one mentor with several protégés who also meet each other, so that rules hold among these too."""

from dataclasses import dataclass, field

import numpy as np

from mentorlift.science.assignment.circle_rules import CircleRules
from mentorlift.science.assignment.limits import TooLarge
from mentorlift.science.assignment.matching import pinned_pairs
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Ints, Pool
from mentorlift.science.assignment.rules import line_above
from mentorlift.science.assignment.scores import Scores, score
from mentorlift.science.assignment.solver import NONE
from mentorlift.science.assignment.stages import Limits, best_in_stages
from mentorlift.science.assignment.ties import lottery_numbers

PROVED_UP_TO = 20_000  # allowed pairs of which an integer programme finds the best circles
CIRCLES_UP_TO = 4_000_000  # possible pairs, of which a table is kept


@dataclass(frozen=True, kw_only=True)
class Circle:
    """A mentor and the protégés in the order of their ids; `score` is the sum of the scores of the mentor with each."""

    mentor: str
    members: tuple[str, ...]
    score: int


@dataclass(frozen=True, kw_only=True)
class Circles:
    """All circles in the order of the mentors' ids, the protégés without one, and the proof: nobody can place more than
    `most_placed`, and with so many nobody can score more than `dual`."""

    circles: tuple[Circle, ...]
    without: tuple[str, ...]
    placed: int
    most_placed: int
    primal: int
    dual: int
    scale: int

    @property
    def optimal(self) -> bool:
        return (self.placed, self.primal) == (self.most_placed, self.dual)


def circles(policy: Policy, pool: Pool, rules: CircleRules) -> Circles | None:
    """As many protégés in circles as can be, then the largest total score, then the largest sum of lottery numbers.

    Rules, criteria and pins of `policy` hold between mentor and protégé as everywhere; its mode and objective are not
    read. None where pins cannot be kept under the circle's rules. Raises Refused for pins that cannot be kept at all,
    TooLarge above CIRCLES_UP_TO possible pairs, OverflowError for weights too far apart.

    Rules among the members make this a hard problem (it can colour graphs), so an integer programme is solved; where
    its search is given up early, the best found comes with the bound, and `optimal` is False. So it is above
    PROVED_UP_TO allowed pairs (`many_circles`), where equals are not told apart by the lottery; raises NotFound for
    pins around which no circles were found there.
    """
    size = pool.shape[0] * pool.shape[1]
    if size > CIRCLES_UP_TO:
        raise TooLarge(
            f"circles are worked out for up to {CIRCLES_UP_TO:,} possible pairs, and these are {size:,}; match in parts"
        )
    scores = score(policy, pool)
    pinned = pinned_pairs(policy, pool, scores.allowed)
    rows, cols = np.nonzero(scores.allowed & (pool.capacity > 0))
    if len(rows) > PROVED_UP_TO:
        from mentorlift.science.assignment.many_circles import many_circles

        found = many_circles(pool, rules, scores.total, scores.allowed, pinned)
        return told(pool, scores, found.chosen, (found.most_placed, found.bound))
    model = Model(pool=pool, rules=rules, rows=rows.tolist(), cols=cols.tolist(), pinned=set(pinned))
    opened = np.zeros(len(pool.mentors), dtype=np.int64)
    placed = np.concatenate((np.ones(len(rows), dtype=np.int64), opened))
    worth = np.concatenate((scores.total[rows, cols], opened))
    numbers = lottery_numbers(policy.lottery, pool.proteges.ids, pool.mentors.ids, scores.allowed)[rows, cols]
    best = best_in_stages([placed, worth], model.limits(), tie=np.concatenate((numbers, opened)))
    if best is None:
        return None
    chosen = np.full(len(pool.proteges), NONE, dtype=np.int64)
    made = np.flatnonzero(best.x[: len(rows)])
    chosen[rows[made]] = cols[made]
    return told(pool, scores, chosen, (best.bounds[0], best.bounds[1]))


def told(pool: Pool, scores: Scores, chosen: Ints, bounds: tuple[int, int]) -> Circles:
    """The mentor of each protégé as circles, with what nobody can exceed: people placed, and with so many the score."""
    members: dict[int, list[int]] = {}
    for i in np.flatnonzero(chosen != NONE).tolist():
        members.setdefault(int(chosen[i]), []).append(i)
    made = tuple(
        Circle(
            mentor=pool.mentors.ids[j],
            members=tuple(pool.proteges.ids[i] for i in members[j]),
            score=sum(int(scores.total[i, j]) for i in members[j]),
        )
        for j in sorted(members)
    )
    return Circles(
        circles=made,
        without=tuple(pool.proteges.ids[i] for i in np.flatnonzero(chosen == NONE).tolist()),
        placed=sum(len(one.members) for one in made),
        most_placed=bounds[0],
        primal=sum(one.score for one in made),
        dual=bounds[1],
        scale=scores.scale,
    )


@dataclass(frozen=True, kw_only=True)
class Model:
    """The rules of circles as limits on zeros and ones: one for each allowed pair, then one for each mentor (whether
    there is a circle)."""

    pool: Pool
    rules: CircleRules
    rows: list[int]
    cols: list[int]
    pinned: set[tuple[int, int]]
    theirs: dict[int, dict[int, int]] = field(init=False)  # mentor -> protégé -> place among the pairs

    def __post_init__(self) -> None:
        theirs: dict[int, dict[int, int]] = {j: {} for j in range(len(self.pool.mentors))}
        for k, (i, j) in enumerate(zip(self.rows, self.cols, strict=True)):
            theirs[j][i] = k
        object.__setattr__(self, "theirs", theirs)

    def limits(self) -> Limits:
        pairs, (most, least) = len(self.rows), room(self.pool, self.rules)
        out = Limits(columns=pairs + len(self.pool.mentors))
        of: dict[int, dict[int, float]] = {}
        for k, i in enumerate(self.rows):
            of.setdefault(i, {})[k] = 1.0
        for places in of.values():
            out.add(places, high=1)
        unfit = unfit_groups(self.pool, self.rules)
        for j, theirs in self.theirs.items():
            circle = pairs + j
            everyone = dict.fromkeys(theirs.values(), 1.0)
            out.add(everyone | {circle: -float(least[j])}, low=0)
            out.add(everyone | {circle: -float(most[j])}, high=0)
            for group in unfit:
                alike = {theirs[i]: 1.0 for i in group if i in theirs}
                if len(alike) > 1:
                    out.add(alike | {circle: -1.0}, high=0)
        for i, j in self.pinned:
            out.add({self.theirs[j][i]: 1.0}, low=1)
        return out


def unfit_groups(pool: Pool, rules: CircleRules) -> list[list[int]]:
    """Groups of protégés of whom a circle can have one: the same value in a field, or two in one line."""
    groups = []
    for name in rules.apart:
        alike: dict[str, list[int]] = {}
        for i, value in enumerate(pool.proteges.texts[name]):
            if value:
                alike.setdefault(value, []).append(i)
        groups += list(alike.values())
    if rules.not_in_line:
        managers = pool.managers[rules.not_in_line]
        places = {person: i for i, person in enumerate(pool.proteges.ids)}
        for person, i in places.items():
            groups += [[i, places[boss]] for boss in line_above(person, managers) if boss in places]
    return groups


def room(pool: Pool, rules: CircleRules) -> tuple[Ints, Ints]:
    """How many protégés each mentor's circle still takes at most, and needs at least if it takes anybody."""
    begun = dict(rules.begun)
    here = np.array([begun.get(mentor, 0) for mentor in pool.mentors.ids], dtype=np.int64)
    most = np.minimum(rules.most - here, pool.capacity).clip(0)
    return most, (rules.least - here).clip(0)
