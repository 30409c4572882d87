"""`spillover` where the lottery was more than a shuffle within strata: whole redraws of it, compared two by two.

With unequal chances, or a draw that was accepted, the others cannot be drawn again given the arms of some. But two
whole draws can be compared among the people who are controls in both: were there no effect of team mates on controls,
what these people sold would be the same under either. So for the real draw 0 and each redraw r

    A_r = 1{ |t_r| >= |t_0| }, both t among the controls of both 0 and r,    p = min(1, 2 (1 + sum A_r) / (1 + redraws))

where t is the studentised slope of the total value on the share of mentored team mates less the share that the lottery
leads one to expect. The draws are exchangeable, and of any two at least one is no further out than the other; so at
most 2 a of them can have a share of A below a, and p is exact for no effect of team mates, at the price of the factor 2
(the tournament argument of Barber, Candes, Ramdas and Tibshirani 2021, Ann. Stat. 49(1), theorem 1, and of Guan 2023,
arXiv 2309.05482; for interference Zhong 2024, arXiv 2409.09243).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from .codes import dense, distinct
from .comparison import entered
from .data import Bools, Codes, Floats, Ints, Panel, Redraws, Units
from .estimate import Estimate, NotEstimable
from .plan import Plan
from .questions import per_window
from .randomisation_inference import NO_LOTTERY
from .redrawn import studentised
from .spillover import FEWEST_FOCAL, LEAST_SPREAD, Mates
from .total_value import window_total

REFERENCE = "Zhong (2024), arXiv 2409.09243; Guan (2023), arXiv 2309.05482; Barber et al. (2021), Ann. Stat. 49(1)"
CELLS = 2_000_000  # redraws x people looked at together
SLACK = 1e-9  # relative: what differs by rounding only is as far out


def spillover_redrawn(units: Units, panel: Panel, plan: Plan, redraws: Redraws | None) -> list[Estimate]:
    """Early and late, one answer for all treated arms: see above. Needs `units.team` and the draw file."""

    def answers(arm: int, window: str, labels: dict[str, Any]) -> list[Estimate]:
        if arm > 1:
            return []  # any mentored team mate counts
        if redraws is None:
            raise NotEstimable(NO_LOTTERY)
        return [_test(units, panel, plan, redraws, labels | {"arm": " or ".join(units.arms[1:])})]

    return per_window("spillover", units, panel, answers, scales=(("difference", "currency"),))


def _test(units: Units, panel: Panel, plan: Plan, redraws: Redraws, labels: dict[str, Any]) -> Estimate:
    span = plan.span(labels["window"])
    mates = Mates(units)
    people = np.flatnonzero((units.arm == 0) & entered(units, span) & (mates.count > 0))
    if len(people) < FEWEST_FOCAL:
        raise NotEstimable(f"only {len(people)} people without a mentor have team mates in the draw")
    people = people[np.argsort(units.stratum[people], kind="stable")]
    total, stratum = window_total(panel, span)[people], dense(units.stratum[people])
    expected, spread = _expected(mates, units, redraws, plan.redraws, people)
    if spread < LEAST_SPREAD:
        raise NotEstimable("every team has the same share")
    here = mates.share(units.arm[None], people) - expected
    as_far, common = 0, []
    for codes in _blocks(redraws, plan.redraws, units.n):
        both = codes[:, people] == 0
        seen = [
            _within(share, total, stratum, both)
            for share in (np.broadcast_to(here, both.shape), mates.share(codes, people) - expected)
        ]
        as_far += int(np.sum(np.abs(seen[1][1]) >= np.abs(seen[0][1]) * (1 - SLACK)))
        common.append(both.sum(axis=1))
    slope, _ = _within(here, total, stratum, np.ones_like(here, dtype=bool))
    shared = int(np.concatenate(common).mean())
    return Estimate(
        question="spillover",
        unit="currency",
        method=(
            f"total value of controls per share of mentored team mates (0 to 1) beyond what the lottery led to expect, "
            f"{plan.redraws} whole redraws compared two by two, {shared} controls in both on average"
        ),
        estimate=float(slope[0]),
        p_value=min(1.0, 2 * (1 + as_far) / (1 + plan.redraws)),
        n_treated=int((mates.team[units.arm > 0] >= 0).sum()),
        n_control=len(people),
        clusters=distinct(mates.team[people]),
        reference=REFERENCE,
        **labels,
    )


def _expected(mates: Mates, units: Units, redraws: Redraws, count: int, people: Ints) -> tuple[Floats, float]:
    """Mean share of each person over real draw and redraws, which treats all of them alike, and its mean spread."""
    total = mates.share(units.arm[None], people)[0]
    square = total**2
    for codes in _blocks(redraws, count, units.n):
        share = mates.share(codes, people)
        total, square = total + share.sum(axis=0), square + (share**2).sum(axis=0)
    mean = total / (1 + count)
    return mean, float(np.sqrt(np.maximum(square / (1 + count) - mean**2, 0.0)).mean())


def _blocks(redraws: Redraws, count: int, people: int) -> Iterator[Codes]:
    step = max(1, CELLS // max(people, 1))
    return (redraws(first, min(step, count - first)) for first in range(0, count, step))


def _within(share: Floats, total: Floats, stratum: Ints, among: Bools) -> tuple[Floats, Floats]:
    """Least-squares slope within strata among these people, and its t with HC0 errors, per row.

    `share` and `among` (B, people), people in the order of `stratum`.
    """
    starts = np.flatnonzero(np.diff(stratum, prepend=-1))
    size = np.maximum(np.add.reduceat(among, starts, axis=1, dtype=float), 1.0)

    def centred(values: Floats) -> Floats:
        mean = np.add.reduceat(np.where(among, values, 0.0), starts, axis=1) / size
        return np.where(among, values - mean[:, stratum], 0.0)

    x, y = centred(share), centred(np.broadcast_to(total, among.shape))
    square = (x**2).sum(axis=1)
    held = np.where(square > 1e-12, square, np.inf)
    slope = (x * y).sum(axis=1) / held
    variance = ((x * (y - slope[:, None] * x)) ** 2).sum(axis=1) / held**2
    enough = np.isfinite(held) & (among.sum(axis=1) >= FEWEST_FOCAL)
    return slope, np.where(enough, studentised(slope, variance), 0.0)
