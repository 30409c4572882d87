"""An intake in which protégés choose for themselves: begin it, see how far it is, end it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentorlift.matching import services
from mentorlift.matching.forms import ChoosingForm
from mentorlift.matching.models import Group
from mentorlift.matching.queries.choosing import may_begin, open_choosing_of
from mentorlift.matching.queries.requests import progress
from mentorlift.matching.views.surroundings import actor_of, own_cohort, surroundings
from mentorlift.people.queries import organisation_day


@require_http_methods(["GET", "POST"])
def choosing(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    """How far the choosing is; before it, what it means and the button that begins it."""
    cohort, now = own_cohort(request, cohort_id), timezone.now()
    form = ChoosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.open_choosing(cohort=cohort, **form.cleaned_data, actor=actor_of(request), now=now)
            messages.success(request, _("Everybody drawn to be mentored now can choose, and is told by mail."))
            return redirect("matching:choosing", cohort_id)
        except services.UnableToOpenChoosing as error:
            form.add_error(None, error.faults)
    context = surroundings(cohort, Group.NOW)
    present = open_choosing_of(cohort)
    if present is None:
        context |= {"form": form, "may_begin": may_begin(cohort, Group.NOW)}
        return render(request, "matching/choosing_begin.html", context)
    pages = {"asking_page": request.GET.get("asking"), "page": request.GET.get("page")}
    shown = progress(present, today=organisation_day(now), **pages)
    return render(request, "matching/choosing.html", context | {"view": shown, "choosing": present})


@require_POST
def choosing_end(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    """Back to a draft for those who are left."""
    cohort = own_cohort(request, cohort_id)
    present = open_choosing_of(cohort)
    if present is not None:
        services.close_choosing(choosing=present, actor=actor_of(request), now=timezone.now())
        messages.success(request, _("Nobody chooses here any more. A draft can be made for those who are left."))
    return redirect("matching:matching", cohort_id)
