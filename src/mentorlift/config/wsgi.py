"""The web application for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorlift.config.settings")
application = get_wsgi_application()

get_resolver().url_patterns  # noqa: B018 - reads every view now, not during somebody's first request
# All this stays until the process ends. Python's collector need not search it again and again while somebody waits.
gc.collect()
gc.freeze()
