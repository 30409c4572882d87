"""Everyone, those who would say yes, those who would say no: worked out from a mandatory and a voluntary branch."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from .codes import distinct
from .comparison import Comparison, entered
from .contrast import answer, refusal
from .data import Panel, Units
from .estimate import Estimate, NotEstimable
from .influence import Influence
from .itt_per_day import arm_means
from .plan import Plan
from .questions import BOTH_SCALES
from .total_value import arm_totals, window_total

REFERENCE = "two-stage preference design: Rucker (1989), Stat. Med. 8(4); Long, Little, Lin (2008)"
GAP = (-1, None)  # where a study keeps its gap among the effects
TOTAL, PER_DAY = "total value", "per working day; exact only if mentoring does not change who stays"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A value with variance and degrees of freedom, and the mean it is a percentage of (with its variance)."""

    value: float
    variance: float
    df: float
    base: float
    base_variance: float
    percent_variance: float  # of 100 x value / base
    sizes: dict[str, Any]


def two_branches(branches: Sequence[Units], panels: Sequence[Panel], plan: Plan) -> list[Estimate]:
    """`ate`, `att`, `atu`, `selection_gap`, each early and late, as total value and per day.

    `branches` and `panels` (of the primary outcome) go together. The whole roster is the mandatory branch where
    nobody in it is without an arm, the voluntary one where those who did not say yes are. Where everybody in the drawn
    branch was asked before its lottery, `atu` is the effect on those of it who said no, and without a voluntary branch
    `att` that on those who said yes.
    """
    arms = range(1, len(branches[0].arms))
    studies = [
        _study(branches, panels, plan, arm=arm, window=window, per_day=per_day)
        for arm in arms
        for window in ("early", "late")
        for per_day in (False, True)
    ]
    return [
        estimate
        for question in (ate, att, atu, selection_gap)
        for study in studies
        for estimate in _answers(question, study)
    ]


def ate(study: "Study") -> Figure:
    """The effect on everybody: of the draw in the branch where nobody was left out."""
    return study.effect(study.drawn_whole())


def att(study: "Study") -> Figure:
    """The effect on those who said yes."""
    if study.voluntary is not None:
        return study.effect(study.voluntary)
    return study.effect(study.drawn_whole(), wish=1)


def atu(study: "Study") -> Figure:
    """The effect on those who did not say yes: (A - p T) / (1 - p).

    Variance (V_A + p^2 V_T) / (1 - p)^2 + (A - T)^2 V_p / (1 - p)^4; percent of the opt-outs' mean.
    """
    everybody = study.drawn_whole()
    if study.asked_before():
        return study.effect(everybody, wish=0)
    assert study.voluntary is not None
    whole, takers = study.effect(everybody), study.effect(study.voluntary)
    p, p_variance, asked = study.share_yes()
    rest = 1 - p
    value = (whole.value - p * takers.value) / rest
    terms = [
        (whole.variance / rest**2, whole.df),
        (p**2 * takers.variance / rest**2, takers.df),
        ((whole.value - takers.value) ** 2 * p_variance / rest**4, asked - 1.0),
    ]
    variance = sum(term for term, _ in terms)
    spread = sum(term**2 / df for term, df in terms)
    base, base_variance = study.opt_out_mean()
    return Figure(
        value=value,
        variance=variance,
        df=variance**2 / spread if spread > 0 else math.inf,
        base=base,
        base_variance=base_variance,
        percent_variance=1e4 * (variance / base**2 + value**2 * base_variance / base**4) if base else math.inf,
        sizes={key: _added(whole.sizes[key], takers.sizes[key]) for key in ("n_treated", "n_control", "clusters")},
    )


def selection_gap(study: "Study") -> Figure:
    """Opt-in controls minus opt-outs: how those who say yes differ without any mentoring."""
    return study.gap()


