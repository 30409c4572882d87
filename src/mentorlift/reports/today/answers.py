"""Today of leaders and analysts: what each programme has answered, and when the next answer is known."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.experiments import policies
from mentorlift.experiments.queries import newest_analyses
from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries import list_programmes
from mentorlift.reports.results.page import sentence
from mentorlift.reports.today.part import Item, Part


def part(actor: Actor, *, now: datetime) -> Part | None:
    """None for everybody else; programme managers have the same answers on the programme's page."""
    if not (actor.is_leader or actor.is_analyst):
        return None
    programmes = list(list_programmes(actor).filter(Q(launch__isnull=False) | Q(frozen_plan__isnull=False)))
    answers = newest_analyses(actor, programmes)
    known = [
        (programme, sentence(answers[programme.id], programme), answers[programme.id].grade)
        for programme in programmes
        if programme.id in answers
    ]
    waiting = [_waiting(actor, programme) for programme in programmes if programme.id not in answers]
    return Part("reports/today/answers.html", {"known": known, "waiting": waiting})


def _waiting(actor: Actor, programme: Programme) -> Item:
    plan = getattr(programme, "frozen_plan", None)
    if plan is None:
        action = _("Say what we measure") if policies.may_plan(actor) else _("See")
        return Item("", programme.name, _("No plan yet."), reverse("experiments:measure", args=[programme.id]), action)
    when = _("The answer is known on %(day)s.") % {"day": date_format(plan.answer_due_on)}
    return Item("", programme.name, when, reverse("reports:results", args=[programme.id]), _("See"))
