"""Pages that are only read. Each makes one call."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mentorlift.reports.results.page import results_page


@login_required
def results(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """What the programme did, for those who may read figures of a whole programme."""
    page = results_page(request.actor, programme_id)  # type: ignore[attr-defined]
    return render(request, "reports/results.html", {"section": "programmes", **page})
