"""All questions, in the order in which every result lists them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from mentorlift.science.progress import Progress, part_of, unheard

from .arms import arms
from .before_after import comparison_group
from .by_week import by_week
from .complier import complier
from .confidence_sequence import confidence_sequence
from .data import Alike, Ints, Panel, Redraws, Units
from .durability import durability
from .estimate import Estimate
from .families import family_wise, redrawn_family
from .groups import groups
from .hazard_ratio import hazard_ratio
from .itt import itt
from .itt_per_day import itt_per_day
from .lee_bounds import lee_bounds
from .log_rank import log_rank
from .mentor_effects import mentor_effects
from .parts import parts
from .period_itt import period_by_week, period_itt
from .plan import Plan
from .ramp_time import ramp_time
from .randomisation_inference import randomisation_inference
from .ratio import ratio
from .rerandomised import rerandomised
from .retention import retention
from .rmst import rmst
from .spillover import spillover
from .spillover_redrawn import spillover_redrawn
from .staggered import staggered
from .taker_comparison import taker_comparison
from .total_value import total_value
from .two_branches import two_branches
from .winsorise import stated
from .wish_predictors import wish_predictors
from .yes_no import yes_no

Step = Callable[[Progress], list[Estimate]]

WHERE_ASKED = (  # by the plan, or by there being several arms
    "ratio",
    "yes_no",
    "ramp_time",
    "ramp_reached",
    "arms",
    "arms_joint",
    "arms_differ",
    "groups",
    "groups_differ",
    "groups_shrunk",
    "mentor_effects",
    "wish_predictors",
)
OF_DESIGN = {  # asked only where this is the plan's `assignment`
    "staggered": ("staggered", "staggered_by_week", "staggered_by_start", "staggered_check", "pre_trend"),
    "comparison": ("difference_in_differences", "pre_trend"),
}
ORDER = (
    "staggered",
    "staggered_by_week",
    "staggered_by_start",
    "staggered_check",
    "difference_in_differences",
    "pre_trend",
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
    "rerandomised",
    "confidence_sequence",
    "spillover",
    "taker_comparison",
    *WHERE_ASKED,
)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One branch: its people, their outcomes by name (the plan's primary among them), what else could be drawn.

    `lottery`: codes of the strata in which the draw was made, (n,), -1 for who was not drawn; with a draw file only.
    `alike`: what the draw was accepted by, None where the first draw stood.
    `drawn_on`: calendar day of the draw in the numbering of `units.started`, None where it is not known.
    """

    units: Units
    panels: Mapping[str, Panel]
    redraws: Redraws | None = None
    lottery: Ints | None = None
    drawn_on: int | None = None
    alike: Alike | None = None


def analyse(branches: Sequence[Drawn], plan: Plan, progress: Progress = unheard) -> list[Estimate]:
    """Every question of every branch, never pooled: question by question, branch by branch.

    Each question is answered for each treated arm with an estimate or with why it is not estimable; `ate`, `att`,
    `atu` and `selection_gap` use the branches together. Secondary outcomes get the first three questions.
    `progress` hears after each step how far all is, and within the steps that redraw after each block of redraws.
    """
    steps = [step for drawn in branches for step in _of_branch(drawn, plan)]
    units, panels = [drawn.units for drawn in branches], [drawn.panels[plan.primary] for drawn in branches]
    steps.append(lambda _: two_branches(units, panels, plan))
    found: list[Estimate] = []
    for number, step in enumerate(steps):
        told = part_of(progress, number, of=len(steps))
        found += step(told)
        told(1, 1)
    if plan.winsorise:
        found = stated(found, branches[0].panels, plan.winsorise)
    return sorted(found, key=lambda estimate: ORDER.index(estimate.question))


def asked(plan: Plan) -> set[str]:
    """The questions that every analysis of this design answers, whose draw was not one of several."""
    own = {name for names in OF_DESIGN.values() for name in names} | {"rerandomised", *WHERE_ASKED}
    return set(ORDER) - own | set(OF_DESIGN.get(plan.assignment, ()))


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
        lambda _: _of_design(units, panel, plan),
        lambda _: _main_three(units, panel, plan),
        lambda _: weekly(units, panel, plan),
        lambda _: durability(units, panel, plan),
        lambda _: parts(units, drawn.panels, plan),
        lambda _: retention(units, panel, plan, drawn_on=since),
        lambda _: rmst(units, panel, plan, drawn_on=since),
        lambda _: log_rank(units, panel, plan, drawn_on=since),
        lambda _: hazard_ratio(units, panel, plan, drawn_on=since),
        lambda _: complier(units, panel, plan),
        lambda _: lee_bounds(units, panel, plan),
        lambda told: randomisation_inference(units, panel, plan, drawn.redraws, told),
        lambda _: rerandomised(units, panel, plan, drawn.alike),
        lambda _: confidence_sequence(units, panel, plan),
        lambda _: spread(drawn, plan),
        lambda _: taker_comparison(units, panel, plan),
        lambda told: _secondary(drawn, plan, told),
        *_where_asked(drawn, plan),
    ]


def _where_asked(drawn: Drawn, plan: Plan) -> list[Step]:
    """The questions that not every plan has; groups also where somebody explores."""
    units, panel = drawn.units, drawn.panels[plan.primary]
    steps: list[Step] = [
        lambda _: ratio(units, drawn.panels, plan),
        lambda told: arms(units, panel, plan, drawn.redraws, told),
        lambda _: groups(units, panel, plan),
        lambda _: wish_predictors(units, plan),
    ]
    if plan.yes_no:
        steps.append(lambda _: yes_no(units, drawn.panels, plan))
    if plan.ramp:
        steps.append(lambda _: ramp_time(units, drawn.panels, plan))
    if plan.mentors_drawn_within:
        steps.append(lambda _: mentor_effects(units, panel, plan))
    return steps


def spread(drawn: Drawn, plan: Plan) -> list[Estimate]:
    """Spill-over: by shuffling within strata where the lottery did no more, else by whole redraws of it."""
    units, panel = drawn.units, drawn.panels[plan.primary]
    if units.chance is None and drawn.alike is None:
        return spillover(units, panel, plan, drawn.lottery)
    return spillover_redrawn(units, panel, plan, drawn.redraws)


def _of_design(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """What a design has to answer with that is no single draw of who is mentored."""
    designs = {"staggered": staggered, "comparison": comparison_group}
    return designs[plan.assignment](units, panel, plan) if plan.assignment in designs else []


def _secondary(drawn: Drawn, plan: Plan, progress: Progress) -> list[Estimate]:
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
    if drawn.redraws is None:
        return family_wise(found)
    return family_wise(found, redrawn_family(drawn.units, panels, plan, drawn.redraws, progress))


def _main_three(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    return [
        *itt_per_day(units, panel, plan),
        *(period_itt(units, panel, plan) if plan.level == "period" else itt(units, panel, plan)),
        *total_value(units, panel, plan),
    ]
