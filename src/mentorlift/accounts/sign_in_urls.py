"""allauth's pages without the two that open a side door: signing up, and changing the address oneself.

Addresses come from the directory, accounts from an invitation. Both names stay, because allauth asks for them.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path


@login_not_required
def nothing_here(request: HttpRequest, **_arguments: object) -> HttpResponse:
    raise Http404


urlpatterns = [
    path("signup/", nothing_here, name="account_signup"),
    path("email/", nothing_here, name="account_email"),
    path("", include("allauth.urls")),
]
