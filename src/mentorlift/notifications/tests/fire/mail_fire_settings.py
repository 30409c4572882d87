"""The product's settings with only the rooms that mail needs, and one that makes a worker linger where it hurts."""

from mentorlift.config.settings import *  # noqa: F403
from mentorlift.config.settings import INSTALLED_APPS as ALL

NEEDED = ("ui", "audit", "jobs", "notifications", "accounts")
INSTALLED_APPS = [
    app for app in ALL if not app.startswith("mentorlift.") or app.removeprefix("mentorlift.") in NEEDED
] + ["lingering.apps.Lingering"]
ROOT_URLCONF = "lingering"
