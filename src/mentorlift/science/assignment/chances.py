"""How likely a policy makes every pair of a pool: what another way of pairing is valued by, from pairs drawn by lot."""

from mentorlift.science.assignment.limits import NotWorkedOut
from mentorlift.science.assignment.matching import MEASURED_BY, Open, pinned_pairs
from mentorlift.science.assignment.modes import choose
from mentorlift.science.assignment.objectives import seek
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Floats, Pool
from mentorlift.science.assignment.scores import score


def chances(policy: Policy, pool: Pool) -> Floats:
    """The probability of each pair, shape (protégés, mentors): 1 and 0 in modes without a lot.

    For pools of which match keeps a table. Raises what match raises, and NotWorkedOut for random pairs of a pool too
    large to count.
    """
    scores = score(policy, pool)
    pinned = pinned_pairs(policy, pool, scores.allowed)
    left = Open.after(pinned, pool, scores.allowed)
    optimum = seek(MEASURED_BY.get(policy.mode, policy.objective), scores.total, left.edges, left.capacity)
    choice = choose(policy=policy, pool=pool, scores=scores, edges=left.edges, capacity=left.capacity, optimum=optimum)
    if choice.table is None:
        raise NotWorkedOut("the chances of random pairs in so large a pool are not known; use near-optimal")
    table = choice.table.copy()
    for i, j in pinned:
        table[i, j] = 1.0
    return table


def beyond(target: Floats, logged: Floats) -> float:
    """The share of the pairs of `target` that a lot with the chances `logged` could never draw."""
    total = float(target.sum())
    return float(target[logged == 0].sum()) / total if total else 0.0
