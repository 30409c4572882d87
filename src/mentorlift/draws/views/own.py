"""How I was drawn."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from mentorlift.draws import queries
from mentorlift.people.queries import names
from mentorlift.programmes.queries import participant_programmes
from mentorlift.programmes.views.requests import actor_of


@require_GET
def own(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """For everybody on a list of the programme; for everybody else the page does not exist."""
    actor = actor_of(request)
    programme = get_object_or_404(participant_programmes(actor), id=programme_id)
    found = queries.own(actor, programme)
    if found is None:
        raise Http404
    contact = names([programme.owner_id]).get(programme.owner_id, "")
    context = {"programme": programme, "own": found, "cohort": found.entry.cohort, "contact": contact}
    return render(request, "draws/own.html", context)
