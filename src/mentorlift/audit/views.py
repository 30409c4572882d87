"""The administrator's page of the audit record, and its verification."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from mentorlift.audit import queries, services


@require_GET
def records(request: HttpRequest) -> HttpResponse:
    return _page(request, None)


@require_POST
def verification(request: HttpRequest) -> HttpResponse:
    _require_administrator(request)
    return _page(request, services.verify_chain())


def _page(request: HttpRequest, check: services.ChainCheck | None) -> HttpResponse:
    _require_administrator(request)
    asked = {name: request.GET.get(name, "").strip() for name in ("action", "subject", "actor_id")}
    page = Paginator(queries.visible_records(request.actor, **asked), 100).get_page(request.GET.get("page"))
    context = {"page": page, "asked": asked, "check": check, "section": "audit"}
    return render(request, "audit/records.html", context)


def _require_administrator(request: HttpRequest) -> None:
    if not request.actor.is_administrator:
        raise Http404
