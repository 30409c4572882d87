"""A plan of weekly pairs for a draft, worked out around what is published."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mentorlift.files.said import said
from mentorlift.matching.models import Draft
from mentorlift.matching.queries.pool import (
    Gathered,
    Obstacle,
    Unmatchable,
    build,
    holds_of,
    proteges_table,
    reporting_lines,
    settled_policy,
)
from mentorlift.matching.queries.said import spelling_of
from mentorlift.matching.queries.turns import Turns, turns_of, weeks_ahead
from mentorlift.people.queries import facts_on
from mentorlift.programmes.rules.calendar import SessionWeek

if TYPE_CHECKING:
    from mentorlift.science.assignment.policy import Policy
    from mentorlift.science.assignment.pool import Pool
    from mentorlift.science.assignment.rotation import Week

AT_ONCE = 2  # people of whom a pair can be made


@dataclass(frozen=True, kw_only=True)
class Couple:
    """Two who meet, with the points and reasons; the first is whoever's group began earlier."""

    one: UUID
    other: UUID
    score: int
    parts: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class PlannedWeek:
    """One week of the plan: who meets whom, who has a week off. `best`: proved, given the weeks before."""

    week: SessionWeek
    couples: list[Couple]
    out: list[UUID]
    score: int
    best: bool
    bound: int | None  # no week with as many pairs scores more; None where that is not known


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All weeks in order; `best` is the most points two people could have."""

    weeks: list[PlannedWeek]
    people: int
    way: str
    best: int
    digest: str


def plan_of(draft: Draft, *, today: date) -> Plan:
    """Pairs for every week ahead among those who have nobody in it. Raises Unmatchable and what the engine raises."""
    turns = turns_of(draft.cohort.programme)
    weeks = weeks_ahead(draft.cohort, draft.group, draft.policy, today=today)
    free = {week.number: frozenset(turns.free_at(week.from_on)) for week in weeks}
    weeks = [week for week in weeks if len(free[week.number]) >= AT_ONCE]
    if not weeks:
        nobody = said("in every week ahead everybody has somebody, or fewer than two are free")
        raise Unmatchable([Obstacle("", "", nobody, said("wait for people who join, or for an ended pair"))])
    everybody = frozenset().union(*free.values())
    policy, pool, digest = pool_among(draft, everybody, on=weeks[0].from_on)
    return _worked_out(turns, weeks, free, (policy, pool), digest)


def pool_among(draft: Draft, people: Collection[UUID], *, on: date) -> "tuple[Policy, Pool, str]":
    """The engine's policy and a pool with the same people on both sides. Raises Unmatchable."""
    known = facts_on(on, person_ids=list(people))
    spelling = spelling_of(proteges_table(draft.cohort, known, {}))
    table = proteges_table(draft.cohort, known, spelling)
    gathered = Gathered(proteges=table, mentors=replace(table, faults=[]), managers=reporting_lines(on))
    holds = holds_of(draft.cohort)
    policy = replace(settled_policy(draft.policy, holds, set()), pins=())
    held = sorted(f"{hold.kind} {hold.protege_id} {hold.mentor_id}" for hold in holds)
    digest = hashlib.sha256(json.dumps([gathered.digest, held]).encode()).hexdigest()
    return policy, build(gathered, policy), digest


def _worked_out(
    turns: Turns,
    weeks: list[SessionWeek],
    free: dict[int, frozenset[UUID]],
    engine: "tuple[Policy, Pool]",
    digest: str,
) -> Plan:
    """Weeks with the same people are planned together, the next ones after them."""
    from mentorlift.science.assignment.pool import among
    from mentorlift.science.assignment.rotation import rotation

    policy, pool = engine
    met, sat_out = turns.met, turns.sat_out_before(weeks[0].from_on)
    planned: list[PlannedWeek] = []
    ways, scale = [], 1
    for people, alike in groupby(weeks, key=lambda week: free[week.number]):
        part, here = list(alike), among(pool, {str(one) for one in people})
        found = rotation(policy, here, len(part), met=met, sat_out=sat_out)
        scale = found.scale
        ways.append(found.way)
        for week, made in zip(part, found.weeks, strict=True):
            met += made.pairs
            for one in made.out:
                sat_out[one] = sat_out.get(one, 0) + 1
            planned.append(_planned(turns, week, made, (policy, here), scale))
    return Plan(
        weeks=planned,
        people=len(frozenset().union(*free.values())),
        way="week by week" if set(ways) == {"week by week"} else "table",
        best=round(2 * sum(criterion.weight for criterion in policy.criteria) * scale),
        digest=digest,
    )


def _planned(turns: Turns, week: SessionWeek, made: "Week", engine: "tuple[Policy, Pool]", scale: int) -> PlannedWeek:
    from mentorlift.science.assignment.scores import facts

    policy, pool = engine
    place = {person: i for i, person in enumerate(pool.proteges.ids)}
    pairs = [_in_order(turns, UUID(one), UUID(other), week) for one, other in made.pairs]
    there = [(place[str(one)], place[str(other)]) for one, other in pairs]
    back = facts(policy, pool, scale, [(j, i) for i, j in there])
    couples = [
        Couple(
            one=one,
            other=other,
            score=sum(part.points for part in (*told, *tells)),
            parts=[asdict(part) for part in told],
        )
        for (one, other), told, tells in zip(pairs, facts(policy, pool, scale, there), back, strict=True)
    ]
    return PlannedWeek(
        week=week,
        couples=couples,
        out=[UUID(one) for one in made.out],
        score=made.score,
        best=made.best,
        bound=made.bound,
    )


def _in_order(turns: Turns, one: UUID, other: UUID, week: SessionWeek) -> tuple[UUID, UUID]:
    """Whose group began earlier comes first, since the week is counted by it; else they take turns."""
    begins = {person: turns.of[person].weeks[0].from_on for person in (one, other)}
    if begins[one] != begins[other]:
        return (one, other) if begins[one] < begins[other] else (other, one)
    return (one, other) if week.number % 2 else (other, one)
