"""From a pool and a policy to pairs, their proof, and a reason for everyone."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.certificate import certify
from mentorlift.science.assignment.detours import Detours
from mentorlift.science.assignment.limits import TooLarge
from mentorlift.science.assignment.modes import Choice, choose
from mentorlift.science.assignment.objectives import Optimum, seek
from mentorlift.science.assignment.pins import places_of
from mentorlift.science.assignment.policy import BY_LOT, Policy
from mentorlift.science.assignment.pool import Bools, Ints, Pool, pair_alone
from mentorlift.science.assignment.result import Matching, Pair, Refused
from mentorlift.science.assignment.rules import allowed_pairs
from mentorlift.science.assignment.scores import Scores, facts, score
from mentorlift.science.assignment.solver import NONE
from mentorlift.science.assignment.ties import lottery_number
from mentorlift.science.assignment.unplaced import unplaced

# what the pairs of a mode are measured against; optimal seeks what the policy names
MEASURED_BY = {"random": "coverage-then-score", "near-optimal": "coverage-then-score", "stable": "score"}
TABLE_UP_TO = 2_000_000  # pairs of which a table is kept; above, `sparse` finds the optimum without one
TABLE_AT_MOST = 20_000_000  # what needs a table is not worked out above


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
    """The pairs of `pool` under `policy`.

    Raises Refused for pins that break a rule or exceed the places, TooLarge for a mode or objective that is not worked
    out for so many people, NotWithin for a tolerance and a cap that cannot both be kept, OverflowError for weights too
    far apart.
    """
    size = pool.shape[0] * pool.shape[1]
    if size > TABLE_UP_TO and policy.mode == "optimal" and policy.objective != "worst-off-first":
        from mentorlift.science.assignment.sparse.large import match_large

        return match_large(policy, pool)
    if size > TABLE_AT_MOST:
        what = policy.objective if policy.mode == "optimal" else policy.mode
        raise TooLarge(
            f"{what} is worked out for up to {TABLE_AT_MOST:,} possible pairs, and these are {size:,}; "
            "choose coverage-then-score, or match in parts"
        )
    return match_by_table(policy, pool)


def match_by_table(policy: Policy, pool: Pool) -> Matching:
    """The same with a table of all pairs: every mode and objective, and what the next best would cost everybody."""
    scores = score(policy, pool)
    pinned = pinned_pairs(policy, pool, scores.allowed)
    left = Open.after(pinned, pool, scores.allowed)
    objective = MEASURED_BY.get(policy.mode, policy.objective)
    optimum = seek(objective, scores.total, left.edges, left.capacity)
    choice = choose(policy=policy, pool=pool, scores=scores, edges=left.edges, capacity=left.capacity, optimum=optimum)
    chosen = choice.chosen
    for i, j in pinned:
        chosen[i] = j
    return Matching(
        pairs=described(
            policy=policy, pool=pool, scores=scores, left=left, optimum=optimum, choice=choice, pinned=pinned
        ),
        unplaced=unplaced(policy, pool, scores.allowed, chosen),
        certificate=certify(policy=policy, pool=pool, scores=scores, optimum=optimum, choice=choice, pinned=pinned),
    )


def check_pins(policy: Policy, pool: Pool) -> list[tuple[int, str]]:
    """(place of the pin, sentence) for every pin that cannot be kept."""
    if not policy.pins:
        return []
    return places_of(policy, pool, allowed_one_by_one(policy, pool))[1]


def allowed_one_by_one(policy: Policy, pool: Pool) -> Callable[[int, int], bool]:
    """Whether the rules allow single pairs, asked on a pool of the two alone."""
    return lambda i, j: bool(allowed_pairs(policy.rules, pair_alone(pool, i, j))[0, 0])


def pinned_pairs(policy: Policy, pool: Pool, allowed: Bools) -> list[tuple[int, int]]:
    """Pins as (row, column). Raises Refused naming every pin that cannot be kept."""
    found, faults = places_of(policy, pool, lambda i, j: bool(allowed[i, j]))
    if faults:
        raise Refused(faults)
    return found


def described(
    *,
    policy: Policy,
    pool: Pool,
    scores: Scores,
    left: Open,
    optimum: Optimum,
    choice: Choice,
    pinned: list[tuple[int, int]],
) -> tuple[Pair, ...]:
    """Each pair with its parts and the protégé's next best mentor."""
    chosen = choice.chosen
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
                probability=chance(policy, choice, i, j, fixed),
                runner_up=None if other is None else pool.mentors.ids[other],
                runner_up_less=None if other is None else int(scores.total[i, j] - scores.total[i, other]),
                runner_up_cost=loss,
                runner_up_unplaces=lost,
            )
        )
    return tuple(out)


def chance(policy: Policy, choice: Choice, i: int, j: int, fixed: set[tuple[int, int]]) -> float | None:
    """How likely the pair was before the lot was drawn; None without a lot, or where that is not known."""
    if policy.mode not in BY_LOT or choice.table is None:
        return None
    return 1.0 if (i, j) in fixed else float(choice.table[i, j])


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
