"""The web application for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from mentorlift.config import collector

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorlift.config.settings")
application = get_wsgi_application()

get_resolver().url_patterns  # noqa: B018 - reads every view now, not during somebody's first request
collector.settle()
