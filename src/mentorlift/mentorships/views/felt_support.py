"""Do you feel supported? One tap on Today."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mentorlift.mentorships import services
from mentorlift.mentorships.queries.felt_support import open_to
from mentorlift.mentorships.views.surroundings import actor_of
from mentorlift.ui.http import Request


@require_POST
def felt_support(request: Request, programme_id: UUID) -> HttpResponse:
    """Keep the answer of one of a pair, the first or another one, and back to Today."""
    actor, now = actor_of(request), timezone.now()
    programme = get_object_or_404(open_to(actor, now=now), id=programme_id)
    answer = request.POST.get("answer", "")
    try:
        services.say_felt_support(programme=programme, answer=answer, actor=actor, now=now)
        messages.success(request, _("Thank you. Nobody reads your answer; it is only ever counted with others."))
    except services.UnableToAnswer as error:
        messages.error(request, str(error))
    return redirect("reports:today")
