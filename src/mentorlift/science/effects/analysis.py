"""All questions, in the order in which every result lists them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from .by_week import by_week
from .complier import complier
from .confidence_sequence import confidence_sequence
from .data import Ints, Panel, Redraws, Units
from .durability import durability
from .estimate import Estimate
from .families import family_wise, redrawn_family
from .hazard_ratio import hazard_ratio
from .itt import itt
from .itt_per_day import itt_per_day
from .lee_bounds import lee_bounds
from .log_rank import log_rank
from .parts import parts
from .period_itt import period_by_week, period_itt
from .plan import Plan
from .randomisation_inference import randomisation_inference
from .retention import retention
from .rmst import rmst
from .spillover import spillover
from .taker_comparison import taker_comparison
from .total_value import total_value
from .two_branches import two_branches

Step = Callable[[], list[Estimate]]
Progress = Callable[[int, int], None]

ORDER = (
    "itt_per_day",
    "itt",
    "total_value",
    "by_week",
    "durability",
    "parts",
    "retention",
    "rmst",
    "log_rank",
    "hazard_ratio",
    "complier",
    "lee_bounds",
    "ate",
    "att",
    "atu",
    "selection_gap",
    "randomisation_inference",
    "confidence_sequence",
    "spillover",
    "taker_comparison",
)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One branch: its people, their outcomes by name (the plan's primary among them), what else could be drawn.

    `lottery`: codes of the strata in which the draw was made, (n,), -1 for who was not drawn; with a draw file only.
    `drawn_on`: calendar day of the draw in the numbering of `units.started`, None where it is not known.
    """

    units: Units
    panels: Mapping[str, Panel]
    redraws: Redraws | None = None
    lottery: Ints | None = None
    drawn_on: int | None = None


def unheard(_done: int, _steps: int) -> None:
    """Progress that nobody wants to hear of."""


def analyse(branches: Sequence[Drawn], plan: Plan, progress: Progress = unheard) -> list[Estimate]:
    """Every question of every branch, never pooled: question by question, branch by branch.

    Each question is answered for each treated arm with an estimate or with why it is not estimable; `ate`, `att`,
    `atu` and `selection_gap` use the branches together. Secondary outcomes get the first three questions.
    `progress` is called after each step with the steps done and all there are.
    """
    steps = [step for drawn in branches for step in _of_branch(drawn, plan)]
    units, panels = [drawn.units for drawn in branches], [drawn.panels[plan.primary] for drawn in branches]
    steps.append(lambda: two_branches(units, panels, plan))
    found: list[Estimate] = []
    for done, step in enumerate(steps, start=1):
        found += step()
        progress(done, len(steps))
    return sorted(found, key=lambda estimate: ORDER.index(estimate.question))


def with_levels(plan: Plan, units: Units) -> Plan:
    """The plan with each covariate in words replaced by its 0/1 columns, which are named "covariate=level"."""
    names = [
        name
        for wanted in plan.covariates
        for name in units.covariates
        if name == wanted or name.startswith(f"{wanted}=")
    ]
    return replace(plan, covariates=tuple(names))


def _of_branch(drawn: Drawn, plan: Plan) -> list[Step]:
    plan = with_levels(plan, drawn.units)
    units, panel, since = drawn.units, drawn.panels[plan.primary], drawn.drawn_on
    weekly = period_by_week if plan.level == "period" else by_week
    return [
        lambda: _main_three(units, panel, plan),
        lambda: weekly(units, panel, plan),
        lambda: durability(units, panel, plan),
        lambda: parts(units, drawn.panels, plan),
        lambda: retention(units, panel, plan, drawn_on=since),
        lambda: rmst(units, panel, plan, drawn_on=since),
        lambda: log_rank(units, panel, plan, drawn_on=since),
        lambda: hazard_ratio(units, panel, plan, drawn_on=since),
        lambda: complier(units, panel, plan),
        lambda: lee_bounds(units, panel, plan),
        lambda: randomisation_inference(units, panel, plan, drawn.redraws),
        lambda: confidence_sequence(units, panel, plan),
        lambda: spillover(units, panel, plan, drawn.lottery),
        lambda: taker_comparison(units, panel, plan),
        lambda: _secondary(drawn, plan),
    ]


def _secondary(drawn: Drawn, plan: Plan) -> list[Estimate]:
    """The first three questions of the secondary outcomes, their p values those of the family."""
    found = [
        # What a secondary outcome counts is its own unit; only the primary one is money.
        replace(estimate, unit=name) if estimate.unit == "currency" else estimate
        for name in plan.secondary
        for estimate in _main_three(drawn.units, drawn.panels[name], plan)
    ]
    if len(plan.secondary) < 2:
        return found
    panels = [drawn.panels[name] for name in plan.secondary]
    return family_wise(found, redrawn_family(drawn.units, panels, plan, drawn.redraws) if drawn.redraws else None)


def _main_three(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    person_periods = plan.level == "period"
    return [
        *itt_per_day(units, panel, plan),
        *(period_itt(units, panel, plan) if person_periods else itt(units, panel, plan)),
        *total_value(units, panel, plan),
    ]
