"""Weeks, their guides, and the days on which nobody meets."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from mentorlift.programmes import services
from mentorlift.programmes.forms.calendar import ClosedDateForm, HolidaysForm, MonthEndForm
from mentorlift.programmes.forms.setting_up import LengthForm, WeekForm
from mentorlift.programmes.models import Programme, ProgrammeWeek
from mentorlift.programmes.views.requests import runnable, today, who_and_when


def weeks_page(request: HttpRequest, programme: Programme) -> tuple[dict[str, Any], bool]:
    form = LengthForm(request.POST or None, initial={"weeks": programme.weeks})
    if form.is_valid():
        if form.cleaned_data["weeks"] != programme.weeks:
            services.change_calendar(programme=programme, weeks=form.cleaned_data["weeks"], **who_and_when(request))
            messages.success(request, _("The weeks are changed; look over their guides."))
            return {}, "go_on" in request.POST
        return {}, True
    context = {
        "form": form,
        "guides": list(programme.guides.all()),
        "closed": list(programme.closed_dates.all()),
        "date_form": ClosedDateForm(),
        "month_end_form": MonthEndForm(initial={"days": programme.month_end_days}),
        "holidays_form": HolidaysForm(initial={"year": today().year}),
    }
    return context, False


@require_http_methods(["GET", "POST"])
def guide(request: HttpRequest, programme_id: UUID, number: int) -> HttpResponse:
    programme = runnable(request, programme_id)
    week = get_object_or_404(ProgrammeWeek, programme=programme, number=number)
    form = WeekForm(request.POST or None, initial={"title": week.title, "guide": week.guide, "minutes": week.minutes})
    if form.is_valid():
        services.write_guide(programme=programme, number=number, **form.cleaned_data, **who_and_when(request))
        return redirect("programmes:set_up", programme.id, "weeks")
    context = {"programme": programme, "week": week, "form": form, "section": "programmes"}
    return render(request, "programmes/set_up/guide.html", context, status=422 if form.is_bound else 200)


@require_POST
def closed_dates(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    programme = runnable(request, programme_id)
    form = ClosedDateForm(request.POST)
    if form.is_valid():
        services.close_date(programme=programme, **form.cleaned_data, **who_and_when(request))
    else:
        messages.error(request, _("Give the day on which nobody meets."))
    return redirect("programmes:set_up", programme.id, "weeks")


@require_POST
def holidays(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    from holidays import country_holidays

    programme = runnable(request, programme_id)
    form = HolidaysForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a country and a year."))
        return redirect("programmes:set_up", programme.id, "weeks")
    chosen = form.cleaned_data
    found = country_holidays(chosen["country"], years=chosen["year"])
    services.close_dates(
        programme=programme,
        days={day: str(name)[:120] for day, name in found.items()},
        site=chosen["site"],
        **who_and_when(request),
    )
    messages.success(
        request, ngettext("%(n)d day is closed now.", "%(n)d days are closed now.", len(found)) % {"n": len(found)}
    )
    return redirect("programmes:set_up", programme.id, "weeks")


@require_POST
def month_end(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    programme, form = runnable(request, programme_id), MonthEndForm(request.POST)
    try:
        days = form.cleaned_data["days"] if form.is_valid() else -1
        services.keep_month_end_free(programme=programme, days=days, **who_and_when(request))
        messages.success(request, _("Kept. Meetings that stand in these days already stay; new ones leave them out."))
    except services.UnableToChange as error:
        messages.error(request, str(error))
    return redirect("programmes:set_up", programme.id, "weeks")


@require_POST
def opened_date(request: HttpRequest, programme_id: UUID, closed_date_id: int) -> HttpResponse:
    programme = runnable(request, programme_id)
    services.open_date(programme=programme, closed_date_id=closed_date_id, **who_and_when(request))
    return redirect("programmes:set_up", programme.id, "weeks")
