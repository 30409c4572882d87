"""`policy_value`: what another way of pairing would have brought, from pairs drawn by lot with logged probabilities."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .contrast import answer, refusal
from .data import Floats, Ints
from .estimate import Estimate, NotEstimable

REFERENCE = "Horvitz & Thompson 1952; Hajek 1971; Owen 2013, ch. 9"
FEWEST_PAIRS = 10
FEWEST_DRAWS = 10  # with fewer draws the pairs are the units of error, which errs on the side of a wider interval
ROUNDING = 1e-5  # probabilities are logged in millionths


@dataclass(frozen=True, kw_only=True)
class LoggedPairs:
    """Pairs that were drawn by lot, one entry each.

    `outcome`: what came of the pair. `logged`: the probability it had before the draw. `target`: the probability that
    the other way of pairing gives the same pair (1 or 0 where it draws no lot). `draw`: which draw the pair is from.
    `beyond`: the share of the other way's pairs that the lot could not have drawn at all; about these the log says
    nothing.
    """

    outcome: Floats
    logged: Floats
    target: Floats
    draw: Ints
    beyond: float = 0.0


def policy_value(pairs: LoggedPairs, *, outcome: str, unit: str = "", confidence: float = 0.95) -> list[Estimate]:
    """Mean outcome of a pair under the other way of pairing: Horvitz-Thompson, then Hajek.

    Each pair counts target / logged. Horvitz-Thompson divides by the number of pairs and is unbiased whatever the
    outcomes are, as long as both ways make as many pairs and logged > 0 wherever target > 0. Hajek divides by the sum
    of the weights: a small bias that vanishes with more pairs, mostly for a much smaller error. Errors: the variance
    between draws where there are enough of them, else between pairs; the latter counts differences between people too,
    which no draw causes, and so is too wide rather than too narrow. Degrees of freedom are those of as many equally
    weighted draws or pairs as would be as precise (Kish 1965), of which there must be ten: a few pairs that speak for
    many show too little of how pairs differ.
    """
    labels: dict[str, Any] = {"outcome": outcome, "unit": unit, "reference": REFERENCE}
    fields = labels | {"confidence": confidence}
    try:
        weight = weights(pairs)
        groups = pairs.draw if len(np.unique(pairs.draw)) >= FEWEST_DRAWS else np.arange(len(weight))
        code = np.unique(groups, return_inverse=True)[1]
        held = np.bincount(code, weights=weight).astype(float)
        total = float(weight.mean())
        each = weight * pairs.outcome
        plain, ratio = float(each.mean()), float(each.sum() / weight.sum())
        told = f"inverse-probability weights, mean {total:.3g}, as good as {effective(weight):.0f} pairs"
        free = fields | {"df": effective(held) - 1}
        return [
            estimated(plain, each - plain, code, np.ones(len(held)), **free, method=f"Horvitz-Thompson: {told}"),
            estimated(ratio, weight * (pairs.outcome - ratio) / total, code, held, **free, method=f"Hajek: {told}"),
        ]
    except NotEstimable as why:
        return [refusal("policy_value", why, **labels)]


def weights(pairs: LoggedPairs) -> Floats:
    """target / logged of every pair. Raises NotEstimable where the log cannot answer."""
    if len(pairs.outcome) < FEWEST_PAIRS:
        raise NotEstimable(f"there are {len(pairs.outcome)} drawn pairs; {FEWEST_PAIRS} are needed")
    for name, values in (("logged", pairs.logged), ("target", pairs.target)):
        if not ((values >= 0) & (values <= 1)).all():
            raise NotEstimable(f"a {name} probability is missing or not between 0 and 1")
    if not np.isfinite(pairs.outcome).all():
        raise NotEstimable("an outcome is missing")
    if (pairs.logged == 0).any():
        raise NotEstimable("a pair that was drawn has the logged probability 0")
    if pairs.beyond > ROUNDING:
        raise NotEstimable(f"{100 * pairs.beyond:.3g} % of the pairs of the other way could not have been drawn")
    if not pairs.target.any():
        raise NotEstimable("none of the drawn pairs is one that the other way makes")
    weight = pairs.target / pairs.logged
    if round(effective(weight), 9) < FEWEST_PAIRS:
        raise NotEstimable(f"the drawn pairs count as {effective(weight):.2g}; {FEWEST_PAIRS} are needed")
    return weight


def effective(weight: Floats) -> float:
    """How many equally weighted pairs would be as precise (Kish 1965)."""
    return float(weight.sum() ** 2 / (weight**2).sum())


def estimated(value: float, psi: Floats, code: Ints, held: Floats, *, df: float, **fields: Any) -> Estimate:
    """An estimate with the error of a mean of influences `psi`, summed within the units of error (dense codes).

    `held` (units,): what each weighs in the mean that its own deviation is from, which is as much too small.
    """
    sums = np.bincount(code, weights=psi)
    count = len(sums)
    se = float(np.sqrt((sums**2 / np.maximum(1 - held / held.sum(), ROUNDING)).sum())) / len(psi)
    fields |= {"clusters": count if count < len(psi) else None, "rows": len(psi)}
    return answer("policy_value", value, se, df=df, **fields)
