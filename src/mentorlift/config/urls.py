"""Addresses: each room brings its own."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from mentorlift.config.health import healthz

ROOMS = ("accounts", "audit", "jobs", "notifications", "people", "outcomes", "programmes")
UPPER_ROOMS = ("draws", "mentorships", "matching", "experiments", "reports")

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    *[
        path("", include(f"mentorlift.{room}.urls"))
        for room in (*ROOMS, *UPPER_ROOMS)
        if find_spec(f"mentorlift.{room}") and find_spec(f"mentorlift.{room}.urls")
    ],
]
