"""The pairs of a policy, circles where it asks for them."""

import numpy as np

from mentorlift.science.assignment.certificate import Certificate, of_pairs
from mentorlift.science.assignment.circle_rules import CircleRules
from mentorlift.science.assignment.circles import Circles, circles
from mentorlift.science.assignment.limits import NotWorkedOut
from mentorlift.science.assignment.matching import match
from mentorlift.science.assignment.objectives import Proof
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Pool
from mentorlift.science.assignment.result import Matching, Pair
from mentorlift.science.assignment.scores import facts, score
from mentorlift.science.assignment.solver import NONE
from mentorlift.science.assignment.stable import blocking_pairs, liking
from mentorlift.science.assignment.unplaced import unplaced


def answer(policy: Policy, pool: Pool) -> Matching:
    """`match`, or with `policy.circle` the circles as pairs.

    Raises what these raise, and NotWorkedOut where pins cannot be kept under the rules of a circle.
    """
    return match(policy, pool) if policy.circle is None else match_circles(policy, pool, policy.circle)


def match_circles(policy: Policy, pool: Pool, rules: CircleRules) -> Matching:
    """The circles as a matching: who is without, and a proof without prices, since an integer programme has none.

    No runners-up: another mentor for one can break up a circle, which no price tells.
    """
    found = circles(policy, pool, rules)
    if found is None:
        raise NotWorkedOut(
            "the pairs kept together do not fit into circles of this size; take one off, or change the circle"
        )
    scores = score(policy, pool)
    rows = {person: i for i, person in enumerate(pool.proteges.ids)}
    cols = {person: j for j, person in enumerate(pool.mentors.ids)}
    made = sorted((rows[member], cols[one.mentor]) for one in found.circles for member in one.members)
    chosen = np.full(len(rows), NONE, dtype=np.int64)
    for i, j in made:
        chosen[i] = j
    pins = {(rows[one], cols[two]) for one, two in policy.pins}
    pairs = tuple(
        Pair(
            protege=pool.proteges.ids[i],
            mentor=pool.mentors.ids[j],
            score=int(scores.total[i, j]),
            parts=parts,
            pinned=(i, j) in pins,
        )
        for (i, j), parts in zip(made, facts(policy, pool, scores.scale, made), strict=True)
    )
    theirs, mentors = liking(scores.total, pool)
    return Matching(
        pairs=pairs,
        unplaced=unplaced(policy, pool, scores.allowed, chosen, lambda _masks, _broken: None),
        certificate=Certificate(
            **of_pairs(policy, pool, np.array([pair.score for pair in pairs], dtype=np.int64), sorted(pins)),
            dual=found.dual,
            blocking_pairs=blocking_pairs(theirs, mentors, scores.allowed, pool.capacity, chosen),
            pairs_considered=int(scores.allowed.sum()),
            rounds=1,
            scale=scores.scale,
            pair_bonus=0,
            protege_prices={},
            mentor_prices={},
            proofs=proofs_of(found),
        ),
    )


def proofs_of(found: Circles) -> tuple[Proof, ...]:
    """Both stages: who has a circle, then what the circles score."""
    return (
        Proof(what="pairs", primal=found.placed, dual=found.most_placed),
        Proof(what="coverage-then-score", primal=found.primal, dual=found.dual),
    )
