"""The step of the timeline that this room knows: what will be measured."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorlift.accounts.actors import Actor
from mentorlift.experiments import policies, queries
from mentorlift.experiments.models import Sign
from mentorlift.programmes.models import Programme
from mentorlift.programmes.timeline import Step, StepFacts, register_step


def register() -> None:
    """Called in ExperimentsConfig.ready."""
    register_step(Step("plan", 25, gettext_lazy("What we measure"), _plan))
    register_step(Step("harm", 70, gettext_lazy("Does it harm?"), _harm))


def _plan(programme: Programme, actor: Actor, now: datetime) -> StepFacts:
    url = reverse("experiments:measure", args=[programme.id]) if policies.may_read_plan(actor) else ""
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


def _harm(programme: Programme, actor: Actor, now: datetime) -> StepFacts:
    """Shown while a programme is watched, and afterwards where something was seen."""
    if not policies.may_read_results(actor):
        return StepFacts(done=False, hidden=True)
    seen = queries.watch_for_harm(actor, programme, now=now)
    is_harm = seen.state == Sign.HARM
    if not seen.is_watched and not is_harm:
        return StepFacts(done=False, hidden=True)
    texts = {
        Sign.HARM: _("A look saw that those mentored now fare worse than chance explains. Consider stopping."),
        Sign.NO_SIGN: _("Looked at once a week, by a fixed rule and without anybody seeing a figure."),
        "": _("The first look is made within a week, or when somebody asks for it."),
    }
    return StepFacts(
        done=not is_harm or seen.is_over,
        line=Sign(seen.state).label if seen.state else _("not looked at yet"),
        text=texts.get(seen.state, _("Only people who have completed the first window count, from twenty a side.")),
        at=seen.newest.at if seen.newest else None,
        url=reverse("experiments:harm", args=[programme.id]),
        action=_("See"),
        open_anyway=True,
    )
