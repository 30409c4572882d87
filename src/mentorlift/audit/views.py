"""The page of the audit record for administrators and reviewers, and its verification."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from mentorlift.audit import queries, services
from mentorlift.audit.asking import AskedRequest


@require_GET
def records(request: AskedRequest) -> HttpResponse:
    return _page(request, None)


@require_POST
def verification(request: AskedRequest) -> HttpResponse:
    _require_reader(request)
    return _page(request, services.verify_chain())


def _page(request: AskedRequest, check: services.ChainCheck | None) -> HttpResponse:
    _require_reader(request)
    asked = {name: request.GET.get(name, "").strip() for name in ("action", "subject", "actor_id")}
    page = Paginator(queries.visible_records(request.actor, **asked), 100).get_page(request.GET.get("page"))
    context = {"page": page, "asked": asked, "check": check, "section": "audit"}
    return render(request, "audit/records.html", context)


def _require_reader(request: AskedRequest) -> None:
    if not queries.may_read_audit(request.actor):
        raise Http404
