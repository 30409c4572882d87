"""All questions, in the order in which every result lists them."""

from collections.abc import Mapping, Sequence
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


def analyse(branches: Sequence[Drawn], plan: Plan) -> list[Estimate]:
    """Every question of every branch, never pooled: question by question, branch by branch.

    Each question is answered for each treated arm with an estimate or with why it is not estimable; `ate`, `att`,
    `atu` and `selection_gap` use the branches together. Secondary outcomes get the first three questions.
    """
    found = [estimate for drawn in branches for estimate in _of_branch(drawn, plan)]
    found += two_branches([drawn.units for drawn in branches], [drawn.panels[plan.primary] for drawn in branches], plan)
    return sorted(found, key=lambda estimate: ORDER.index(estimate.question))


def _of_branch(drawn: Drawn, plan: Plan) -> list[Estimate]:
    units, panel = drawn.units, drawn.panels[plan.primary]
    person_periods = plan.level == "period"
    out = _main_three(units, panel, plan)
    out += period_by_week(units, panel, plan) if person_periods else by_week(units, panel, plan)
    out += durability(units, panel, plan)
    out += parts(units, drawn.panels, plan)
    out += retention(units, panel, plan, drawn_on=drawn.drawn_on)
    out += rmst(units, panel, plan, drawn_on=drawn.drawn_on)
    out += log_rank(units, panel, plan, drawn_on=drawn.drawn_on)
    out += hazard_ratio(units, panel, plan, drawn_on=drawn.drawn_on)
    out += complier(units, panel, plan)
    out += lee_bounds(units, panel, plan)
    out += randomisation_inference(units, panel, plan, drawn.redraws)
    out += confidence_sequence(units, panel, plan)
    out += spillover(units, panel, plan, drawn.lottery)
    out += taker_comparison(units, panel, plan)
    return out + _secondary(drawn, plan)


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
