"""The product's settings with only the rooms the killing needs, and a room whose jobs are slow enough to be hit."""

from mentorlift.config.settings import *  # noqa: F403
from mentorlift.config.settings import INSTALLED_APPS as ALL

NEEDED = ("ui", "audit", "jobs", "notifications", "accounts")
INSTALLED_APPS = [
    app for app in ALL if not app.startswith("mentorlift.") or app.removeprefix("mentorlift.") in NEEDED
] + ["slow_room"]
ROOT_URLCONF = "fire_urls"
