"""What this room asks for before a programme starts, and what it puts to those who approve."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorlift.experiments.rules import figures_of, levels_of
from mentorlift.outcomes.levels import level_words
from mentorlift.outcomes.words import figure_word
from mentorlift.programmes.models import FrozenPlan, Programme
from mentorlift.programmes.queries import plan_of
from mentorlift.programmes.readiness import Act, Condition, Standing, register_condition
from mentorlift.programmes.scope import Content, Part, register_part


def register() -> None:
    """Called in ExperimentsConfig.ready."""
    held_up = frozenset({Act.INVITE, Act.DRAW})
    register_condition(Condition("plan", 10, gettext_lazy("What is measured"), held_up, _plan))
    register_part(Part("figures", 30, gettext_lazy("Figures that are measured"), _figures, _plans))


def _plan(programme: Programme, now: datetime) -> Standing:
    plan = plan_of(programme)
    line = _("What will be measured is not fixed yet.")
    if plan:
        line = _("Fixed; the answer is known on %(day)s.") % {"day": date_format(plan.answer_due_on)}
    return Standing(
        done=plan is not None,
        line=line,
        url=reverse("experiments:measure", args=[programme.id]),
        owner=_("programme manager or analyst"),
    )


def _plans(programmes: Sequence[Programme]) -> dict[UUID, FrozenPlan]:
    return {plan.programme_id: plan for plan in FrozenPlan.objects.filter(programme__in=programmes)}


def _figures(_programme: Programme, plan: FrozenPlan | None) -> Content:
    found, levels = (figures_of(plan.plan_toml), levels_of(plan.plan_toml)) if plan else ([], [])
    words = [*map(figure_word, found), *map(level_words, levels)]
    return Content([*found, *(f"ramp {level}" for level in levels)], words or [_("not fixed yet")])
