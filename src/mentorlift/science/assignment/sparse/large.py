"""Matching for pools of any size: the same answer as for small ones, without a table of all pairs."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from mentorlift.science.assignment.certificate import Certificate, named, of_pairs
from mentorlift.science.assignment.objectives import Proof
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Ints, Pool
from mentorlift.science.assignment.result import Matching, Pair, Refused
from mentorlift.science.assignment.sparse.blocking import count_blocking
from mentorlift.science.assignment.sparse.columns import part_of
from mentorlift.science.assignment.sparse.compiled import Compiled, compiled, points_of
from mentorlift.science.assignment.sparse.edges import Edges
from mentorlift.science.assignment.sparse.instead import Instead, instead_of
from mentorlift.science.assignment.sparse.openings import openings
from mentorlift.science.assignment.sparse.reasons import left_alone, parts_of
from mentorlift.science.assignment.sparse.roads import roads
from mentorlift.science.assignment.sparse.rounds import NONE, Answer, Optimum, among, most_points, solve
from mentorlift.science.assignment.ties import lottery_number

Tell = Callable[[str], None]


def quiet(_: str) -> None:
    """Tells nobody."""


def match_large(policy: Policy, pool: Pool, tell: Tell = quiet, *, costs: bool = True) -> Matching:
    """The best pairs under "score" or "coverage-then-score". Raises Refused for pins that cannot be kept, OverflowError
    for weights too far apart."""
    ready = compiled(policy, pool)
    pinned = pinned_pairs(policy, pool, ready)
    rows, capacity = open_places(pool, pinned)
    columns = part_of(ready.whole, rows, np.arange(len(pool.mentors)))
    bonus = 2 * most_points(columns) * len(rows) + 1 if policy.objective == "coverage-then-score" else 0
    found = solve(columns, capacity, bonus, tell)
    chosen = np.full(len(pool.proteges), NONE, dtype=np.int64)
    chosen[rows] = by_lottery(policy, pool, rows, capacity, found, bonus)
    for i, j in pinned:
        chosen[i] = j
    tell("writing the reasons")
    proof = certificate(policy, pool, ready, rows, capacity, found, bonus, chosen, pinned)
    answer = replace(found.answer, chosen=chosen[rows])
    ways = roads(columns, capacity, answer, bonus) if found.exact and costs else None
    changes = openings(pool, rows, columns, capacity, ways, answer) if ways else None
    tell("what would be next best, and what it would cost")
    others = instead_of(policy.lottery, pool, rows, columns, chosen, ways)
    return Matching(
        pairs=pairs(policy, pool, ready, chosen, others, set(pinned)),
        unplaced=left_alone(policy, pool, ready, chosen, changes),
        certificate=proof,
    )


def pinned_pairs(policy: Policy, pool: Pool, ready: Compiled) -> list[tuple[int, int]]:
    """Pins as (row, column). Raises Refused naming every pin that cannot be kept."""
    from mentorlift.science.assignment.pins import places_of

    def allowed(i: int, j: int) -> bool:
        return bool(points_of(ready.whole, np.array([i]), np.array([j]))[0] >= 0)

    found, faults = places_of(policy, pool, allowed)
    if faults:
        raise Refused(faults)
    return found


def open_places(pool: Pool, pinned: list[tuple[int, int]]) -> tuple[Ints, Ints]:
    """The protégés not pinned, and the places that pins leave, no more than there are people to take them."""
    rows = np.setdiff1d(np.arange(len(pool.proteges)), [i for i, _ in pinned])
    taken = np.bincount([j for _, j in pinned], minlength=len(pool.mentors)) if pinned else 0
    return rows, np.minimum(pool.capacity - taken, len(rows))


def by_lottery(policy: Policy, pool: Pool, rows: Ints, capacity: Ints, found: Optimum, bonus: int) -> Ints:
    """Of the equally good sets among the pairs seen, the one with the largest sum of lottery numbers."""
    answer, edges = found.answer, found.edges
    if not found.exact:  # no other set is known to be as good
        return answer.chosen
    tight = answer.gain[edges.rows] + answer.price[edges.cols] == edges.scores + bonus
    i, j = edges.rows[tight], edges.cols[tight]
    drawn = [
        lottery_number(policy.lottery, pool.proteges.ids[row], pool.mentors.ids[col])
        for row, col in zip(rows[i].tolist(), j.tolist(), strict=True)
    ]
    numbers = np.array(drawn, dtype=np.int64)
    must = (answer.gain > 0)[i].astype(np.int64) + (answer.price > 0)[j]
    most = int(numbers.max(initial=0)) * len(rows) + 1
    start = Answer(
        chosen=answer.chosen, gain=np.zeros(len(rows), dtype=np.int64), price=np.zeros(len(capacity), dtype=np.int64)
    )
    return among(Edges(rows=i, cols=j, scores=numbers + most * must), capacity, 0, start).chosen


def certificate(
    policy: Policy,
    pool: Pool,
    ready: Compiled,
    rows: Ints,
    capacity: Ints,
    found: Optimum,
    bonus: int,
    chosen: Ints,
    pinned: list[tuple[int, int]],
) -> Certificate:
    """What the pairs are worth, and the bound from the prices."""
    made = np.flatnonzero(chosen != NONE)
    scores = points_of(ready.whole, made, chosen[made])
    fixed = sum(int(points_of(ready.whole, np.array([i]), np.array([j]))[0]) for i, j in pinned)
    bound = int(found.answer.gain.sum()) + int((found.answer.price * capacity).sum())
    dual = bound - bonus * (len(made) - len(pinned)) + fixed
    ids = tuple(pool.proteges.ids[i] for i in rows.tolist())
    return Certificate(
        **of_pairs(policy, pool, scores, pinned),
        dual=dual,
        blocking_pairs=count_blocking(ready.whole, pool, chosen),
        pairs_considered=pool.shape[0] * pool.shape[1],
        rounds=found.rounds,
        scale=ready.scale,
        pair_bonus=bonus,
        protege_prices=named(ids, found.answer.gain),
        mentor_prices=named(pool.mentors.ids, found.answer.price),
        proofs=(Proof(what=policy.objective, primal=int(scores.sum()) - fixed, dual=dual - fixed),),
    )


def pairs(
    policy: Policy, pool: Pool, ready: Compiled, chosen: Ints, others: Instead, pinned: set[tuple[int, int]]
) -> tuple[Pair, ...]:
    """Each pair with its parts and the next best of both."""
    made = np.flatnonzero(chosen != NONE)
    scores = points_of(ready.whole, made, chosen[made]).tolist()
    facts = parts_of(policy, pool, ready, made, chosen[made])
    out = []
    for i, j, score, parts in zip(made.tolist(), chosen[made].tolist(), scores, facts, strict=True):
        second = None if (i, j) in pinned else others.of_protege(i, score)
        out.append(
            Pair(
                protege=pool.proteges.ids[i],
                mentor=pool.mentors.ids[j],
                score=score,
                parts=parts,
                pinned=(i, j) in pinned,
                runner_up=second.person if second else None,
                runner_up_less=second.less if second else None,
                runner_up_cost=second.cost if second else None,
                runner_up_unplaces=second.unplaces if second else None,
                runner_up_at_least=bool(second and second.at_least),
                mentors_next=others.of_mentor(j, score),
            )
        )
    return tuple(out)
