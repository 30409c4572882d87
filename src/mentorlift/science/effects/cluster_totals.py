"""`total_value` where whole teams were drawn: team totals against each other, the size of the team as covariate.

The teams are what was drawn, so their totals are compared: T_g x (teams / people), the mean of which is the mean per
person. A mean over people would have a number of people below the line that is chance itself. Large teams have large
totals; their size, centred and by arm, takes that out. Su and Ding (2021), J. R. Stat. Soc. B 83(5), 994-1015, sec. 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import linear
from .codes import dense
from .comparison import Comparison, compare, entered
from .contrast import answer, delta, refusal
from .data import Floats, Ints, Panel, Units
from .estimate import Estimate, NotEstimable
from .itt import evened, merge_thin, says_more
from .plan import Plan, Span
from .questions import BOTH_SCALES

FEWEST_FOR_SIZE = 5  # teams of the smaller arm, below which their size is not adjusted for
METHOD = "totals of the drawn teams per person of the average team, leavers at zero, strata by their teams"
REFERENCE = "Su and Ding (2021), J. R. Stat. Soc. B 83(5); Bell and McCaffrey (2002), Surv. Methodol. 28(2)"


@dataclass(frozen=True, kw_only=True)
class Teams:
    """The drawn teams of one comparison: `totals` (teams, k), scaled; `size`, arm and stratum of each, (teams,).

    `weight` (teams,) evens joined strata, None where nothing is to be evened.
    """

    totals: Floats
    size: Floats
    treated: Floats
    stratum: Ints
    weight: Floats | None
    people: tuple[int, int]  # of the treated arm and of the control

    @classmethod
    def of(cls, units: Units, panel: Panel, arm: int, span: Span) -> "Teams":
        """Raises NotEstimable with fewer than three teams in an arm."""
        found = compare(units, arm, entered(units, span))
        return cls.among(found, [panel.total(*span)[found.people]])

    @classmethod
    def among(cls, found: Comparison, columns: Sequence[Floats]) -> "Teams":
        """The totals of k figures, each given for the people compared."""
        team = dense(found.unit[found.people])
        first = np.unique(team, return_index=True)[1]
        size = np.bincount(team).astype(float)
        totals = np.column_stack([np.bincount(team, weights=column) for column in columns])
        treated, drawn = found.treated[first], found.stratum[first]
        arm = treated.astype(np.int64)
        stratum = merge_thin(drawn, arm, np.arange(len(arm)))
        return cls(
            totals=totals * len(size) / size.sum(),
            size=size,
            treated=treated.astype(float),
            stratum=stratum,
            weight=evened(drawn, stratum, arm),
            people=(found.n_treated, found.n_control),
        )

    def model(self) -> tuple[Floats, Floats, str]:
        """The design, the teams' share of each stratum, and what was adjusted for.

        Columns: a dummy per stratum, the arm by stratum, the centred size and it by arm.
        """
        dummies = (self.stratum[:, None] == np.arange(self.stratum.max() + 1)).astype(float)
        blocks = [dummies, dummies * self.treated[:, None]]
        share = dummies.mean(axis=0)
        centred = self.size - self.size.mean()
        arm = self.treated.astype(np.int64)
        enough = min(np.bincount(arm, minlength=2)) >= FEWEST_FOR_SIZE
        if not enough or not says_more(centred, [], self.stratum, arm):
            return np.hstack(blocks), share, ""
        blocks += [centred[:, None], (centred * self.treated)[:, None]]
        return np.hstack(blocks), share, ", adjusted for the size of the team by arm"


def cluster_total(
    units: Units, panel: Panel, plan: Plan, *, arm: int, span: Span, fields: dict[str, Any]
) -> list[Estimate]:
    """The effect per person, as difference and percent; HC2 over teams with Bell and McCaffrey's degrees of freedom."""
    teams = Teams.of(units, panel, arm, span)
    x, share, note = teams.model()
    fitted = linear.fit(x, teams.totals[:, 0], "HC2", weight=teams.weight)
    strata = len(share)
    effect, control = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    effect[strata : 2 * strata] = control[:strata] = share
    value, base = float(effect @ fitted.beta), float(control @ fitted.beta)
    fields = fields | {
        "method": f"{METHOD}{note}; HC2 by team",
        "reference": REFERENCE,
        "n_treated": teams.people[0],
        "n_control": teams.people[1],
        "clusters": len(teams.size),
    }
    out = []
    for scale, unit in BOTH_SCALES:
        try:
            figure, gradient = value, effect
            if scale == "percent" and base <= 0:
                raise NotEstimable("the control mean is not above zero, so a percentage has no meaning")
            if scale == "percent":
                figure, gradient = 100 * value / base, 100 * (effect / base - control * value / base**2)
            level = {"df": fitted.df(gradient), "size": abs(base), "confidence": plan.confidence}
            if not level["df"] >= 1:
                raise NotEstimable("the errors would rest on less than one degree of freedom")
            se = delta(gradient, fitted.covariance)
            out.append(answer("total_value", figure, se, scale=scale, unit=unit, **level, **fields))
        except NotEstimable as why:
            out.append(refusal("total_value", why, scale=scale, unit=unit, **fields))
    return out


def team_effects(found: Comparison, columns: Sequence[Floats]) -> tuple[Floats, Floats, float]:
    """Effects per person on k figures of the people compared, their covariance (k, k), and its degrees of freedom.

    The regression is the same for each figure, so that one influence of a team serves all, with the team's residuals.
    Raises NotEstimable where the errors would rest on less than one degree of freedom.
    """
    teams = Teams.among(found, columns)
    x, share, _ = teams.model()
    model = linear.prepare(x, "HC2", weight=teams.weight)
    effect = np.zeros(x.shape[1])
    effect[len(share) : 2 * len(share)] = share
    df = model.df(effect)
    if not df >= 1:
        raise NotEstimable("the errors would rest on less than one degree of freedom")
    totals = teams.totals if model.root is None else teams.totals * model.root[:, None]
    beta = model.half @ (model.orthonormal.T @ totals)
    pull = (model.x @ (model.bread @ effect) * model.factor)[:, None] * (totals - model.x @ beta)
    return effect @ beta, np.asarray(pull.T @ pull), df
