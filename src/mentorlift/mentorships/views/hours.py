"""The hours of a team: what managers see and say, and what those who run a programme see of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorlift.mentorships import services
from mentorlift.mentorships.forms import HoursForm
from mentorlift.mentorships.hours_condition import days_in_words
from mentorlift.mentorships.models import HoursAgreement
from mentorlift.mentorships.queries import team_hours as queries
from mentorlift.mentorships.views.surroundings import actor_of, in_own_time
from mentorlift.people.queries import names, organisation_day
from mentorlift.programmes.queries import runnable_programmes
from mentorlift.programmes.role_words import speak_as
from mentorlift.programmes.views.requests import within
from mentorlift.ui.http import Request


@require_GET
@in_own_time
def team(request: Request) -> HttpResponse:
    """Who of mine takes part and at which hours, what I am asked, and what to say to those who wait."""
    now = timezone.now()
    found = queries.team_hours(actor_of(request), now=now, today=organisation_day(now))
    if found is None:
        raise Http404
    asked = [(one, _said(one.said)) for one in found.questions]
    return render(request, "mentorships/team_hours.html", {"hours": found, "asked": asked, "section": "today"})


@require_http_methods(["GET", "POST"])
@in_own_time
def hours(request: Request, cohort_id: UUID) -> HttpResponse:
    """I agree to these hours, or these days are impossible."""
    actor, now = actor_of(request), timezone.now()
    sheet = queries.hours_sheet(actor, cohort_id, now=now, today=organisation_day(now))
    if sheet is None:
        raise Http404
    form = HoursForm(request.POST if request.method == "POST" else None, said=sheet.said)
    if request.method == "POST" and form.is_valid():
        try:
            services.agree_to_hours(cohort=sheet.cohort, **form.days(), actor=actor, now=now)
            messages.success(request, _("Noted, thank you. You can change it here at any time."))
            return redirect("mentorships:team_hours")
        except services.UnableToAgree as error:
            form.add_error(None, str(error))
    programme = sheet.cohort.programme
    context = {
        "sheet": sheet,
        "form": form,
        "said": _said(sheet.said),
        "programme": programme,
        "owner": names([programme.owner_id]).get(programme.owner_id, ""),
        "section": "today",
    }
    return render(request, "mentorships/hours.html", context)


@require_GET
@in_own_time
def managers(request: Request, programme_id: UUID) -> HttpResponse:
    """What each manager said of the hours, for those who run the programme."""
    actor, now = actor_of(request), timezone.now()
    programme = get_object_or_404(runnable_programmes(actor), id=programme_id)
    speak_as(programme.id)
    found = queries.managers_of(actor, programme, now=now, today=organisation_day(now))
    if found is None:
        raise Http404
    intakes = [(one.cohort, [(word, _said(word.said)) for word in one.words]) for one in found.intakes]
    context = within(request, programme, "people", found=found, intakes=intakes)
    return render(request, "mentorships/managers.html", context)


@require_POST
def ask_managers(request: Request, programme_id: UUID) -> HttpResponse:
    """Ask those who were not asked yet."""
    actor = actor_of(request)
    programme = get_object_or_404(runnable_programmes(actor), id=programme_id)
    try:
        asked = services.ask_managers(programme=programme, actor_id=actor.user_id, now=timezone.now())
        text = ngettext("%(n)d manager was asked.", "%(n)d managers were asked.", asked) % {"n": asked}
        messages.success(request, text)
    except services.UnableToAgree as error:
        messages.error(request, str(error))
    return redirect("mentorships:managers", programme_id)


def _said(word: HoursAgreement | None) -> str:
    """What a manager said, in words; nothing where they said nothing."""
    if word is None:
        return ""
    return (
        _("impossible: %(days)s") % {"days": days_in_words(word.days_off)} if word.days_off else _("these hours suit")
    )
