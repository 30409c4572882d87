"""`spillover`: do people without a mentor fare differently where more of their team have one?"""

import hashlib
from typing import Any

import numpy as np

from .codes import dense, distinct
from .comparison import entered
from .data import Bools, Codes, Floats, Ints, Panel, Units
from .estimate import Estimate, NotEstimable
from .plan import Plan
from .questions import per_window
from .randomisation_inference import NO_LOTTERY, explained_away, p_value
from .redrawn import studentised
from .total_value import window_total

REFERENCE = "Athey, Eckles and Imbens (2018), J. Am. Stat. Assoc. 113(521); Basse, Feller and Toulis (2019)"
FEWEST_FOCAL = 10
BLOCK = 100  # redraws made at once; part of the seed, so changing it changes the redraws
LEAST_SPREAD = 0.02  # of the share of mentored team mates over redraws


def spillover(units: Units, panel: Panel, plan: Plan, lottery: Ints | None = None) -> list[Estimate]:
    """Early and late: slope of a control's total value on the share of the other team members who were drawn in.

    A random half of the drawn people is focal and keeps its arms; the others are drawn again, given that, within the
    strata of the draw (`lottery`, codes (n,), None without a draw file); the statistic is the studentised slope among
    the focal controls, p = (1 + count) / (1 + redraws), exact for no effect of team mates on the controls. All treated
    arms count alike. Needs `units.team`.
    """

    def answers(arm: int, window: str, labels: dict[str, Any]) -> list[Estimate]:
        if arm > 1:
            return []  # any mentored team mate counts, so there is one answer
        if lottery is None:
            raise NotEstimable(NO_LOTTERY)
        return [_test(units, panel, plan, lottery, labels | {"arm": " or ".join(units.arms[1:])})]

    return per_window("spillover", units, panel, answers, scales=(("difference", "currency"),))


def _test(units: Units, panel: Panel, plan: Plan, lottery: Ints, labels: dict[str, Any]) -> Estimate:
    span = plan.span(labels["window"])
    teams = _Teams(units, lottery, int(hashlib.sha256(plan.seed.encode()).hexdigest(), 16))
    focal = teams.focal & (units.arm == 0) & entered(units, span) & (teams.count > 0)
    if focal.sum() < FEWEST_FOCAL:
        raise NotEstimable(f"only {int(focal.sum())} focal people without a mentor have team mates in the draw")
    total = explained_away(units, panel, plan, focal, window_total(panel, span)[:, None])[focal, 0]
    stratum = dense(units.stratum[focal])
    here = teams.share(units.arm[None], focal)
    slope, observed = _slopes(here, total, stratum)
    drawn, seen, squares = [], np.zeros(int(focal.sum())), np.zeros(int(focal.sum()))
    for block in range(-(-plan.redraws // BLOCK)):
        shares = teams.share(teams.redraw(block), focal)[: plan.redraws - block * BLOCK]
        seen += (shares - here).sum(axis=0)
        squares += ((shares - here) ** 2).sum(axis=0)
        drawn.append(_slopes(shares, total, stratum)[1])
    spread = np.sqrt(np.maximum(squares / plan.redraws - (seen / plan.redraws) ** 2, 0.0)).mean()
    if spread < LEAST_SPREAD or not np.isfinite(observed[0]):
        raise NotEstimable("every team has the same share")
    return Estimate(
        question="spillover",
        unit="currency",
        method=(
            f"total value of controls per share of mentored team mates (0 to 1), {plan.redraws} conditional redraws, "
            f"{int(focal.sum())} focal controls"
        ),
        estimate=float(slope[0]),
        p_value=p_value(float(observed[0]), np.concatenate(drawn)),
        n_treated=int((teams.team[units.arm > 0] >= 0).sum()),
        n_control=int(focal.sum()),
        clusters=distinct(teams.team[focal]),
        reference=REFERENCE,
        **labels,
    )


class Mates:
    """Who works with whom among the drawn. `team` (n,), -1 without one; `count` (n,): the other members."""

    def __init__(self, units: Units) -> None:
        if (units.cluster >= 0).any():
            raise NotEstimable("every team has the same share: whole teams were drawn")
        if units.team is None or not (units.team >= 0).any():
            raise NotEstimable("the roster does not say who works in which team")
        self.team = np.where(units.arm >= 0, units.team, -1)
        size = np.bincount(self.team + 1)
        self.count = np.where(self.team >= 0, size[self.team + 1] - 1, 0)
        self.by_team = np.argsort(self.team, kind="stable")
        new = np.diff(self.team[self.by_team], prepend=-2) > 0
        self.starts = np.flatnonzero(new)
        self.column = np.empty(units.n, dtype=np.int64)
        self.column[self.by_team] = np.cumsum(new) - 1

    def share(self, codes: Ints | Codes, people: Bools | Ints) -> Floats:
        """Share of the other team members drawn in, for these people: (B, people)."""
        treated = np.add.reduceat((codes[:, self.by_team] > 0).astype(float), self.starts, axis=1)
        return np.asarray((treated[:, self.column[people]] - (codes[:, people] > 0)) / self.count[people])


class _Teams(Mates):
    """Also who is focal, and the lottery among the others."""

    def __init__(self, units: Units, lottery: Ints, seed: int) -> None:
        super().__init__(units)
        self.seed = seed
        self.arm = units.arm
        drawn = units.arm >= 0
        self.focal: Bools = drawn & (np.random.default_rng([seed, 0]).random(units.n) < 0.5)
        others = np.flatnonzero(drawn & ~self.focal)
        order = others[np.argsort(lottery[others], kind="stable")]
        self.pools = np.split(order, np.flatnonzero(np.diff(lottery[order])) + 1)

    def redraw(self, block: int) -> Ints:
        """One block of redraws, (BLOCK, n): the others shuffled within the draw's strata, focal people as they are."""
        rng = np.random.default_rng([self.seed, 1 + block])
        out = np.tile(self.arm, (BLOCK, 1))
        for pool in self.pools:
            out[:, pool] = rng.permuted(out[:, pool], axis=1)
        return out


def _slopes(share: Floats, total: Floats, stratum: Ints) -> tuple[Floats, Floats]:
    """Least-squares slope within strata and its t with HC0 errors, per row of `share` (B, focal)."""
    size = np.bincount(stratum)
    order = np.argsort(stratum, kind="stable")
    starts = np.flatnonzero(np.diff(stratum[order], prepend=-1))
    mean = np.add.reduceat(share[:, order], starts, axis=1) / size
    x = share - mean[:, stratum]
    square = (x**2).sum(axis=1)
    held = np.where(square > 1e-12, square, np.inf)
    slope = x @ total / held
    variance = ((x * (total - slope[:, None] * x)) ** 2).sum(axis=1) / held**2
    return slope, np.where(np.isfinite(held), studentised(slope, variance), 0.0)
