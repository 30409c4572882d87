"""`rerandomised`: the interval of the total value where draws were accepted by how alike the arms were.

The usual interval is too wide then: what the accepted columns explain can hardly differ between the arms. With R2 the
share of the estimate's variance that they explain, the estimate is spread like

    sqrt(V) (sqrt(1 - R2) e + sqrt(R2) L),

e standard normal, L the first of K normal numbers whose squares add up to at most the threshold.
Li, Ding and Rubin (2018), PNAS 115(37), theorem 1; V and R2 from influences within strata and arms.

With few people K columns seem to explain what they do not. With v degrees of freedom of V (Satterthwaite) what is left
unexplained is v / (v - K) times as much, as in a regression on K columns, and e is Student's t with v - K.
"""

import math
from functools import lru_cache
from typing import Any

import numpy as np

from .contrast import ROUNDING
from .data import Alike, Floats, Panel, Units
from .estimate import Estimate, NotEstimable
from .plan import Plan
from .questions import days_with_value, per_window
from .total_value import arm_totals, window_total

REFERENCE = "Li, Ding and Rubin (2018), PNAS 115(37); Morgan and Rubin (2012), Ann. Statist. 40(2)"
DRAWS, SEED = 200_000, 1


def rerandomised(units: Units, panel: Panel, plan: Plan, alike: Alike | None) -> list[Estimate]:
    """Effect on the total per drawn person, early and late, per treated arm; nothing where the first draw stood."""
    if alike is None:
        return []

    def answers(arm: int, window: str, labels: dict[str, Any]) -> list[Estimate]:
        span = plan.span(window)
        columns = [window_total(panel, span), *alike.columns.T]
        comparison, means = arm_totals(units, columns, arm, span)
        jacobian = np.kron(np.eye(len(columns)), np.array([1.0, -1.0]))
        values, covariance = jacobian @ means.values, jacobian @ means.covariance() @ jacobian.T
        if covariance[0, 0] <= (ROUNDING * abs(float(means.values[1]))) ** 2:
            raise NotEstimable("everybody has the same total, so there is no variation to judge by")
        share = _explained(covariance)
        se, value = math.sqrt(covariance[0, 0]), float(values[0])
        free, k = means.df(jacobian[0]), len(columns) - 1
        if free - k < 1:
            raise NotEstimable(f"there are too few people to tell what {k} columns explain")
        spread = np.abs(_spread(share, alike.threshold, k, free))
        reach = float(np.quantile(spread, plan.confidence)) * se
        return [
            Estimate(
                question="rerandomised",
                estimate=value,
                se=_root(share, alike.threshold, k, free) * se,
                ci_low=value - reach,
                ci_high=value + reach,
                p_value=float((1 + np.sum(spread >= abs(value) / se)) / (1 + DRAWS)),
                df=None if math.isinf(free) else free - k,
                scale="difference",
                unit="currency",
                method=f"total value per drawn person, accepted draws, {100 * share:.0f} % of its variance explained",
                reference=REFERENCE,
                rows=days_with_value(panel, comparison, span),
                **comparison.sizes(),
                **labels,
            )
        ]

    return per_window("rerandomised", units, panel, answers, scales=(("difference", "currency"),))


def _explained(covariance: Floats) -> float:
    """Share of the first parameter's variance that the others explain, between 0 and 1."""
    inner, cross = covariance[1:, 1:], covariance[0, 1:]
    found = float(cross @ np.linalg.pinv(inner, hermitian=True) @ cross) / float(covariance[0, 0])
    return min(max(found, 0.0), 1.0)


def _spread(share: float, threshold: float, columns: int, free: float) -> Floats:
    """Draws of sqrt(1 - R2) e + sqrt(R2) L, with a fixed seed; `free`: degrees of freedom of V."""
    rng = np.random.default_rng([SEED, 1])
    plain = rng.standard_normal(DRAWS) if math.isinf(free) else rng.standard_t(free - columns, DRAWS)
    own, explained = _parts(share, columns, free)
    return np.asarray(own * plain + explained * _accepted(threshold, columns))


def _root(share: float, threshold: float, columns: int, free: float) -> float:
    """Standard deviation of that spread with a normal e, which is what an error is of."""
    own, explained = _parts(share, columns, free)
    return math.sqrt(own**2 + explained**2 * float(np.mean(_accepted(threshold, columns) ** 2)))


def _parts(share: float, columns: int, free: float) -> tuple[float, float]:
    """What e and L are multiplied by."""
    lost = 1.0 if math.isinf(free) else free / (free - columns)
    return math.sqrt((1 - share) * lost), math.sqrt(share)


@lru_cache(maxsize=4)
def _accepted(threshold: float, columns: int) -> Floats:
    """Draws of L: a length from the chi-squared distribution cut at the threshold, in any direction."""
    from scipy.special import chdtr, gammaincinv

    rng = np.random.default_rng(SEED)
    square = 2 * gammaincinv(columns / 2, rng.random(DRAWS) * chdtr(columns, threshold))
    way = rng.standard_normal((DRAWS, columns))
    return np.asarray(np.sqrt(square) * way[:, 0] / np.linalg.norm(way, axis=1))
