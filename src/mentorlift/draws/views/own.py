"""How I was drawn."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from mentorlift.draws import queries
from mentorlift.people.queries import names
from mentorlift.programmes.queries import participant_programmes
from mentorlift.programmes.views.requests import actor_of, found


@require_GET
def own(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """For everybody on a list of the programme; for everybody else the page does not exist."""
    actor = actor_of(request)
    programme = get_object_or_404(participant_programmes(actor), id=programme_id)
    own_draw = found(queries.own(actor, programme))
    contact = names([programme.owner_id]).get(programme.owner_id, "")
    context = {"programme": programme, "own": own_draw, "cohort": own_draw.entry.cohort, "contact": contact}
    return render(request, "draws/own.html", context)
