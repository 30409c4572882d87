"""From a pool and a policy to pairs, their proof, and a reason for everyone."""

from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.certificate import Certificate, certify
from mentorlift.science.assignment.criteria import Fact
from mentorlift.science.assignment.detours import Detours
from mentorlift.science.assignment.objectives import Optimum, seek
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Bools, Ints, Pool
from mentorlift.science.assignment.rules import allowed_pairs
from mentorlift.science.assignment.scores import Scores, facts, score
from mentorlift.science.assignment.shuffle import random_pairs
from mentorlift.science.assignment.solver import NONE, stage
from mentorlift.science.assignment.stable import deferred_acceptance, liking
from mentorlift.science.assignment.ties import lottery_number, lottery_numbers, seed_of
from mentorlift.science.assignment.unplaced import Unplaced, unplaced

# what the pairs of a mode are measured against; optimal seeks what the policy names
MEASURED_BY = {"random": "coverage-then-score", "stable": "score"}


class Refused(ValueError):
    """Pins that cannot be kept; `faults` holds (place of the pin in the policy, sentence) for each."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        super().__init__("; ".join(text for _, text in faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One pair: scores in integer points, and the next best mentor for this protégé.

    `runner_up_less`: points the pair would score less with them (negative: more). `runner_up_cost`: points the whole
    set would lose, and `runner_up_unplaces`: pairs it would lose; None where not worked out (other modes, worst-off
    first, very large pools).
    """

    protege: str
    mentor: str
    score: int
    parts: tuple[Fact, ...]
    pinned: bool = False
    runner_up: str | None = None
    runner_up_less: int | None = None
    runner_up_cost: int | None = None
    runner_up_unplaces: int | None = None


@dataclass(frozen=True, kw_only=True)
class Matching:
    """Pairs in the order of the protégés' ids, everyone left without, and the proof."""

    pairs: tuple[Pair, ...]
    unplaced: tuple[Unplaced, ...]
    certificate: Certificate


@dataclass(frozen=True, kw_only=True)
class Open:
    """What is left to decide once the pins are set."""

    edges: Bools
    capacity: Ints

    @staticmethod
    def after(pinned: list[tuple[int, int]], pool: Pool, allowed: Bools) -> "Open":
        edges, capacity = allowed.copy(), pool.capacity.copy()
        for i, j in pinned:
            edges[i] = False
            capacity[j] -= 1
        edges[:, capacity == 0] = False
        return Open(edges=edges, capacity=np.minimum(capacity, len(pool.proteges)))


def match(policy: Policy, pool: Pool) -> Matching:
    """The pairs of `pool` under `policy`. Raises Refused for pins that break a rule or exceed the places."""
    scores = score(policy, pool)
    pinned = pinned_pairs(policy, pool, scores.allowed)
    left = Open.after(pinned, pool, scores.allowed)
    objective = MEASURED_BY.get(policy.mode, policy.objective)
    optimum = seek(objective, scores.total, left.edges, left.capacity)
    chosen = choose(policy, pool, scores, left, optimum)
    for i, j in pinned:
        chosen[i] = j
    return Matching(
        pairs=described(
            policy=policy, pool=pool, scores=scores, left=left, optimum=optimum, chosen=chosen, pinned=pinned
        ),
        unplaced=unplaced(policy, pool, scores.allowed, chosen),
        certificate=certify(policy=policy, pool=pool, scores=scores, optimum=optimum, chosen=chosen, pinned=pinned),
    )


def check_pins(policy: Policy, pool: Pool) -> list[tuple[int, str]]:
    """(place of the pin, sentence) for every pin that cannot be kept."""
    if not policy.pins:
        return []
    try:
        pinned_pairs(policy, pool, allowed_pairs(policy.rules, pool))
    except Refused as refused:
        return refused.faults
    return []


