"""Figures: which there are, the files that brought them, and what is wrong with them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorlift.accounts.actors import ActorRequest
from mentorlift.outcomes import policies
from mentorlift.outcomes.forms import UnitForm, UploadForm
from mentorlift.outcomes.models import OutcomeImport
from mentorlift.outcomes.queries import pages as queries
from mentorlift.outcomes.queries.calendar import calendar
from mentorlift.outcomes.queries.units import currency_of_files
from mentorlift.outcomes.services import units, uploads
from mentorlift.people.exports import csv_response

HEADER = ("person_id", "date", "what")
FAULTS_SHOWN = 100


@require_GET
def metrics(request: ActorRequest) -> HttpResponse:
    _require_reader(request)
    context = {
        "metrics": queries.visible_metrics(request.actor),
        "may_import": policies.may_import(request.actor),
        "may_name": policies.may_name_units(request.actor),
        "calendar": calendar(),
        "waiting": queries.visible_imports(request.actor).filter(taken_over_at=None, refused_at=None)[:10],
        "section": "outcomes",
    }
    return render(request, "outcomes/metrics.html", context)


@require_http_methods(["GET", "POST"])
def unit(request: ActorRequest, metric: str) -> HttpResponse:
    """What one of a figure is, and in which money it comes."""
    if not policies.may_name_units(request.actor):
        raise Http404
    found = get_object_or_404(queries.visible_metrics(request.actor), name=metric)
    form = UnitForm(request.POST or None, metric=found, fixed_currency=currency_of_files(found))
    if form.is_valid():
        try:
            units.name_unit(metric=found, **form.cleaned_data, actor_id=request.actor.user_id, now=timezone.now())
        except units.UnableToName as error:
            form.add_error("currency", str(error))
        else:
            messages.success(request, _("Kept."))
            return redirect("outcomes:metrics")
    context = {"metric": found, "form": form, "section": "outcomes"}
    return render(request, "outcomes/unit.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def imports(request: ActorRequest) -> HttpResponse:
    """The files so far, and the place to bring in another."""
    _require_reader(request)
    may_import = policies.may_import(request.actor)
    if request.method == "POST" and not may_import:
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            upload = _received(request, form.cleaned_data)
        except uploads.UnableToImport as error:
            form.add_error("file", str(error))
        else:
            return redirect("jobs:job", job_id=upload.job_id)
    page = Paginator(queries.visible_imports(request.actor), 30).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "may_import": may_import, "section": "outcomes"}
    return render(request, "outcomes/imports.html", context, status=400 if form.errors else 200)


@require_GET
def one_import(request: ActorRequest, import_id: UUID) -> HttpResponse:
    upload = get_object_or_404(queries.visible_imports(request.actor), id=import_id)
    shows_codes = policies.may_see_codes(request.actor)
    context = {
        "upload": upload,
        "corrected": sum(corrected for _rows, _new, corrected in upload.days.values()),
        "faults": upload.faults[:FAULTS_SHOWN] if shows_codes else [],
        "more_faults": max(0, len(upload.faults) - FAULTS_SHOWN) + upload.more_faults,
        "may_import": policies.may_import(request.actor),
        "section": "outcomes",
    }
    return render(request, "outcomes/import.html", context)


@require_POST
def withdrawal(request: ActorRequest, import_id: UUID) -> HttpResponse:
    from mentorlift.outcomes.services.take_over import withdraw

    if not policies.may_import(request.actor):
        raise Http404
    upload = get_object_or_404(queries.visible_imports(request.actor), id=import_id)
    try:
        withdraw(import_id=upload.id, actor_id=request.actor.user_id, now=timezone.now())
    except uploads.UnableToImport as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The file does not count any more; what it had replaced counts again."))
    return redirect("outcomes:import", import_id=import_id)


@require_GET
def quality(request: ActorRequest) -> HttpResponse:
    _require_reader(request)
    context = {
        "left_out": queries.left_out_by_reason(request.actor),
        "negative": queries.negative_by_metric(request.actor),
        "metrics": queries.visible_metrics(request.actor),
        "imports": queries.visible_imports(request.actor).filter(taken_over_at__isnull=False, withdrawn_at=None),
        "section": "outcomes",
    }
    return render(request, "outcomes/quality.html", context)


@require_GET
def quality_rows(request: ActorRequest, cause: str) -> HttpResponse:
    """The rows behind one cause as a CSV: `left-out`, `negative` or `missing`, of what `of` says."""
    _require_reader(request)
    of = request.GET.get("of", "")
    if cause == "left-out":
        rows = queries.rows_left_out(request.actor, of)
    elif cause in {"negative", "missing"}:
        metric = get_object_or_404(queries.visible_metrics(request.actor), name=of)
        found = queries.rows_below_zero if cause == "negative" else queries.days_missing
        rows = found(request.actor, metric)
    else:
        raise Http404
    return csv_response(f"{cause}.csv", HEADER, rows)


def _received(request: ActorRequest, cleaned: dict[str, Any]) -> OutcomeImport:
    who = {"every": cleaned["every"], "actor_id": request.actor.user_id, "now": timezone.now()}
    if cleaned.get("inbox"):
        return uploads.receive_from_inbox(file_name=cleaned["inbox"], **who)
    return uploads.receive(chunks=cleaned["file"].chunks(), file_name=cleaned["file"].name, **who)


def _require_reader(request: ActorRequest) -> None:
    if not policies.may_read_quality(request.actor):
        raise Http404
