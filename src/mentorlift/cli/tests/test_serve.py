"""`serve` and `worker` as processes."""

import os
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest

from tests import migrated
from tests.product import free_port

MAIN = "from mentorlift.cli.main import main; main({words})"


@pytest.fixture
def start(tmp_path):
    env = {**os.environ, "MENTORLIFT_DATA": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}"}
    env.pop("PORT", None)

    def start(*words):
        code = MAIN.format(words=list(words))
        return subprocess.Popen([sys.executable, "-c", code], env=env, stderr=subprocess.PIPE, text=True)

    return start


@pytest.mark.parametrize("word", ["serve", "worker"])
def test_a_database_older_than_the_program_is_refused(start, word):
    process = start(word)
    assert process.wait(timeout=60) == 1
    assert "--migrate" in process.stderr.read()


def answer(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


@pytest.mark.slow
def test_it_serves_and_ends_with_ctrl_c(start, tmp_path):
    port = free_port()
    migrated.copied_to(tmp_path / "db.sqlite3")
    server = start("serve", "--migrate", "--port", str(port), "--processes", "1")
    end = time.monotonic() + 90
    while answer(port) != 200:
        assert server.poll() is None, server.stderr.read()
        assert time.monotonic() < end
        time.sleep(0.2)
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=30) == 0
