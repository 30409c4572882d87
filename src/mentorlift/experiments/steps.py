"""The step of the timeline that this room knows: what will be measured."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorlift.accounts.actors import Actor
from mentorlift.experiments import policies
from mentorlift.programmes.models import Programme
from mentorlift.programmes.timeline import Step, StepFacts, register_step


def register() -> None:
    """Called in ExperimentsConfig.ready."""
    register_step(Step("plan", 25, gettext_lazy("What we measure"), _plan))


def _plan(programme: Programme, actor: Actor, now: datetime) -> StepFacts:
    url = reverse("experiments:measure", args=[programme.id]) if policies.may_read_results(actor) else ""
    frozen = getattr(programme, "frozen_plan", None)
    if frozen is None:
        return StepFacts(
            done=False,
            line=_("not fixed yet"),
            text=_("Say which figure decides, over which time, before anybody is asked or drawn."),
            url=url,
            action=_("Say what we measure") if policies.may_plan(actor) else "",
            open_anyway=True,
        )
    return StepFacts(
        done=True,
        line=_("answer on %(day)s") % {"day": date_format(frozen.answer_due_on)},
        text=_("Fixed before the draw; nobody can choose another figure afterwards."),
        by=frozen.frozen_by,
        at=frozen.frozen_at,
        url=url,
        action=_("Read the plan"),
    )
