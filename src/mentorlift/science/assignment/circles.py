"""Circles: one mentor with several protégés who also meet each other, so that rules hold among these too."""

from dataclasses import dataclass, field

import numpy as np

from mentorlift.science.assignment.circle_rules import CircleRules
from mentorlift.science.assignment.limits import TooLarge
from mentorlift.science.assignment.matching import pinned_pairs
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Pool
from mentorlift.science.assignment.rules import line_above
from mentorlift.science.assignment.scores import score
from mentorlift.science.assignment.stages import Limits, best_in_stages
from mentorlift.science.assignment.ties import lottery_numbers

CIRCLES_UP_TO = 20_000  # allowed pairs


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
    TooLarge above CIRCLES_UP_TO allowed pairs, OverflowError for weights too far apart.

    Rules among the members make this a hard problem (it can colour graphs), so an integer programme is solved; where
    its search is given up early, the best found comes with the bound, and `optimal` is False.
    """
    scores = score(policy, pool)
    pinned = pinned_pairs(policy, pool, scores.allowed)
    rows, cols = np.nonzero(scores.allowed & (pool.capacity > 0))
    if len(rows) > CIRCLES_UP_TO:
        raise TooLarge(
            f"circles are worked out for up to {CIRCLES_UP_TO:,} allowed pairs, and these are {len(rows):,}; "
            "match in parts, or add a rule"
        )
    model = Model(pool=pool, rules=rules, rows=rows.tolist(), cols=cols.tolist(), pinned=set(pinned))
    opened = np.zeros(len(pool.mentors), dtype=np.int64)
    placed = np.concatenate((np.ones(len(rows), dtype=np.int64), opened))
    worth = np.concatenate((scores.total[rows, cols], opened))
    numbers = lottery_numbers(policy.lottery, pool.proteges.ids, pool.mentors.ids, scores.allowed)[rows, cols]
    found = best_in_stages([placed, worth], model.limits(), tie=np.concatenate((numbers, opened)))
    if found is None:
        return None
    members: dict[int, list[int]] = {}
    for k in np.flatnonzero(found.x[: len(rows)]).tolist():
        members.setdefault(int(cols[k]), []).append(int(rows[k]))
    has = {i for one in members.values() for i in one}
    return Circles(
        circles=tuple(
            Circle(
                mentor=pool.mentors.ids[j],
                members=tuple(pool.proteges.ids[i] for i in members[j]),
                score=sum(int(scores.total[i, j]) for i in members[j]),
            )
            for j in sorted(members)
        ),
        without=tuple(person for i, person in enumerate(pool.proteges.ids) if i not in has),
        placed=found.values[0],
        most_placed=found.bounds[0],
        primal=found.values[1],
        dual=found.bounds[1],
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
        pairs, begun = len(self.rows), dict(self.rules.begun)
        out = Limits(columns=pairs + len(self.pool.mentors))
        of: dict[int, dict[int, float]] = {}
        for k, i in enumerate(self.rows):
            of.setdefault(i, {})[k] = 1.0
        for places in of.values():
            out.add(places, high=1)
        unfit = self.unfit_groups()
        for j, theirs in self.theirs.items():
            circle = pairs + j
            everyone = dict.fromkeys(theirs.values(), 1.0)
            here = begun.get(self.pool.mentors.ids[j], 0)
            most = max(0, min(self.rules.most - here, int(self.pool.capacity[j])))
            out.add(everyone | {circle: -float(max(0, self.rules.least - here))}, low=0)
            out.add(everyone | {circle: -float(most)}, high=0)
            for group in unfit:
                alike = {theirs[i]: 1.0 for i in group if i in theirs}
                if len(alike) > 1:
                    out.add(alike | {circle: -1.0}, high=0)
        for i, j in self.pinned:
            out.add({self.theirs[j][i]: 1.0}, low=1)
        return out

    def unfit_groups(self) -> list[list[int]]:
        """Groups of protégés of whom a circle can have one: the same value in a field, or two in one line."""
        groups = []
        for name in self.rules.apart:
            alike: dict[str, list[int]] = {}
            for i, value in enumerate(self.pool.proteges.texts[name]):
                if value:
                    alike.setdefault(value, []).append(i)
            groups += list(alike.values())
        if self.rules.not_in_line:
            managers = self.pool.managers[self.rules.not_in_line]
            places = {person: i for i, person in enumerate(self.pool.proteges.ids)}
            for person, i in places.items():
                groups += [[i, places[boss]] for boss in line_above(person, managers) if boss in places]
        return groups
