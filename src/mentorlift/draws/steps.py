"""The step "draw" of the programme timeline."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorlift.accounts.actors import Actor
from mentorlift.draws import policies, rules
from mentorlift.draws.models import Assignment, Draw
from mentorlift.draws.queries import draws_of
from mentorlift.programmes.models import Cohort, Programme
from mentorlift.programmes.timeline import Step, StepFacts, register_step


def register() -> None:
    """Called in DrawsConfig.ready."""
    register_step(Step("draw", 40, gettext_lazy("Draw"), _describe))


def _describe(programme: Programme, actor: Actor, now: datetime) -> StepFacts:
    cohorts = list(Cohort.objects.filter(programme=programme))
    drawn = list(draws_of(programme))
    done = bool(cohorts) and len(drawn) == len(cohorts)
    latest = max(drawn, key=lambda draw: draw.drawn_at, default=None)
    return StepFacts(
        done=done,
        line=_line(programme, drawn),
        text=_text(len(cohorts), len(drawn)),
        needs=() if any(cohort.frozen_at for cohort in cohorts) else (_("a list that is fixed"),),
        by=latest.drawn_by if latest and done else "",
        at=latest.drawn_at if latest and done else None,
        url=reverse("draws:list", args=[programme.id]),
        action=_("See the draw") if drawn or not policies.may_draw(actor) else _("Draw by lot"),
        # intakes follow one another, so that work goes on below while one is still to be drawn
        open_anyway=bool(drawn) and not done,
    )


def _line(programme: Programme, drawn: list[Draw]) -> str:
    if not drawn:
        return _("not drawn yet")
    people = Assignment.objects.filter(draw__cohort__programme=programme)
    mentored = people.filter(arm=rules.MENTORED).count()
    return _("%(now)d now, %(later)d later") % {"now": mentored, "later": people.count() - mentored}


def _text(cohorts: int, drawn: int) -> str:
    if not drawn:
        return _(
            "A draw by lot decides who is mentored now and who starts later. Nobody chooses, and anybody can check."
        )
    if drawn == cohorts:
        return _("Everybody was drawn by lot. Anybody who has the link can draw again and compare.")
    return _("%(drawn)d of %(all)d intakes are drawn.") % {"drawn": drawn, "all": cohorts}
