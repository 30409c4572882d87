"""Whom else either side of a pair could have, and what taking them would cost everybody."""

from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.detours import Detours
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Ints, Pool
from mentorlift.science.assignment.scores import Scores
from mentorlift.science.assignment.ties import lottery_number


@dataclass(frozen=True, kw_only=True)
class RunnerUp:
    """The next best partner of one side. `less`: points the pair would score less with them (negative: more).

    `cost`: points the whole set would lose if the two had to be a pair, and `unplaces`: pairs it would lose; None where
    that is not worked out, or the two cannot be a pair beside the pins. `at_least`: they are a bound, since the search
    was given up.
    """

    person: str
    less: int
    cost: int | None = None
    unplaces: int | None = None
    at_least: bool = False


def next_mentor(policy: Policy, pool: Pool, scores: Scores, i: int, j: int) -> int | None:
    """The allowed mentor with a place, other than j, who scores highest with i; ties by lottery number."""
    options = np.flatnonzero(scores.allowed[i] & (pool.capacity > 0))
    options = options[options != j]
    if not len(options):
        return None
    alike = options[scores.total[i, options] == scores.total[i, options].max()]
    person = pool.proteges.ids[i]
    return int(max(alike, key=lambda k: lottery_number(policy.lottery, person, pool.mentors.ids[k])))


def next_proteges(policy: Policy, pool: Pool, scores: Scores, chosen: Ints, kept: set[int]) -> dict[int, int]:
    """For each mentor with a protégé the allowed one they do not have who scores highest with them, pins (`kept`)
    aside; ties by lottery number."""
    out = {}
    free = np.ones(len(chosen), dtype=bool)
    free[list(kept)] = False
    for j in np.unique(chosen[chosen >= 0]).tolist():
        options = np.flatnonzero(scores.allowed[:, j] & (chosen != j) & free)
        if not len(options):
            continue
        alike = options[scores.total[options, j] == scores.total[options, j].max()]
        mentor = pool.mentors.ids[j]
        out[j] = int(max(alike, key=lambda k: lottery_number(policy.lottery, pool.proteges.ids[k], mentor)))
    return out


def described(
    *, pool: Pool, scores: Scores, detours: Detours | None, bonus: int, pair: tuple[int, int], forced: tuple[int, int]
) -> RunnerUp:
    """What stands between `pair` and `forced`, which has one of the two with somebody else."""
    cost = detours.cost(*forced) if detours else None
    lost, loss = (None, None) if cost is None else split(cost, bonus)
    person = pool.mentors.ids[forced[1]] if forced[0] == pair[0] else pool.proteges.ids[forced[0]]
    return RunnerUp(person=person, less=int(scores.total[pair] - scores.total[forced]), cost=loss, unplaces=lost)


def split(cost: int, bonus: int) -> tuple[int, int]:
    """A loss as (pairs lost, points lost); points can be negative when fewer pairs score more."""
    if not bonus:
        return 0, cost
    pairs = round(cost / bonus)
    return pairs, cost - pairs * bonus
