"""I do not want my figures to count: for everybody on a list, and nobody else's business."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mentorlift.programmes.queries.objections import own_parts
from mentorlift.programmes.services.objections import object_to_measuring, withdraw_objection
from mentorlift.programmes.views.requests import actor_of, found


@never_cache
@require_GET
def objections(request: HttpRequest) -> HttpResponse:
    """What an objection does and does not, and one for each programme one is measured in."""
    context = {"parts": own_parts(actor_of(request)), "section": "today"}
    return render(request, "programmes/objections.html", context)


@require_POST
def objection(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Object, or take it back with `take_back`."""
    actor, now = actor_of(request), timezone.now()
    programme = found(next((one.programme for one in own_parts(actor) if one.programme.id == programme_id), None))
    if "take_back" in request.POST:
        withdraw_objection(programme=programme, actor=actor, now=now)
        messages.success(request, _("Your figures count again from the next answer on."))
    else:
        object_to_measuring(programme=programme, actor=actor, now=now)
        messages.success(request, _("Noted. Your figures are left out of every answer from now on."))
    return redirect("programmes:objections")