@dataclass(frozen=True, kw_only=True)
class Study:
    """One arm, window and measure over the branches; `mandatory` and `voluntary` index them, None where absent."""

    branches: Sequence[Units]
    panels: Sequence[Panel]
    plan: Plan
    arm: int
    window: str
    per_day: bool
    mandatory: int | None
    voluntary: int | None
    found: dict[tuple[int, int | None], Figure] = field(default_factory=dict)  # effects by branch and wish

    def drawn_whole(self) -> int:
        """The branch in which everybody was drawn; raises NotEstimable without one."""
        if self.mandatory is None:
            raise NotEstimable("there is no branch in which everybody was drawn: only those who said yes were")
        return self.mandatory

    def asked_before(self) -> bool:
        """Whether those who said no in the drawn branch can be looked at by themselves.

        Beside a voluntary branch everybody in it must have answered: who would have said no is otherwise not known.
        """
        if self.voluntary is None:
            return True
        units = self.branches[self.drawn_whole()]
        return bool((units.wish >= 0).all() and (units.wish == 0).any())

    def effect(self, branch: int, wish: int | None = None) -> Figure:
        """Effect of the draw in a branch, or among those of one wish in it."""
        if (branch, wish) not in self.found:
            self.found[branch, wish] = self._effect(branch, wish)
        return self.found[branch, wish]

    def _effect(self, branch: int, wish: int | None) -> Figure:
        units, panel = self.branches[branch], self.panels[branch]
        if wish is not None:
            chosen = units.wish == 1 if wish == 1 else units.wish != 1
            if not (units.wish >= 0).any():
                raise NotEstimable("nobody was asked whether they want a mentor")
            units = replace(units, arm=np.where(chosen, units.arm, -1))
        return self._figure(*self._means(units, panel, self.arm))

    def gap(self) -> Figure:
        """Opt-in controls (as the treated arm) against opt-outs (as the control), strata aside."""
        if GAP not in self.found:
            self.found[GAP] = self._gap()
        return self.found[GAP]

    def _gap(self) -> Figure:
        units, panel = self._asked()
        entered(units, self.plan.span(self.window))
        declined = units.wish != 1
        said_yes = (units.wish == 1) & (units.arm == 0)
        if self.voluntary is None:
            declined &= units.arm == 0
        pair = replace(
            units,
            arms=("those who did not say yes", "those who said yes, without a mentor"),
            arm=np.where(declined, 0, np.where(said_yes, 1, -1)),
            stratum=np.zeros_like(units.stratum),
            mentor=np.full_like(units.mentor, -1),
            served_day=np.full(units.n, np.inf),
            chance=None if units.chance is None else units.chance[:, [0, 0]],  # both sides are without a mentor
        )
        return self._figure(*self._means(pair, panel, 1))

    def opt_out_mean(self) -> tuple[float, float]:
        """Mean of those who did not say yes, and its variance."""
        found = self.gap()
        return found.base, found.base_variance

    def share_yes(self) -> tuple[float, float, int]:
        """p, its variance (by class where classes were drawn), and how many people or classes it rests on."""
        units, _ = self._asked()
        yes = (units.wish == 1).astype(float)
        p = float(yes.mean())
        if p in (0.0, 1.0):
            raise NotEstimable("everybody said the same, so there is nobody to tell apart")
        if (units.cluster < 0).any():
            return p, p * (1 - p) / units.n, units.n
        sums = np.bincount(units.cluster, weights=yes - p)
        count = distinct(units.cluster)
        return p, float((sums**2).sum()) / units.n**2 * count / max(count - 1, 1), count

    def _asked(self) -> tuple[Units, Panel]:
        branch = self.mandatory if self.voluntary is None else self.voluntary
        units = self.branches[branch or 0]
        if not (units.wish >= 0).any():
            raise NotEstimable("nobody was asked whether they want a mentor")
        return units, self.panels[branch or 0]

    def _means(self, units: Units, panel: Panel, arm: int) -> tuple[Comparison, Influence]:
        span = self.plan.span(self.window)
        if self.per_day:
            return arm_means(units, panel, arm, span)
        return arm_totals(units, [window_total(panel, span)], arm, span)

    def _figure(self, comparison: Comparison, means: Influence) -> Figure:
        treated, control = (float(value) for value in means.values)
        covariance = means.covariance()
        plain = np.array([1.0, -1.0])
        ratio = 100 * np.array([1 / control, -treated / control**2]) if control else plain * math.inf
        return Figure(
            value=treated - control,
            variance=float(plain @ covariance @ plain),
            df=means.df(plain),
            base=control,
            base_variance=float(covariance[1, 1]),
            percent_variance=float(ratio @ covariance @ ratio) if control else math.inf,
            sizes=comparison.sizes(),
        )


def _answers(question: Callable[["Study"], Figure], study: "Study") -> list[Estimate]:
    plan, units = study.plan, study.branches[0]
    name = question.__name__
    fields: dict[str, Any] = {
        "arm": units.arms[study.arm],
        "branch": "" if len(study.branches) > 1 else units.branch,
        "outcome": f"{plan.primary} per day" if study.per_day else plan.primary,
        "window": study.window,
    }
    try:
        figure = question(study)
        how = "worked out from two groups, " if name == "atu" and not study.asked_before() else ""
        if name == "selection_gap":
            how = "not an effect: opt-in controls minus those who did not say yes, "
        fields |= figure.sizes | {"method": how + (PER_DAY if study.per_day else TOTAL), "reference": REFERENCE}
        return _both_scales(name, figure, plan, fields)
    except NotEstimable as why:
        return [refusal(name, why, scale=scale, unit=unit, **fields) for scale, unit in BOTH_SCALES]


def _both_scales(name: str, figure: Figure, plan: Plan, fields: dict[str, Any]) -> list[Estimate]:
    level = {"df": figure.df, "confidence": plan.confidence}
    out = [
        answer(
            name,
            figure.value,
            math.sqrt(figure.variance),
            size=figure.base,
            scale="difference",
            unit="currency",
            **level,
            **fields,
        )
    ]
    if figure.base <= 0:
        why = "the mean it would be a percentage of is not above zero"
        return [*out, refusal(name, why, scale="percent", unit="percent", **fields)]
    percent = 100 * figure.value / figure.base
    se = math.sqrt(figure.percent_variance)
    return [*out, answer(name, percent, se, scale="percent", unit="percent", **level, **fields)]


def _study(
    branches: Sequence[Units], panels: Sequence[Panel], plan: Plan, *, arm: int, window: str, per_day: bool
) -> Study:
    mandatory = voluntary = None
    for index, units in enumerate(branches):
        if units.branch == "voluntary" or (not units.branch and (units.arm < 0).any()):
            voluntary = index
        else:
            mandatory = index
    return Study(
        branches=branches,
        panels=panels,
        plan=plan,
        arm=arm,
        window=window,
        per_day=per_day,
        mandatory=mandatory,
        voluntary=voluntary,
    )


def _added(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)
