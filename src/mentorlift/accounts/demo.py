"""The doors of the demo: enter as any role with one click. Only where the demo flag is on; nowhere else is it there."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from mentorlift.accounts import queries

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@require_GET
def doors(request: HttpRequest) -> HttpResponse:
    _require_demo()
    return render(request, "accounts/demo.html")


@login_not_required
@require_POST
def entry(request: HttpRequest) -> HttpResponse:
    _require_demo()
    door = get_object_or_404(queries.demo_doors(), role=request.POST.get("role", ""))
    logout(request)
    login(request, door.user, backend=BACKEND)
    record_authentication(request, door.user, method="demo")
    return redirect("/")


def _require_demo() -> None:
    if not settings.DEMO:
        raise Http404
