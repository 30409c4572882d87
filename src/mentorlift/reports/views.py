"""Pages that are only read. Each makes one call."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from mentorlift.reports.results.page import results_page
from mentorlift.ui.http import Request


def results(request: Request, programme_id: UUID) -> HttpResponse:
    """What the programme did, for those who may read figures of a whole programme."""
    page = results_page(request.actor, programme_id)
    return render(request, "reports/results.html", {"section": "programmes", **page})
