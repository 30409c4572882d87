"""From a pool and a policy to pairs, their proof, and a reason for everyone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from mentorlift.science.assignment.certificate import certify
from mentorlift.science.assignment.changes import Ground
from mentorlift.science.assignment.detours import MOST_MENTORS, Detours
from mentorlift.science.assignment.limits import TooLarge
from mentorlift.science.assignment.modes import Choice, choose
from mentorlift.science.assignment.objectives import Optimum, Start, seek
from mentorlift.science.assignment.pins import places_of
from mentorlift.science.assignment.policy import BY_LOT, Policy
from mentorlift.science.assignment.pool import Bools, Ints, Pool, pair_alone
from mentorlift.science.assignment.result import Matching, Pair, Refused
from mentorlift.science.assignment.rules import allowed_pairs
from mentorlift.science.assignment.runners_up import described as described_next
from mentorlift.science.assignment.runners_up import next_mentor, next_proteges
from mentorlift.science.assignment.scores import Scores, facts, score
from mentorlift.science.assignment.solver import NONE
from mentorlift.science.assignment.unplaced import Masks, unplaced

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


def match(policy: Policy, pool: Pool, *, costs: bool = True) -> Matching:
    """The pairs of `pool` under `policy`.

    Without `costs` it is left open, in a pool too large for a table, what the next best would cost everybody and which
    change would place whoever is left: to find the best pairs takes a fraction of that time.

    Raises Refused for pins that break a rule or exceed the places, TooLarge for a mode or objective that is not worked
    out for so many people, OverflowError for weights too far apart.
    """
    size = pool.shape[0] * pool.shape[1]
    wide = size > TABLE_UP_TO or (costs and len(pool.mentors) > MOST_MENTORS)
    if wide and policy.mode == "optimal" and policy.objective != "worst-off-first":
        from mentorlift.science.assignment.sparse.large import match_large

        return match_large(policy, pool, costs=costs)
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
    pinned, left, optimum, choice = solved(policy, pool, scores)
    chosen = choice.chosen
    detours = detours_of(
        policy=policy, allowed=scores.allowed, left=left, optimum=optimum, chosen=chosen.copy(), pinned=pinned
    )
    for i, j in pinned:
        chosen[i] = j

    def ground(masks: Masks, broken: Ints) -> Ground | None:
        kept = np.zeros(len(chosen), dtype=bool)
        kept[[i for i, _ in pinned]] = True
        if detours is None:
            return None
        return Ground(
            pool=pool, scores=scores.total, bonus=optimum.pair_bonus, detours=detours, capacity=left.capacity,
            broken=broken, masks=masks, pinned=kept,
        )  # fmt: skip

    return Matching(
        pairs=described(
            policy=policy,
            pool=pool,
            scores=scores,
            detours=detours,
            bonus=optimum.pair_bonus,
            choice=choice,
            pinned=pinned,
        ),
        unplaced=unplaced(policy, pool, scores.allowed, chosen, ground),
        certificate=certify(policy=policy, pool=pool, scores=scores, optimum=optimum, choice=choice, pinned=pinned),
    )


def solved(
    policy: Policy, pool: Pool, scores: Scores, start: Start | None = None
) -> tuple[list[tuple[int, int]], Open, Optimum, Choice]:
    """The pins, what they leave open, its optimum, and the pairs of the policy's mode, pins aside. Raises Refused."""
    pinned = pinned_pairs(policy, pool, scores.allowed)
    left = Open.after(pinned, pool, scores.allowed)
    objective = MEASURED_BY.get(policy.mode, policy.objective)
    optimum = seek(objective, scores.total, left.edges, left.capacity, start)
    choice = choose(policy=policy, pool=pool, scores=scores, edges=left.edges, capacity=left.capacity, optimum=optimum)
    return pinned, left, optimum, choice


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
    detours: Detours | None,
    bonus: int,
    choice: Choice,
    pinned: list[tuple[int, int]],
) -> tuple[Pair, ...]:
    """Each pair with its parts and the next best for either side."""
    chosen = choice.chosen
    made = [(int(i), int(chosen[i])) for i in np.flatnonzero(chosen != NONE)]
    fixed = set(pinned)
    theirs = next_proteges(policy, pool, scores, chosen, {i for i, _ in pinned})
    out = []
    for (i, j), parts in zip(made, facts(policy, pool, scores.scale, made), strict=True):
        instead = partial(described_next, pool=pool, scores=scores, detours=detours, bonus=bonus, pair=(i, j))
        other = None if (i, j) in fixed else next_mentor(policy, pool, scores, i, j)
        second = None if other is None else instead(forced=(i, other))
        out.append(
            Pair(
                protege=pool.proteges.ids[i],
                mentor=pool.mentors.ids[j],
                score=int(scores.total[i, j]),
                parts=parts,
                pinned=(i, j) in fixed,
                probability=chance(policy, choice, i, j, fixed),
                runner_up=second.person if second else None,
                runner_up_less=second.less if second else None,
                runner_up_cost=second.cost if second else None,
                runner_up_unplaces=second.unplaces if second else None,
                mentors_next=instead(forced=(theirs[j], j)) if j in theirs else None,
            )
        )
    return tuple(out)


def chance(policy: Policy, choice: Choice, i: int, j: int, fixed: set[tuple[int, int]]) -> float | None:
    """How likely the pair was before the lot was drawn; None without a lot, or where that is not known."""
    if policy.mode not in BY_LOT or choice.table is None:
        return None
    return 1.0 if (i, j) in fixed else float(choice.table[i, j])


def detours_of(
    *, policy: Policy, allowed: Bools, left: Open, optimum: Optimum, chosen: Ints, pinned: list[tuple[int, int]]
) -> Detours | None:
    """All ways to do otherwise than `chosen`, pins aside; None where prices say nothing of them, or there are too many
    mentors. Mentors without a place left have the price that a place with them would have."""
    if policy.mode != "optimal" or policy.objective == "worst-off-first" or len(left.capacity) > MOST_MENTORS:
        return None
    edges = allowed.copy()
    edges[[i for i, _ in pinned]] = False
    bids = np.where(edges, optimum.weights - optimum.prices.gain[:, None], 0).max(axis=0, initial=0)
    prices = replace(optimum.prices, price=np.where(left.capacity == 0, bids, optimum.prices.price))
    detours = Detours(optimum.weights, edges, left.capacity, chosen, prices)
    detours.know_all()
    return detours
