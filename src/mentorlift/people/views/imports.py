"""A file on its way in: upload, columns, preview, taking over."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorlift.accounts.actors import ActorRequest
from mentorlift.files.faults import Refused
from mentorlift.people import policies
from mentorlift.people.exports import faults_csv
from mentorlift.people.forms import ColumnsForm, UploadForm
from mentorlift.people.models import PeopleImport
from mentorlift.people.queries import directory as queries
from mentorlift.people.queries.comparison import LeavePreview, compared, compared_leave
from mentorlift.people.rules.changes import KINDS
from mentorlift.people.rules.preview import Preview
from mentorlift.people.services import take_over, uploads

SHOWN = 100  # people listed of one kind, faults listed on the page; the rest is counted


@require_http_methods(["GET", "POST"])
def imports(request: ActorRequest) -> HttpResponse:
    """The files so far, and the place to bring in another."""
    _require_importer(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    faults: list[Any] = []
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = uploads.receive(
                chunks=file.chunks(),
                file_name=file.name,
                kind=form.cleaned_data["kind"],
                sheet=form.cleaned_data["sheet"],
                actor_id=request.actor.user_id,
                now=timezone.now(),
            )
        except uploads.UnableToImport as error:
            form.add_error("file", str(error))
        except Refused as refused:
            form.add_error("file", _("Nothing of this file was kept."))
            faults = list(refused.faults)[:SHOWN]
        else:
            return redirect("people:columns", upload_id=upload.id)
    earlier = queries.visible_imports(request.actor).exclude(discarded_at__isnull=False)[:20]
    context = {"form": form, "faults": faults, "earlier": earlier, "section": "people"}
    return render(request, "people/imports.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def columns(request: ActorRequest, upload_id: UUID) -> HttpResponse:
    upload = _open(request, upload_id)
    initial = {"holds_from": upload.holds_from or timezone.localdate(), "here_since": upload.here_since}
    form = ColumnsForm(upload, request.POST or None, initial=initial)
    if form.is_valid():
        cleaned = form.cleaned_data
        uploads.settle(
            upload_id=upload.id,
            mapping=form.mapping,
            kept=cleaned.get("kept", []),
            last_day_worked=cleaned.get("last_day_worked", False),
            holds_from=cleaned.get("holds_from", timezone.localdate()),
            here_since=cleaned.get("here_since"),
            now=timezone.now(),
        )
        return redirect("people:preview", upload_id=upload.id)
    context = {"upload": upload, "form": form, "section": "people"}
    return render(request, "people/columns.html", context, status=400 if form.errors else 200)


@require_GET
def preview(request: ActorRequest, upload_id: UUID) -> HttpResponse:
    upload = _open(request, upload_id)
    if upload.mapped_at is None:
        return redirect("people:columns", upload_id=upload.id)
    found = _compared(upload)
    if request.GET.get("format") == "csv":
        return faults_csv(found.faults)
    context: dict[str, Any] = {
        "upload": upload,
        "preview": found,
        "faults": found.faults[:SHOWN],
        "more_faults": max(0, len(found.faults) - SHOWN),
        "section": "people",
    }
    if isinstance(found, LeavePreview):
        return render(request, "people/preview_leave.html", context)
    groups = [(kind, found.of_kind(kind)) for kind in KINDS]
    context["groups"] = [(kind, changes[:SHOWN], max(0, len(changes) - SHOWN)) for kind, changes in groups if changes]
    return render(request, "people/preview.html", context)


@require_POST
def taking_over(request: ActorRequest, upload_id: UUID) -> HttpResponse:
    upload = _visible(request, upload_id)
    try:
        job = take_over.ask(upload_id=upload.id, actor_id=request.actor.user_id, now=timezone.now())
    except uploads.UnableToImport as error:
        messages.error(request, str(error))
        return redirect("people:import", upload_id=upload.id)
    return redirect("jobs:job", job_id=job.id)


@require_POST
def discarding(request: ActorRequest, upload_id: UUID) -> HttpResponse:
    upload = _visible(request, upload_id)
    uploads.discard(upload_id=upload.id, actor_id=request.actor.user_id, now=timezone.now())
    messages.success(request, _("The file is gone; nothing of it was kept."))
    return redirect("people:imports")


@require_GET
def one_import(request: ActorRequest, upload_id: UUID) -> HttpResponse:
    """What came of a file; an open one leads on to where it stands."""
    upload = _visible(request, upload_id)
    if upload.is_open:
        return redirect("people:preview" if upload.mapped_at else "people:columns", upload_id=upload.id)
    return render(request, "people/import.html", {"upload": upload, "section": "people"})


def _compared(upload: PeopleImport) -> Preview | LeavePreview:
    return compared_leave(upload) if upload.kind == PeopleImport.LEAVE else compared(upload)


def _require_importer(request: ActorRequest) -> None:
    if not policies.may_import(request.actor):
        raise Http404


def _visible(request: ActorRequest, upload_id: UUID) -> PeopleImport:
    return get_object_or_404(queries.visible_imports(request.actor), id=upload_id)


def _open(request: ActorRequest, upload_id: UUID) -> PeopleImport:
    open_ones = queries.visible_imports(request.actor).filter(taken_over_at=None, discarded_at=None)
    return get_object_or_404(open_ones, id=upload_id)
