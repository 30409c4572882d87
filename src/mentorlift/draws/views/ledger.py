"""The draw ledger of a programme, for everybody who may read its life."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mentorlift.draws import ledger as ledgers
from mentorlift.draws import policies, queries, services
from mentorlift.programmes.views.requests import actor_of, cohort_of, found, must, readable, today, within


@require_GET
def ledger(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Every draw with its codes and its time line."""
    programme = readable(request, programme_id)
    context = within(request, programme, "draw", pages=ledgers.ledger(programme, today=today()))
    return render(request, "draws/ledger.html", context)


@require_GET
def archive(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """draw.json and list.csv of every draw as one file."""
    response = HttpResponse(ledgers.archive(readable(request, programme_id)), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="draws.zip"'
    return response


@require_POST
def checking(request: HttpRequest, programme_id: UUID, cohort_id: UUID) -> HttpResponse:
    """Holds one draw again and writes down what came out."""
    programme = readable(request, programme_id)
    must(policies.may_check(actor_of(request)))
    draw = found(queries.draw_of(cohort_of(programme, cohort_id)))
    check = services.check_draw(draw=draw, actor_id=actor_of(request).user_id, now=timezone.now())
    if check.verifies:
        messages.success(request, _("Drawn again just now: everybody came out the same."))
    else:
        messages.error(request, _("Drawn again just now: this draw does not verify."))
    return redirect(f"{reverse('draws:ledger', args=[programme.id])}#draw-{cohort_id}")
