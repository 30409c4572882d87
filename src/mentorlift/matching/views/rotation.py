"""The pages of a plan of weekly pairs: its weeks, and publishing them."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mentorlift.matching import services
from mentorlift.matching.models import Draft
from mentorlift.matching.queries.plan_page import plan_view
from mentorlift.matching.views.surroundings import actor_of, surroundings


def plan_page(request: HttpRequest, draft: Draft, context: dict[str, object]) -> HttpResponse:
    """The weeks one under the other, with whoever has a week off; of thousands of pairs one week at a time."""
    search = request.GET.get("q", "").strip()
    week = request.GET.get("week", "")
    view = plan_view(
        draft,
        search=search,
        week=int(week) if re.fullmatch(r"[0-9]{1,4}", week) else 0,
        page=request.GET.get("page"),
        today=timezone.localdate(),
    )
    return render(request, "matching/rotation.html", context | {"view": view, "q": search})


def publish_page(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The last look before everybody is told: up to which week."""
    today, faults = timezone.localdate(), []
    view = plan_view(draft, today=today)
    weeks = [week.number for week in view.to_publish]
    up_to = weeks[-1] if weeks else 0
    if request.method == "POST" and weeks:
        sent = request.POST.get("up_to", "")
        up_to = int(sent) if sent.isdecimal() and int(sent) in weeks else 0
        try:
            opened = services.publish_weeks(
                draft=draft, up_to=up_to, actor=actor_of(request), now=timezone.now(), today=today
            )
            messages.success(request, _("%(n)d talks are published; everybody is told once.") % {"n": len(opened)})
            return redirect("matching:draft", draft.id)
        except services.UnableToPublish as error:
            faults = error.faults
    context = {"draft": draft, "view": view, "up_to": up_to, "faults": faults}
    return render(request, "matching/rotation_publication.html", surroundings(draft.cohort, draft.group) | context)
