"""What this room knows of the end of a programme: whether its answer is there, and the letters that will be written."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorlift.experiments.queries import answer_for_everybody
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.closing import OpenEnd, register_open_ends, register_previews
from mentorlift.programmes.models import Cohort, FrozenPlan, Programme
from mentorlift.reports.closing import letters


def register() -> None:
    """Called in ReportsConfig.ready."""
    letters.register()
    register_previews("closing", letters.previews)
    register_open_ends("answer", _answer)
    register_open_ends("later", _later)


def _answer(programme: Programme, now: datetime) -> list[OpenEnd]:
    plan = FrozenPlan.objects.filter(programme=programme).first()
    if plan is None or answer_for_everybody(programme) is not None:
        return []
    day, url = date_format(plan.answer_due_on, "j F Y"), reverse("reports:results", args=[programme.id])
    if plan.answer_due_on > organisation_day(now):
        line = _("The answer is not known before %(day)s.") % {"day": day}
        then = _("The letters say so and name the day; the page they lead to shows the answer when it is there.")
        return [OpenEnd(line, then, url)]
    line = _("The answer could be worked out since %(day)s and was not.") % {"day": day}
    return [OpenEnd(line, _("The letters could not tell it. Work it out first."), url)]


def _later(programme: Programme, now: datetime) -> list[OpenEnd]:
    today = organisation_day(now)
    ahead = Cohort.objects.filter(programme=programme, draw__isnull=False, serves_on__gt=today).order_by("serves_on")
    return [
        OpenEnd(
            _("Those drawn for later in %(intake)s were to start on %(day)s.")
            % {"intake": cohort.name, "day": date_format(cohort.serves_on or today, "j F Y")},
            _("After the closing nobody is paired any more, so what they were told would not be kept."),
            reverse("programmes:intake", args=[programme.id, cohort.id]),
        )
        for cohort in ahead
    ]
