"""The web process is small: it starts, and answers, without the libraries that only the worker's jobs need."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests import migrated

HEAVY = ["scipy", "numba", "ortools", "duckdb", "altair", "vl_convert", "typst", "pandas", "statsmodels"]
ANSWER_ONE = """
import gc, json, sys
from mentorlift.config.wsgi import application

answered = []
for address in ("/healthz", "/accounts/login/"):
    environment = {
        "REQUEST_METHOD": "GET", "PATH_INFO": address, "SERVER_NAME": "localhost", "SERVER_PORT": "80",
        "wsgi.input": sys.stdin.buffer, "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http", "HTTP_HOST": "localhost",
    }
    body = application(environment, lambda status, headers, *rest: answered.append(status))
    body.close()
set_aside = [gc.get_freeze_count(), *gc.get_threshold()]
print(json.dumps([answered, set_aside, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def test_a_web_process_answers_without_the_heavy_libraries(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "MENTORLIFT_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "mentorlift.config.settings",
    }
    environment.pop("DATABASE_URL", None)
    migrated.copied_to(tmp_path / migrated.FILE)
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, env=environment, check=True)
    run = subprocess.run(
        [sys.executable, "-c", ANSWER_ONE], env=environment, capture_output=True, text=True, check=True
    )
    answered, set_aside, modules = json.loads(run.stdout.splitlines()[-1])
    assert answered == ["200 OK", "200 OK"], run.stderr
    assert [name for name in HEAVY if name in modules] == []
    frozen, between_looks, *_older = set_aside
    assert frozen > 50_000  # what was loaded at the start; no request waits while Python looks through it
    assert between_looks == 10_000  # nor does Python look through what a page uses again and again while it is made
