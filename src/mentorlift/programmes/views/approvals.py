"""Approvals: what is put to whom, what was decided, and the papers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mentorlift.programmes import policies, queries, scope, services
from mentorlift.programmes.forms.approvals import DecisionForm, GivenForm, NotNeededForm
from mentorlift.programmes.models import Approver, Programme
from mentorlift.programmes.queries.approvals import approval_states, document
from mentorlift.programmes.views.requests import actor_of, found, readable, today, within


@require_GET
def approvals(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    programme = readable(request, programme_id)
    parts = scope.scope_of(programme)
    states = approval_states(programme, parts)
    return render(request, "programmes/approvals.html", within(request, programme, "ready", parts=parts, states=states))


@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, programme_id: UUID, approver: str) -> HttpResponse:
    """One approver: decide with one's own hand, or write down what was decided on paper."""
    programme, actor = readable(request, programme_id), actor_of(request)
    if approver not in Approver.values:
        raise Http404
    forms = _forms(request, programme, approver)
    if request.method == "POST":
        chosen = next((name for name in forms if name in request.POST), None)
        if chosen is None:
            raise Http404
        form, keep = forms[chosen]
        if form.is_valid():
            try:
                keep(form)
            except services.UnableToApprove as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Kept, with your name and today's date."))
                return redirect("programmes:approvals", programme.id)
    parts = scope.scope_of(programme)
    state = next(one for one in approval_states(programme, parts) if one.approver == approver)
    shown = {name: form for name, (form, _keep) in forms.items()}
    bound = any(form.is_bound for form in shown.values())
    context = within(request, programme, "ready", parts=parts, state=state, own=policies.may_approve(actor, approver))
    return render(request, "programmes/approval.html", context | {"forms": shown}, status=422 if bound else 200)


@require_GET
def paper(request: HttpRequest, programme_id: UUID, document_id: UUID) -> HttpResponse:
    """The document as it was uploaded, to be kept and never shown inside this site."""
    programme = readable(request, programme_id)
    kept = found(document(actor_of(request), programme, document_id))
    response = HttpResponse(bytes(kept.content), content_type=kept.content_type)
    response["Content-Disposition"] = f'attachment; filename="{kept.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


Keep = Callable[[Any], object]


def _forms(request: HttpRequest, programme: Programme, approver: str) -> dict[str, tuple[Form, Keep]]:
    """Name of the button -> the form that it sends, and what keeps it; only what the actor may do."""
    actor = actor_of(request)
    who: dict[str, Any] = {"programme": programme, "approver": approver, "actor": actor, "now": timezone.now()}
    made: dict[str, tuple[Form, Keep]] = {}

    def data(name: str) -> tuple[Any, Any]:
        sent = request.method == "POST" and name in request.POST
        return (request.POST, request.FILES) if sent else (None, None)

    if policies.may_approve(actor, approver):
        made["approve"] = (
            DecisionForm(*data("approve")),
            lambda form: services.decide(approves=True, **form.cleaned_data, **who),
        )
        made["refuse"] = (
            DecisionForm(*data("refuse")),
            lambda form: services.decide(approves=False, **form.cleaned_data, **who),
        )
    if queries.runnable_programmes(actor).filter(id=programme.id).exists():
        made["given"] = (GivenForm(*data("given"), initial={"decided_on": today()}), lambda form: _keep(form, who))
        made["not_needed"] = (
            NotNeededForm(*data("not_needed")),
            lambda form: services.sign_not_needed(**form.cleaned_data, **who),
        )
    return made


def _keep(form: GivenForm, who: dict[str, Any]) -> object:
    words = {name: form.cleaned_data[name] for name in ("signed_by", "decided_on", "scope_text", "reference")}
    return services.keep_approval(paper=form.paper_read(), **words, **who)
