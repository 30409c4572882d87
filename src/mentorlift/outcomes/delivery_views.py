"""Deliveries: folders that other systems fill, and what came of it. One address takes files without a sign-in."""

from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from mentorlift.accounts.actors import ActorRequest
from mentorlift.jobs.services import enqueue
from mentorlift.outcomes import policies
from mentorlift.outcomes.folders import delivery_folder
from mentorlift.outcomes.forms import DeliveryForm
from mentorlift.outcomes.models import Delivery
from mentorlift.outcomes.queries import deliveries as queries
from mentorlift.outcomes.services import deliveries as services
from mentorlift.outcomes.services.uploads import CHUNK, UnableToImport


@require_http_methods(["GET", "POST"])
def deliveries(request: ActorRequest) -> HttpResponse:
    """The folders there are, and the form that opens another."""
    if not policies.may_read_quality(request.actor):
        raise Http404
    may_arrange = policies.may_arrange(request.actor)
    if request.method == "POST" and not may_arrange:
        raise Http404
    form = DeliveryForm(
        request.POST or None, readers=queries.possible_readers(), initial={"told": [request.actor.user_id]}
    )
    if form.is_valid():
        opened = services.open_delivery(**form.cleaned_data, actor_id=request.actor.user_id, now=timezone.now())
        messages.success(request, _("Opened. Make a token, or let the export write into the folder."))
        return redirect("outcomes:delivery", delivery_id=opened.id)
    context = {"form": form, "may_arrange": may_arrange, "section": "outcomes"}
    context["deliveries"] = queries.visible_deliveries(request.actor)
    return render(request, "outcomes/deliveries.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def delivery(request: ActorRequest, delivery_id: UUID) -> HttpResponse:
    """One folder: where it is, when it is looked into, and the log of what came."""
    found = get_object_or_404(queries.visible_deliveries(request.actor), id=delivery_id)
    if request.method == "POST" and not policies.may_arrange(request.actor):
        raise Http404
    initial = {name: getattr(found, name) for name in ("name", "every", "takes_at", "patience")}
    initial["told"] = list(found.told.values_list("id", flat=True))
    form = DeliveryForm(request.POST or None, readers=queries.possible_readers(), initial=initial)
    if form.is_valid():
        services.change_delivery(
            delivery=found, **form.cleaned_data, actor_id=request.actor.user_id, now=timezone.now()
        )
        messages.success(request, _("Kept."))
        return redirect("outcomes:delivery", delivery_id=found.id)
    return _page(request, found, form)


@require_POST
def token(request: ActorRequest, delivery_id: UUID) -> HttpResponse:
    """Makes a token and shows it, this once."""
    found = _arrangeable(request, delivery_id)
    made = services.new_token(delivery=found, actor_id=request.actor.user_id, now=timezone.now())
    return _page(request, found, None, token=made)


@require_POST
def look(request: ActorRequest, delivery_id: UUID) -> HttpResponse:
    """Looks into the folder now, whatever the time of day."""
    found = _arrangeable(request, delivery_id)
    job = enqueue("outcomes.look", now=timezone.now(), requested_by=request.actor.user_id, delivery_id=str(found.id))
    return redirect("jobs:job", job_id=job.id)


@require_POST
def delivery_closing(request: ActorRequest, delivery_id: UUID) -> HttpResponse:
    found = _arrangeable(request, delivery_id)
    services.close_delivery(delivery=found, actor_id=request.actor.user_id, now=timezone.now())
    messages.success(request, _("Closed. Nothing is taken from it any more; what was taken stays."))
    return redirect("outcomes:delivery", delivery_id=found.id)


@csrf_exempt
@login_not_required
@require_http_methods(["PUT", "POST"])
def delivered_file(request: HttpRequest, delivery_id: UUID, file_name: str) -> HttpResponse:
    """Takes the body of the request as a file, for whoever has the token; to others nothing is here."""
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    found = services.delivery_of_token(delivery_id, given.strip()) if kind == "Bearer" else None
    if found is None:
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > settings.UPLOAD_LIMIT:
        return _said(_("The file is larger than %(limit)s MB.") % {"limit": settings.UPLOAD_LIMIT // 2**20}, 413)
    try:
        size = services.leave_file(delivery=found, file_name=file_name, chunks=_chunks(request))
    except UnableToImport as error:
        return _said(str(error), 422)
    took = {"n": size, "time": f"{found.takes_at:%H:%M}"}
    return _said(_("%(n)d bytes are here; they are looked at at %(time)s.") % took, 201)


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(CHUNK):
        yield chunk


def _said(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")


def _arrangeable(request: ActorRequest, delivery_id: UUID) -> Delivery:
    if not policies.may_arrange(request.actor):
        raise Http404
    return get_object_or_404(queries.visible_deliveries(request.actor), id=delivery_id, closed_at=None)


def _page(request: ActorRequest, found: Delivery, form: DeliveryForm | None, *, token: str = "") -> HttpResponse:
    address = reverse("outcomes:delivered_file", args=[found.id, "outcomes.csv"])
    context = {
        "delivery": found,
        "may_arrange": policies.may_arrange(request.actor) and found.closed_at is None,
        "form": form,
        "token": token,
        "folder": delivery_folder(found).resolve(),
        "address": f"{settings.PUBLIC_URL}{address}",
        "readers": queries.told(found),
        "log": Paginator(queries.log(request.actor, found), queries.LOG_PAGE).get_page(request.GET.get("page")),
        "section": "outcomes",
    }
    return render(request, "outcomes/delivery.html", context, status=400 if form and form.errors else 200)
