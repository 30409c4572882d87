"""The delivery log, and the demo's outbox."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from mentorlift.audit.asking import AskedRequest
from mentorlift.notifications import queries


@require_GET
def log(request: AskedRequest) -> HttpResponse:
    if not request.actor.is_administrator:
        raise Http404
    state = request.GET.get("state", "")
    page = Paginator(queries.delivery_log(request.actor, state=state), 50).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "section": "notifications"}
    return render(request, "notifications/log.html", context)


@login_not_required
@require_GET
def demo_outbox(request: AskedRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    page = Paginator(queries.demo_mails(), 50).get_page(request.GET.get("page"))
    return render(request, "notifications/demo_outbox.html", {"page": page})


@login_not_required
@require_GET
def demo_mail(request: AskedRequest, message_id: UUID) -> HttpResponse:
    message = get_object_or_404(queries.demo_mails(), id=message_id)
    return render(request, "notifications/demo_mail.html", {"message": message})
