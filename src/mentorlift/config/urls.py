"""Addresses: each room brings its own."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from mentorlift.accounts.views import language
from mentorlift.config.health import healthz

ROOMS = ("accounts", "audit", "jobs", "keeping", "notifications", "people", "outcomes", "programmes")
UPPER_ROOMS = ("draws", "mentorships", "trust", "matching", "experiments", "reports")

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("mentorlift.accounts.sign_in_urls")),
    path("language/", language, name="set_language"),
    *[
        path("", include(f"mentorlift.{room}.urls"))
        for room in (*ROOMS, *UPPER_ROOMS)
        if find_spec(f"mentorlift.{room}") and find_spec(f"mentorlift.{room}.urls")
    ],
]
