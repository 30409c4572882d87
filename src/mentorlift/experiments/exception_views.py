"""Pages of what is done against the draw: each says what is lost before the button, and keeps who, when and why."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorlift.draws.models import Assignment
from mentorlift.draws.rules import LATER
from mentorlift.experiments import exceptions as doing
from mentorlift.experiments.exception_page import exception_sheet, mentors_free, those_waiting
from mentorlift.mentorships import services as mentorships
from mentorlift.programmes.forms.fields import DayInput, PersonField
from mentorlift.programmes.models import StepAside
from mentorlift.programmes.views.requests import cohort_of, runnable, today, within
from mentorlift.ui.fields import DayField
from mentorlift.ui.http import Request


class AsideForm(forms.Form):
    """Who steps aside, and how."""

    person_id = PersonField(label=gettext_lazy("Who"))
    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=StepAside.Kind.choices)


class EarlyForm(forms.Form):
    """From which day nobody waits any more, and why."""

    starts_on = DayField(label=gettext_lazy("First day of the others"), widget=DayInput())
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200, required=False)


class CrossoverForm(forms.Form):
    """Who is given a mentor against the draw, whom, from when and why."""

    person_id = forms.ChoiceField(label=gettext_lazy("Who is drawn for later"))
    mentor_id = forms.ChoiceField(label=gettext_lazy("Mentor"))
    starts_on = DayField(label=gettext_lazy("First day"), widget=DayInput())
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, help_text=gettext_lazy("No health and nothing private, please.")
    )


@require_GET
def exceptions(request: Request, programme_id: UUID) -> HttpResponse:
    programme = runnable(request, programme_id)
    context = within(request, programme, "people", **vars(exception_sheet(programme)), aside_form=AsideForm())
    return render(request, "experiments/exceptions.html", context)


@require_POST
def aside(request: Request, programme_id: UUID) -> HttpResponse:
    """Excuse somebody, write down that somebody withdrew, or take it back."""
    programme = runnable(request, programme_id)
    form = AsideForm(request.POST)
    facts: dict[str, Any] = {"programme": programme, "actor": request.actor, "now": timezone.now()}
    try:
        if "back" in request.POST:
            row = StepAside.objects.filter(programme=programme, id=_number(request.POST["back"])).first()
            if row:
                mentorships.come_back(person_id=row.person_id, **facts)
        elif form.is_valid():
            mentorships.step_aside(person_id=form.cleaned_data["person_id"], kind=form.cleaned_data["kind"], **facts)
            messages.success(request, _("Written down. The person stays in the group they were drawn into."))
        else:
            messages.error(request, " ".join(str(one) for several in form.errors.values() for one in several))
    except doing.UnableToStepAside as error:
        messages.error(request, str(error))
    return redirect("experiments:exceptions", programme_id)


@require_http_methods(["GET", "POST"])
def early_start(request: Request, programme_id: UUID, cohort_id: UUID) -> HttpResponse:
    """Start the others of an intake before their day: what is lost for the chosen day, then the button."""
    programme = runnable(request, programme_id)
    cohort = cohort_of(programme, cohort_id)
    first = doing.earliest(cohort, today=today())
    form = EarlyForm(request.POST or request.GET or None)
    chosen = form.cleaned_data.get("starts_on") if form.is_bound and form.is_valid() else None
    if request.method == "POST" and chosen and "start" in request.POST:
        try:
            doing.start_the_others(
                cohort=cohort,
                starts_on=chosen,
                reason=form.cleaned_data["reason"],
                actor=request.actor,
                now=timezone.now(),
            )
        except doing.UnableToStartOthers as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Written down. From that day on nobody is compared, and the results say so."))
            return redirect("experiments:exceptions", programme_id)
    context = within(
        request,
        programme,
        "draw",
        cohort=cohort,
        form=form if form.is_bound else EarlyForm(initial={"starts_on": first}),
        lost=doing.lost(cohort, chosen or first),
        waiting=Assignment.objects.filter(draw__cohort=cohort, arm=LATER).count(),
    )
    wrong = request.method == "POST" and bool(form.errors)
    return render(request, "experiments/early_start.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
def crossover(request: Request, programme_id: UUID, cohort_id: UUID) -> HttpResponse:
    """Give somebody drawn for later a mentor all the same."""
    programme = runnable(request, programme_id)
    cohort = cohort_of(programme, cohort_id)
    people, mentors = those_waiting(cohort), mentors_free(cohort, on=today())
    form = CrossoverForm(request.POST or None, initial={"starts_on": today() + timedelta(days=7)})
    form.fields["person_id"].choices = people  # type: ignore[attr-defined]
    form.fields["mentor_id"].choices = mentors  # type: ignore[attr-defined]
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            doing.cross_over(
                cohort=cohort,
                person_id=UUID(chosen["person_id"]),
                mentor_id=UUID(chosen["mentor_id"]),
                starts_on=chosen["starts_on"],
                reason=chosen["reason"],
                actor=request.actor,
                now=timezone.now(),
            )
        except doing.UnableToCrossOver as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Both have been told. The person stays in the group they were drawn into."))
            return redirect("experiments:exceptions", programme_id)
    drawn = Assignment.objects.filter(draw__cohort__programme=programme, arm=LATER).count()
    context = within(request, programme, "draw", cohort=cohort, form=form, people=people, mentors=mentors, drawn=drawn)
    context["crossed"] = doing.Crossover.objects.filter(cohort__programme=programme).count()
    wrong = form.is_bound and bool(form.errors)
    return render(request, "experiments/crossover.html", context, status=422 if wrong else 200)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