def pinned_pairs(policy: Policy, pool: Pool, allowed: Bools) -> list[tuple[int, int]]:
    """Pins as (row, column). Raises Refused naming every pin that cannot be kept."""
    rows = {person: i for i, person in enumerate(pool.proteges.ids)}
    cols = {person: j for j, person in enumerate(pool.mentors.ids)}
    left = pool.capacity.copy()
    out: list[tuple[int, int]] = []
    faults: list[tuple[int, str]] = []
    for place, (protege, mentor) in enumerate(policy.pins):
        i, j = rows.get(protege), cols.get(mentor)
        if i is None or j is None:
            missing = f"protégé {protege}" if i is None else f"mentor {mentor}"
            faults.append((place, f"{missing} is not in the pool; take the pin out or add the person"))
        elif not allowed[i, j]:
            faults.append((place, f"{protege} with {mentor} breaks a rule; take out the pin or the rule"))
        elif any(i == other for other, _ in out):
            faults.append((place, f"{protege} is pinned twice; keep one"))
        elif left[j] == 0:
            faults.append((place, f"{mentor} has no place left for {protege}; raise the capacity or drop a pin"))
        else:
            left[j] -= 1
            out.append((i, j))
    if faults:
        raise Refused(faults)
    return out


def choose(policy: Policy, pool: Pool, scores: Scores, left: Open, optimum: Optimum) -> Ints:
    """The pairs of the policy's mode, pins aside; equally good optima are told apart by lottery numbers."""
    if policy.mode == "random":
        rng = np.random.default_rng(seed_of(policy.lottery, "random pairs"))
        return random_pairs(left.edges, left.capacity, rng)
    edges = left.edges if policy.mode == "stable" else optimum.face.edges
    numbers = lottery_numbers(policy.lottery, pool.proteges.ids, pool.mentors.ids, edges)
    if policy.mode == "stable":
        theirs, mentors = liking(scores.total, pool)
        return deferred_acceptance(theirs, mentors, numbers, left.edges, left.capacity)
    chosen, *_ = stage(optimum.face, numbers, left.capacity)
    return chosen


def described(
    *,
    policy: Policy,
    pool: Pool,
    scores: Scores,
    left: Open,
    optimum: Optimum,
    chosen: Ints,
    pinned: list[tuple[int, int]],
) -> tuple[Pair, ...]:
    """Each pair with its parts and the protégé's next best mentor."""
    made = [(int(i), int(chosen[i])) for i in np.flatnonzero(chosen != NONE)]
    priced = policy.mode == "optimal" and policy.objective != "worst-off-first"
    detours = None
    if priced:
        detours = Detours(optimum.weights, left.edges, left.capacity, optimum.chosen, optimum.prices)
    fixed = set(pinned)
    out = []
    for (i, j), parts in zip(made, facts(policy, pool, scores.scale, made), strict=True):
        other = None if (i, j) in fixed else runner_up(policy, pool, scores, i, j)
        cost = detours.cost(i, other) if detours and other is not None else None
        lost, loss = (None, None) if cost is None else split(cost, optimum.pair_bonus)
        out.append(
            Pair(
                protege=pool.proteges.ids[i],
                mentor=pool.mentors.ids[j],
                score=int(scores.total[i, j]),
                parts=parts,
                pinned=(i, j) in fixed,
                runner_up=None if other is None else pool.mentors.ids[other],
                runner_up_less=None if other is None else int(scores.total[i, j] - scores.total[i, other]),
                runner_up_cost=loss,
                runner_up_unplaces=lost,
            )
        )
    return tuple(out)


def runner_up(policy: Policy, pool: Pool, scores: Scores, i: int, j: int) -> int | None:
    """The allowed mentor with a place, other than j, who scores highest with i; ties by lottery number."""
    options = np.flatnonzero(scores.allowed[i] & (pool.capacity > 0))
    options = options[options != j]
    if not len(options):
        return None
    alike = options[scores.total[i, options] == scores.total[i, options].max()]
    person = pool.proteges.ids[i]
    return int(max(alike, key=lambda k: lottery_number(policy.lottery, person, pool.mentors.ids[k])))


def split(cost: int, bonus: int) -> tuple[int, int]:
    """A loss as (pairs lost, points lost); points can be negative when fewer pairs score more."""
    if not bonus:
        return 0, cost
    pairs = round(cost / bonus)
    return pairs, cost - pairs * bonus
