"""All mentors of an intake for one protégé, ranked by the policy, without reading thousands of people each time.

What a policy reads of the mentors changes only with people and programmes, and is kept until it does.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np

from mentorlift.files.said import said
from mentorlift.matching.models import MatchPolicy
from mentorlift.matching.queries.begun_circles import with_begun
from mentorlift.matching.queries.kept import kept
from mentorlift.matching.queries.pool import (
    Unmatchable,
    holds_of,
    mentors_here,
    obstacles_in,
    proteges_table,
    reporting_lines,
    settled_policy,
    table_of,
)
from mentorlift.matching.queries.said import OF_MENTORS, of_mentors, spelling_of
from mentorlift.matching.queries.tenure import years_here
from mentorlift.matching.rules import columns_of, content_of
from mentorlift.people.queries import facts_on
from mentorlift.programmes.models import Cohort
from mentorlift.programmes.queries import accepted_mentors

if TYPE_CHECKING:
    from mentorlift.files.tables import Table
    from mentorlift.science.assignment.criteria import Fact
    from mentorlift.science.assignment.policy import Policy
    from mentorlift.science.assignment.pool import Pool, Side
    from mentorlift.science.assignment.rules import Rule

CHANGES_OF = ("people.", "programmes.")  # audited actions that change what is kept


@dataclass(frozen=True, kw_only=True)
class Mentors:
    """The mentors of an intake as the engine reads them, and who reports to whom in the whole organisation."""

    ids: list[UUID]  # in the order of the side
    columns: tuple[str, ...]
    side: "Side"
    spelling: Mapping[str, str]  # how mentors spell what protégés want
    managers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """One protégé and every mentor: whom the rules allow, and the score of each pair."""

    policy: "Policy"
    pool: "Pool"
    mentor_ids: list[UUID]  # in the order of the pool
    scores: Any  # points by mentor, in the order of the pool
    allowed: Any
    best: int
    worth: list[tuple[Any, Any]]  # of each criterion the values and the points by mentor
    broken: list[tuple["Rule", Any]]

    def by_score(self) -> list[int]:
        """The allowed mentors, best first; equals in the order of their ids."""
        places = np.flatnonzero(self.allowed)
        return list(places[np.argsort(-self.scores[places], kind="stable")].tolist())

    def in_order(self) -> Iterator[int]:
        """The same, equals told apart by the published lottery."""
        from mentorlift.science.assignment.ties import lottery_number

        places = self.by_score()
        person = self.pool.proteges.ids[0]
        for _score, alike in groupby(places, key=lambda j: int(self.scores[j])):
            equal = list(alike)
            if len(equal) > 1:
                ids = self.pool.mentors.ids
                equal.sort(key=lambda j: (-lottery_number(self.policy.lottery, person, ids[j]), ids[j]))
            yield from equal

    def place_of(self, mentor_id: UUID) -> int | None:
        """Where a mentor stands in the pool; None for somebody who does not."""
        ids = self.pool.mentors.ids
        at = int(np.searchsorted(ids, str(mentor_id)))
        return at if at < len(ids) and ids[at] == str(mentor_id) else None

    def parts(self, place: int) -> "tuple[Fact, ...]":
        """Why a mentor fits, one fact a criterion."""
        from mentorlift.science.assignment.criteria import Fact, unique_names

        names = unique_names(self.policy.criteria)
        return tuple(
            Fact(
                name=name,
                kind=one.kind,
                value=float(values[place]),
                points=int(points[place]),
                **one.detail(self.pool, 0, place),
            )
            for name, one, (values, points) in zip(names, self.policy.criteria, self.worth, strict=True)
        )

    def barred_by(self, place: int) -> "list[Rule]":
        """The rules that bar a mentor."""
        return [rule for rule, mask in self.broken if mask[place]]


def ranking(cohort: Cohort, version: MatchPolicy, protege_id: UUID, *, on: date) -> Ranking:
    """The mentors of the intake for one protégé under the policy and what was forbidden by hand. Raises Unmatchable."""
    from mentorlift.files.pool import reference_year, side_from
    from mentorlift.science.assignment.pool import Pool
    from mentorlift.science.assignment.rules import same_person
    from mentorlift.science.assignment.scores import points_for, scale_of

    policy = settled_policy(version, holds_of(cohort), set())
    known = mentors_of(cohort, version, on=on)
    people = facts_on(on, person_ids=[protege_id])
    table = padded(version, known.columns, proteges_table(cohort, people, known.spelling))
    side = side_from(table, policy, "protege", reference_year(policy.lottery))
    if side is None or table.faults:
        raise Unmatchable(obstacles_in(table))
    lines = {name: known.managers for _side, name, kind in policy.fields() if kind == "manager"}
    ones = np.ones(len(known.side), dtype=np.int64)
    pool = Pool(proteges=side, mentors=known.side, capacity=ones, managers=lines)
    policy = with_begun(policy, pool, cohort.programme, on=on)
    scale = scale_of(policy.criteria)
    values = [criterion.values(pool)[0] for criterion in policy.criteria]
    worth = [(v, points_for(v, criterion, scale)) for v, criterion in zip(values, policy.criteria, strict=True)]
    scores = sum((points for _values, points in worth), np.zeros(len(known.side), dtype=np.int64))
    broken = [(rule, rule.forbids(pool)[0]) for rule in policy.rules]
    allowed = ~same_person(pool)[0] if len(known.side) else np.zeros(0, dtype=bool)
    for _rule, mask in broken:
        allowed &= ~mask
    best = round(sum(criterion.weight for criterion in policy.criteria) * scale)
    return Ranking(
        policy=policy,
        pool=pool,
        mentor_ids=known.ids,
        scores=scores,
        allowed=allowed,
        best=best,
        worth=worth,
        broken=broken,
    )


def mentors_of(cohort: Cohort, version: MatchPolicy, *, on: date) -> Mentors:
    """The mentors of the intake, read anew when people or programmes changed."""
    key = ("mentors", cohort.programme_id, cohort.starts_on, version.id, on)
    return kept(key, CHANGES_OF, lambda: read_mentors(cohort, version, on=on))


def read_mentors(cohort: Cohort, version: MatchPolicy, *, on: date) -> Mentors:
    """Raises Unmatchable for cells that cannot be read."""
    from mentorlift.files.pool import reference_year, side_from

    policy = settled_policy(version, [], set())
    here = set(mentors_here(cohort, on=on).values_list("person_id", flat=True))
    places = {one.person_id: (one.places, one) for one in accepted_mentors(cohort.programme) if one.person_id in here}
    people = facts_on(on, person_ids=places)
    table = table_of(said("mentors"), people, years_here(cohort, people, of_mentors(people, places)), OF_MENTORS)
    side = side_from(table, policy, "mentor", reference_year(policy.lottery))
    if side is None or table.faults:
        raise Unmatchable(obstacles_in(table))
    return Mentors(
        ids=[UUID(one) for one in side.ids],
        columns=table.columns,
        side=side,
        spelling=spelling_of(table),
        managers=reporting_lines(on),
    )


def padded(version: MatchPolicy, known: Collection[str], table: "Table") -> "Table":
    """A column of the policy that this one protégé leaves empty is an empty cell, not a fault of the file."""
    content = content_of(version.toml)
    named = {column for entry in (*content.rules, *content.criteria) for column in columns_of(entry)}
    named |= set((content.circle or {}).get("apart", ()))
    missing = sorted((named & set(known)) - set(table.columns))
    needed = sorted({str(e["needs"]) for e in content.criteria if "needs" in e} - set(table.columns) - set(missing))
    padding = (*missing, *needed)
    rows = [(row, (*cells, *("" for _column in padding))) for row, cells in table.rows]
    return replace(table, columns=(*table.columns, *padding), rows=rows)
