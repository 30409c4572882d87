"""The step of the timeline that this room knows: the results."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorlift.accounts.actors import Actor
from mentorlift.experiments import policies, queries
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import Programme
from mentorlift.programmes.timeline import Step, StepFacts, register_step


def register() -> None:
    """Called in ReportsConfig.ready."""
    register_step(Step("results", 80, gettext_lazy("Results"), _results))


def _results(programme: Programme, actor: Actor, now: datetime) -> StepFacts:
    if not policies.may_read_results(actor):
        return StepFacts(done=False, hidden=True)
    url = reverse("reports:results", args=[programme.id])
    analysis = queries.latest_analysis(actor, programme)
    if analysis is not None:
        return StepFacts(
            done=True,
            line=_("grade %(letter)s") % {"letter": analysis.grade},
            text=_("The answer is there, with how sure it is."),
            by=analysis.requested_by,
            at=analysis.computed_at,
            url=url,
            action=_("Read the results"),
        )
    frozen = getattr(programme, "frozen_plan", None)
    day = date_format(frozen.answer_due_on) if frozen else ""
    return StepFacts(
        done=False,
        line=_("from %(day)s on") % {"day": day} if day else "",
        text=_("Nobody compares the two groups before %(day)s.") % {"day": day} if day else "",
        url=url,
        action=_("See how it is going"),
        open_anyway=frozen is not None and frozen.answer_due_on <= organisation_day(now),
    )
