"""Ready to start? Every condition with its owner, and what is signed instead of one; and how it is set up, to read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mentorlift.programmes import policies, queries, readiness, services
from mentorlift.programmes.readiness import Act
from mentorlift.programmes.role_words import in_words_of
from mentorlift.programmes.views.requests import actor_of, readable, runnable, within


@require_GET
def ready(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    programme, now = readable(request, programme_id), timezone.now()
    with in_words_of(programme):
        found = readiness.own_standing(programme, now=now)
    runs = policies.may_run_programmes(actor_of(request))
    rows: list[dict[str, Any]] = [
        {
            "condition": one,
            "state": state,
            "line": _under(str(one.title), str(state.line)),
            "by_name": state.by_name if runs else "",
            "link": state.url if runs or one.key.startswith("approval-") else "",
            "holds_up_inviting": Act.INVITE in one.holds_up,
            "holds_up_drawing": Act.DRAW in one.holds_up,
        }
        for one, state in found
    ]
    missing = [row for row in rows if row["condition"].holds_up and not row["state"].done]
    context = within(request, programme, "ready", now=now, rows=rows, missing=len(missing))
    return render(request, "programmes/ready.html", context)


def _under(title: str, line: str) -> str:
    """The sentence below its title, which is not said a second time."""
    rest = line.removeprefix(f"{title}: ")
    return capfirst(rest) if rest != line else line


@require_GET
def charter(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """How it is set up, to be read: what the wizard asked, without a person or a figure."""
    programme = readable(request, programme_id)
    found = vars(queries.charter(programme))
    return render(request, "programmes/charter.html", within(request, programme, "purpose", **found))


@require_POST
def waiver(request: HttpRequest, programme_id: UUID, condition: str) -> HttpResponse:
    """Sign that a condition need not be met, or take the signature back."""
    programme = runnable(request, programme_id)
    who: dict[str, Any] = {
        "programme": programme,
        "condition": condition,
        "actor": actor_of(request),
        "now": timezone.now(),
    }
    if "withdraw" in request.POST:
        services.withdraw_waiver(**who)
        return redirect("programmes:ready", programme.id)
    try:
        services.waive(reason=request.POST.get("reason", "")[:300], **who)
    except services.UnableToWaive as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Signed. It stands on the list with your name."))
    return redirect("programmes:ready", programme.id)
