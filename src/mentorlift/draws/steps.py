"""The step "draw" of the programme timeline."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorlift.accounts.actors import Actor
from mentorlift.draws import own_notes, policies, rules
from mentorlift.draws.models import Assignment, Draw
from mentorlift.draws.queries import draws_of
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import Cohort, Programme, StepAside
from mentorlift.programmes.timeline import Step, StepFacts, register_step


def register() -> None:
    """Called in DrawsConfig.ready."""
    register_step(Step("draw", 40, gettext_lazy("Draw"), _describe))
    own_notes.register("aside", _steps_aside)


def _steps_aside(programme: Programme, person_id: UUID) -> list[own_notes.Note]:
    """Withdrew, was excused, came back: for the page on which somebody reads how they were drawn."""
    words = {
        StepAside.Kind.WITHDREW: _(
            "You said that you would rather not take part. That is fine and has no consequence."
        ),
        StepAside.Kind.EXCUSED: _("You are excused from taking part. That says nothing about you."),
    }
    stays = _("Your group stays what the lot said, since only so the two groups can be compared.")
    found = []
    for one in StepAside.objects.filter(programme=programme, person=person_id):
        found.append(own_notes.Note(one.on, f"{words[StepAside.Kind(one.kind)]} {stays}"))
        if one.back_at:
            found.append(own_notes.Note(organisation_day(one.back_at), _("You take part again.")))
    return found


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
    people = Assignment.objects.filter(draw__cohort__programme=programme).order_by()
    is_now = Q(arm=rules.MENTORED)
    counted = people.aggregate(now=Count("pk", filter=is_now), later=Count("pk", filter=~is_now))
    return _("%(now)d now, %(later)d later") % counted


def _text(cohorts: int, drawn: int) -> str:
    if not drawn:
        return _(
            "A draw by lot decides who is mentored now and who starts later. Nobody chooses, and anybody can check."
        )
    if drawn == cohorts:
        return _("Everybody was drawn by lot. Anybody who has the link can draw again and compare.")
    return _("%(drawn)d of %(all)d intakes are drawn.") % {"drawn": drawn, "all": cohorts}
