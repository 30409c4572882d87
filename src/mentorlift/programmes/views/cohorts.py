"""Intakes: their lists, who stays outside, the lot of the branches, the asking, the fixing."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorlift.people.exports import csv_response
from mentorlift.programmes import queries, services
from mentorlift.programmes.forms.cohorts import AskForm, CohortForm, FillForm, FirstDayForm, LeaveOutForm, SplitForm
from mentorlift.programmes.models import BranchSplit, Cohort, Programme
from mentorlift.programmes.queries.intakes import own_intakes
from mentorlift.programmes.queries.lists import intake_sheet
from mentorlift.programmes.views.requests import (
    actor_of,
    cohort_of,
    must,
    readable,
    runnable,
    today,
    who_and_when,
    with_people,
    within,
)


@require_http_methods(["GET", "POST"])
def intake_list(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    programme = readable(request, programme_id)
    form = CohortForm(request.POST or None)
    if request.method == "POST":
        runnable(request, programme_id)
        if form.is_valid():
            try:
                cohort = services.open_cohort(programme=programme, **form.cleaned_data, **who_and_when(request))
            except services.UnableToChange as error:
                form.add_error("name", str(error))
            else:
                return redirect("programmes:intake", programme.id, cohort.id)
    now = timezone.now()
    found = own_intakes(programme, now=now)
    context = within(request, programme, "people", now=now, form=form, intakes=found)
    return render(request, "programmes/intakes.html", context, status=422 if form.is_bound and form.errors else 200)


@require_GET
def intake(request: HttpRequest, programme_id: UUID, cohort_id: UUID) -> HttpResponse:
    programme = with_people(request, programme_id)
    cohort = cohort_of(programme, cohort_id)
    page, now = request.GET.get("page"), timezone.now()
    sheet = intake_sheet(actor_of(request), cohort, page=page, today=today(), now=now)
    context = within(
        request,
        programme,
        "people",
        now=now,
        **vars(sheet),
        cohort=cohort,
        wording=sheet.wording,
        plan=queries.plan_of(programme),
        fill_form=FillForm(initial={"on": today()}),
        leave_form=LeaveOutForm(),
        move_form=FirstDayForm(initial={"starts_on": cohort.starts_on}),
        split_form=SplitForm(initial={"mandatory": sheet.intake.people // 2}),
        ask_form=AskForm(initial={"closes_on": min(today() + timedelta(days=5), cohort.starts_on)}),
    )
    return render(request, "programmes/intake.html", context)


@require_GET
def split_list(request: HttpRequest, programme_id: UUID, cohort_id: UUID) -> HttpResponse:
    """The people of the lot by random ids, as `mentorlift draw` reads them."""
    programme = with_people(request, programme_id)
    cohort = cohort_of(programme, cohort_id)
    must(BranchSplit.objects.filter(cohort=cohort).exists())
    rows = queries.split_rows(cohort)
    return csv_response("people.csv", rows[0].keys(), (row.values() for row in rows))


@require_POST
def change(request: HttpRequest, programme_id: UUID, cohort_id: UUID, what: str) -> HttpResponse:
    """One change of an intake; what was wrong is said on the page it leads back to."""
    programme = runnable(request, programme_id)
    cohort = cohort_of(programme, cohort_id)
    try:
        said = _CHANGES[what](request, programme, cohort)
    except (
        services.UnableToChangeList,
        services.UnableToAsk,
        services.UnableToFreeze,
        services.UnableToChange,
    ) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("programmes:intake", programme.id, cohort.id)


def _fill(request: HttpRequest, programme: Programme, cohort: Cohort) -> str:
    form = FillForm(request.POST)
    if not form.is_valid():
        raise services.UnableToChangeList(_("Give the day on which the list is read."))
    added = services.fill_roster(cohort=cohort, on=form.cleaned_data["on"], **who_and_when(request))
    return ngettext("%(n)d person was added.", "%(n)d people were added.", added) % {"n": added}


def _leave_out(request: HttpRequest, programme: Programme, cohort: Cohort) -> str:
    form = LeaveOutForm(request.POST)
    if not form.is_valid():
        raise services.UnableToChangeList(" ".join(str(e) for errors in form.errors.values() for e in errors))
    services.leave_out(cohort=cohort, **form.cleaned_data, **who_and_when(request))
    return _("Left out, with the reason beside the draw.")


def _take_in(request: HttpRequest, programme: Programme, cohort: Cohort) -> str:
    try:
        person_id = UUID(request.POST.get("person_id", ""))
    except ValueError:
        raise services.UnableToChangeList(_("Choose a person from the list.")) from None
    services.take_in(cohort=cohort, person_id=person_id, **who_and_when(request))
    return _("Back on the list.")


def _split(request: HttpRequest, programme: Programme, cohort: Cohort) -> str:
    form = SplitForm(request.POST)
    if not form.is_valid():
        raise services.UnableToChangeList(_("Say how many take part without being asked."))
    split = services.split_branches(cohort=cohort, mandatory=form.cleaned_data["mandatory"], **who_and_when(request))
    return _("Drawn by lot: %(mandatory)d take part, %(voluntary)d are asked.") % {
        "mandatory": split.mandatory,
        "voluntary": split.voluntary,
    }


def _ask(request: HttpRequest, programme: Programme, cohort: Cohort) -> str:
    form = AskForm(request.POST)
    if not form.is_valid():
        raise services.UnableToAsk(_("Give the last day to answer."))
    end_of_day = datetime.combine(form.cleaned_data["closes_on"], time(23, 59, 59))
    closes_at = timezone.make_aware(end_of_day)
    asked = services.ask_wishes(cohort=cohort, closes_at=closes_at, **who_and_when(request))
    return ngettext("%(n)d person is being asked.", "%(n)d people are being asked.", asked) % {"n": asked}


def _close_wishes(request: HttpRequest, programme: Programme, cohort: Cohort) -> str:
    services.close_wishes(cohort=cohort, **who_and_when(request))
    return _("The wishes are closed.")


def _freeze(request: HttpRequest, programme: Programme, cohort: Cohort) -> str:
    services.freeze_roster(cohort=cohort, today=today(), **who_and_when(request))
    return _("The list is fixed. Nobody can change it or a wish on it any more.")


def _move(request: HttpRequest, programme: Programme, cohort: Cohort) -> str:
    form = FirstDayForm(request.POST)
    if not form.is_valid():
        raise services.UnableToChangeList(_("Give the new first day."))
    services.move_first_day(cohort=cohort, starts_on=form.cleaned_data["starts_on"], **who_and_when(request))
    return _("The first day is moved.")


_CHANGES: dict[str, Callable[[HttpRequest, Programme, Cohort], str]] = {
    "filling": _fill,
    "absence": _leave_out,
    "presence": _take_in,
    "branches": _split,
    "asking": _ask,
    "closing": _close_wishes,
    "fixing": _freeze,
    "first-day": _move,
}
