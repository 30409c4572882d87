"""I no longer want to take part: the person's own page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentorlift.mentorships import services
from mentorlift.mentorships.views.surroundings import actor_of
from mentorlift.programmes.models import StepAside
from mentorlift.programmes.queries import own_entry, participant_programmes
from mentorlift.programmes.services import UnableToStepAside
from mentorlift.ui.http import Request


@require_http_methods(["GET", "POST"])
def stepping_aside(request: Request, programme_id: UUID) -> HttpResponse:
    """Step aside, or come back; asked without a reason and without a consequence."""
    actor = actor_of(request)
    programme = participant_programmes(actor).filter(id=programme_id).first()
    if programme is None or own_entry(actor, programme) is None or actor.person_id is None:
        raise Http404
    facts: dict[str, Any] = {
        "programme": programme,
        "person_id": actor.person_id,
        "actor": actor,
        "now": timezone.now(),
    }
    if request.method == "POST":
        try:
            if "back" in request.POST:
                services.come_back(**facts)
                messages.success(request, _("Welcome back."))
            else:
                services.step_aside(kind=StepAside.Kind.WITHDREW, **facts)
                messages.success(request, _("Written down. Nobody is told why, and nothing follows from it."))
        except UnableToStepAside as error:
            messages.error(request, str(error))
        return redirect("mentorships:stepping_aside", programme_id)
    row = StepAside.objects.filter(programme=programme, person_id=actor.person_id, back_at=None).first()
    context = {"programme": programme, "row": row, "section": "today"}
    return render(request, "mentorships/stepping_aside.html", context)
