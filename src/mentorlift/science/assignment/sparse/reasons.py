"""Reasons for the pairs of a large pool, and for everyone left without."""

import numpy as np

from mentorlift.science.assignment.changes import Change
from mentorlift.science.assignment.criteria import Fact, unique_names
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Bools, Ints, Pool
from mentorlift.science.assignment.solver import NONE, load
from mentorlift.science.assignment.sparse.columns import Columns
from mentorlift.science.assignment.sparse.compiled import Compiled, barred_by, mirrored_rules, points_of
from mentorlift.science.assignment.sparse.openings import Openings
from mentorlift.science.assignment.unplaced import Unplaced, barred


def parts_of(policy: Policy, pool: Pool, ready: Compiled, rows: Ints, cols: Ints) -> list[tuple[Fact, ...]]:
    """For each pair one fact a criterion, in the order of the policy."""
    names = unique_names(policy.criteria)
    points = [points_of(columns, rows, cols).tolist() for columns in ready.criteria]
    worth = [criterion.weight * ready.scale for criterion in policy.criteria]
    return [
        tuple(
            Fact(
                name=names[k],
                kind=criterion.kind,
                value=points[k][at] / worth[k] if worth[k] else 0.0,
                points=points[k][at],
                **criterion.detail(pool, i, j),
            )
            for k, criterion in enumerate(policy.criteria)
        )
        for at, (i, j) in enumerate(zip(rows.tolist(), cols.tolist(), strict=True))
    ]


def left_alone(
    policy: Policy, pool: Pool, ready: Compiled, chosen: Ints, changes: Openings | None
) -> tuple[Unplaced, ...]:
    """Everyone without a pair, protégés first, each side in the order of ids; without `changes` none are named."""
    held = load(chosen, len(pool.mentors))
    people, mentors = np.flatnonzero(chosen == NONE), np.flatnonzero(held == 0)
    ids = pool.proteges.ids, pool.mentors.ids
    has_place, has_none = held < pool.capacity, chosen == NONE
    out = [one_left(policy, ready.rules, i, ids, has_place, pool.capacity, None, changes) for i in people.tolist()]
    turned, one = mirrored_rules(policy, pool) if len(mentors) else (), np.ones(len(chosen), dtype=np.int64)
    out += [
        one_left(policy, turned, j, ids[::-1], has_none, one, int(pool.capacity[j]), changes) for j in mentors.tolist()
    ]
    return tuple(out)


def one_left(
    policy: Policy,
    rules: tuple[Columns, ...],
    at: int,
    ids: tuple[tuple[str, ...], tuple[str, ...]],
    free: Bools,
    places: Ints,
    offered: int | None,
    changes: Openings | None,
) -> Unplaced:
    """Why row `at` of ids[0] has nobody of ids[1]. `offered`: the places of a mentor, None for a protégé."""
    person = ids[0][at]
    others = np.ones(len(ids[1]), dtype=bool)
    if (same := np.searchsorted(ids[1], person)) < len(ids[1]) and ids[1][same] == person:
        others[same] = False
    masks = [barred_by(columns, at) & others for columns in rules]
    broken = np.sum(masks, axis=0) if masks else np.zeros(len(others), dtype=np.int64)
    allowed = others & (broken == 0)
    told: tuple[Change, ...] = ()
    if changes:
        of = changes.for_protege if offered is None else changes.for_mentor
        told = of(at, broken, list(zip(policy.rules, masks, strict=True)))
    return Unplaced(
        person=person,
        role="protege" if offered is None else "mentor",
        others=int(others.sum()),
        allowed=int(allowed.sum()),
        free=int((others & free).sum()),
        places=int(places[allowed].sum()) if offered is None else offered,
        barred=barred(policy, masks, broken, free),
        changes=told,
    )
