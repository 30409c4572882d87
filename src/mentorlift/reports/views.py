"""Pages that are only read. Each makes one call."""

from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from mentorlift.programmes.models import Again
from mentorlift.programmes.views.requests import within
from mentorlift.reports.closing.outcome import what_came_out
from mentorlift.reports.results.page import results_of, results_page
from mentorlift.ui.http import Request


def results(request: Request, programme_id: UUID) -> HttpResponse:
    """What the programme did, for those who may read figures of a whole programme."""
    page = results_page(request.actor, programme_id, now=timezone.now())
    return render(request, "reports/results.html", within(request, page.pop("programme"), "results", **page))


def outcome(request: Request, programme_id: UUID) -> HttpResponse:
    """What came out of a closed programme, for everybody who took part."""
    found = what_came_out(request.actor, programme_id, now=timezone.now())
    if found is None:
        raise Http404
    context = {"out": found, "programme": found.programme, "answers": Again.choices, "section": "today"}
    return render(request, "reports/outcome.html", context)


def results_json(request: Request, programme_id: UUID) -> HttpResponse:
    """Every figure of the newest analysis, as the command line writes it."""
    found = results_of(request.actor, programme_id)
    return _attached(JsonResponse(found, json_dumps_params={"indent": 1}), "results.json")


def report(request: Request, programme_id: UUID) -> HttpResponse:
    """The newest analysis as one page that needs nothing else, to read, print and pass on."""
    from mentorlift.files.report import report_page

    return _attached(HttpResponse(report_page(results_of(request.actor, programme_id))), "report.html")


def report_pdf(request: Request, programme_id: UUID) -> HttpResponse:
    """The results page on paper, in the words of the page."""
    from mentorlift.reports.results.paper import results_pdf

    found = results_pdf(request, programme_id, now=timezone.now())
    return _attached(HttpResponse(found, content_type="application/pdf"), "report.pdf")


def proof(request: Request, programme_id: UUID) -> HttpResponse:
    """Plan, draws, results and report as one file: all that proves the newest answer, and nobody's figures."""
    from mentorlift.reports.results.proof import proof_of

    found = proof_of(request.actor, programme_id)
    return _attached(HttpResponse(found, content_type="application/zip"), "proof.zip")


def data_sheet(request: Request, programme_id: UUID) -> HttpResponse:
    """Which data a programme uses, for what, who reads it and how long it is kept; prints well."""
    from mentorlift.reports.data_sheet.page import data_sheet as sheet_of

    page = sheet_of(request.actor, programme_id, now=timezone.now())
    return render(request, "reports/data_sheet.html", {**page, "section": "programmes"})


def data_sheet_pdf(request: Request, programme_id: UUID) -> HttpResponse:
    """The same on paper."""
    from mentorlift.reports.data_sheet.page import data_sheet_pdf as pdf_of

    found = pdf_of(request, request.actor, programme_id, now=timezone.now())
    return _attached(HttpResponse(found, content_type="application/pdf"), "data-sheet.pdf")


def _attached(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
