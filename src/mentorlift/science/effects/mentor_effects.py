"""`mentor_effects`: how far mentors differ in what their protégés bring in. Ranges for analysts, never a name.

Model over the protégés i of mentor j in pool s, among whom mentors were drawn with equal chances:

    total_ij = pool_s + mentor_j + rest_ij,    mentor_j normal with sd S, rest_ij with sd R

With the pools taken out and the mentors' incidence turned to its own axes (Z'(I - P_X)Z = V D V'), the contrasts t_i
are independent with variance R^2 (1 + g D_i), g = S^2/R^2, whatever the numbers of protégés. So
F(g) = mean of t_i^2 / (1 + g D_i) over the residual variance is an F statistic at the true g: g is estimated where F
is 1, its interval lies where F meets its quantiles, and R^2 is the residual variance. Exact for normal totals:
Harville and Fenech (1985), Biometrics 41(1); for one pool it is the analysis of variance. Where mentors differ less
than chance has it, that interval is a point or empty, and the upper end is that of `mentor_spread`. p does not need
normal totals: mentors are drawn anew within pools and F(0) recomputed; (1 + count)/(1 + redraws).

"half of mentors": within what distance of the average mentor half of them lie, 0.674 S; "nine in ten": 1.645 S. These
are ranges of the fitted (empirical Bayes) distribution, no mentor's own figure: with few protégés a mentor's own
average is mostly luck, and the method says how little of it is not. Totals over the window count leavers at zero.
Limits: only where who got whom was left to chance (`[mentors] drawn_within`); at least five mentors with two protégés
each; each mentor as likely as any within a pool. Whose chance of a mentor was larger does not matter: those who were
drawn in are compared with each other, and the spread is that among them. Intervals assume normal totals and are too
narrow where few people bring in most.
"""

from itertools import pairwise
from typing import Any

import numpy as np

from .codes import dense
from .comparison import entered
from .contrast import refusal
from .data import Floats, Ints, Panel, Units
from .estimate import Estimate, NotEstimable
from .mentor_spread import Spread
from .plan import Plan
from .questions import labelled
from .randomisation_inference import SLACK
from .total_value import window_total

FEWEST_MENTORS = 5
REDRAWS = 2000
AT_ONCE = 100
REFERENCE = "Harville and Fenech (1985), Biometrics 41(1); Searle, Casella, McCulloch (1992), ch. 3"
RANGES = (("spread", 1.0), ("half of mentors", 0.674489750196082), ("nine in ten", 1.644853626951473))
SCALES = (("difference", "currency"), ("percent", "percent"))
WORDS = {
    "spread": "standard deviation between mentors",
    "half of mentors": "distance from the average mentor within which half of them lie",
    "nine in ten": "distance from the average mentor within which nine in ten lie",
}


def mentor_effects(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """Spread and ranges per treated arm, early and late, in money and in percent of the protégés' mean.

    Raises nothing: without a drawn pool, or with too few mentors, every row says why it is not estimable.
    """
    out: list[Estimate] = []
    for arm in range(1, len(units.arms)):
        for window in ("early", "late"):
            labels = {**labelled(units, panel), "arm": units.arms[arm], "window": window, "audience": "analysts"}
            try:
                out += _answers(units, panel, plan, arm, labels)
            except NotEstimable as why:
                out += [
                    refusal("mentor_effects", why, group=group, scale=scale, unit=unit, **labels)
                    for group, _ in RANGES
                    for scale, unit in SCALES
                ]
    return out


def _answers(units: Units, panel: Panel, plan: Plan, arm: int, labels: dict[str, Any]) -> list[Estimate]:
    if units.pool is None:
        raise NotEstimable("who got which mentor was not left to chance, so mentors cannot be told from protégés")
    span = plan.span(labels["window"])
    people = np.flatnonzero(entered(units, span) & (units.arm == arm) & (units.mentor >= 0))
    total = window_total(panel, span)[people]
    pool, mentor = _several(units.pool[people], units.mentor[people])
    kept = mentor >= 0
    total, pool, mentor = total[kept], dense(pool[kept]), dense(mentor[kept])
    mentors = int(mentor.max()) + 1 if mentor.size else 0
    if mentors < FEWEST_MENTORS:
        raise NotEstimable(f"{mentors} mentors have two protégés or more in this window; it takes {FEWEST_MENTORS}")
    spread = Spread.of(total, pool, mentor)
    low, high = spread.interval(plan.confidence)
    ratio = spread.ratio()
    p_value = by_redraw(total, pool, mentor, seed=plan.seed)
    told = ratio / (ratio + mentors / len(total))
    mean = float(total.mean())
    out = []
    for group, reach in RANGES:
        method = (
            f"{WORDS[group]}, over {mentors} mentors; total per protégé, leavers at zero; of the difference between "
            f"two mentors' own averages {told:.0%} is not luck; p over {REDRAWS} redraws of who got whom"
        )
        for scale, unit in SCALES:
            fields = {**labels, "group": group, "scale": scale, "unit": unit}
            if scale == "percent" and mean <= 0:
                why = "the protégés' mean is not above zero, so a percentage has no meaning"
                out.append(refusal("mentor_effects", why, **fields))
                continue
            size = reach * spread.rest * (100 / mean if scale == "percent" else 1.0)
            out.append(
                Estimate(
                    question="mentor_effects",
                    estimate=size * ratio**0.5,
                    ci_low=size * low**0.5,
                    ci_high=size * high**0.5,
                    p_value=p_value,
                    n_treated=len(total),
                    clusters=mentors,
                    method=method,
                    reference=REFERENCE,
                    **fields,
                )
            )
    return out


def _several(pool: Ints, mentor: Ints) -> tuple[Ints, Ints]:
    """Mentors within pools, -1 for those with one protégé there; a pool of one mentor says nothing of mentors."""
    if not len(mentor):
        return pool, mentor
    code = np.unique(np.column_stack([pool, mentor]), axis=0, return_inverse=True)[1].ravel()
    several = np.bincount(code)[code] > 1
    per_pool = np.zeros(int(pool.max()) + 1, dtype=np.int64)
    first = np.unique(code[several], return_index=True)[1]
    np.add.at(per_pool, pool[several][first], 1)
    return pool, np.where(several & (per_pool[pool] > 1), code, -1)


def by_redraw(total: Floats, pool: Ints, mentor: Ints, *, seed: str) -> float:
    """Share of redraws of who got whom, within pools, in which mentors differ at least as much.

    Codes of mentors rise with those of pools, so that one order serves both.
    """
    order = np.argsort(mentor, kind="stable")
    held = (total - (np.bincount(pool, weights=total) / np.bincount(pool))[pool])[order]
    pools, mentors = (np.flatnonzero(np.diff(codes[order], prepend=-1)) for codes in (pool, mentor))
    size = np.bincount(mentor)

    def between(values: Floats) -> Floats:
        return np.asarray((np.add.reduceat(values, mentors, axis=1) ** 2 / size).sum(axis=1))

    rng = np.random.default_rng([*seed.encode()])
    here, count = float(between(held[None])[0]), 0
    for _ in range(0, REDRAWS, AT_ONCE):
        drawn = np.tile(held, (AT_ONCE, 1))
        for start, stop in pairwise([*pools, len(held)]):
            drawn[:, start:stop] = rng.permuted(drawn[:, start:stop], axis=1)
        count += int((between(drawn) >= here * (1 - SLACK)).sum())
    return (1 + count) / (1 + REDRAWS)
