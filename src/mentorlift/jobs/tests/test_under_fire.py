"""Workers are killed with -9 where it hurts, many reach for one thing: it is done once. Real processes, real files."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest

FIRE = Path(__file__).parent / "fire"
WORKER = "from mentorlift.cli.main import main; main(['worker'])"


def database(tmp_path):
    """A database of its own on the engine the suite runs on, and how to drop it."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return f"sqlite:///{tmp_path / 'fire.sqlite3'}", lambda: None
    import psycopg

    name = f"fire_{uuid4().hex[:10]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")

    def drop():
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    return url.rpartition("/")[0] + "/" + name, drop


class Field:
    """Where it burns: an environment for subprocesses and the worker in it."""

    def __init__(self, tmp_path, url):
        self.marks = tmp_path / "marks"
        self.env = {
            **os.environ,
            "DATABASE_URL": url,
            "MENTORLIFT_DATA": str(tmp_path),
            "MENTORLIFT_JOBS_LEASE_SECONDS": "1",
            "MENTORLIFT_JOBS_SWEEP_SECONDS": "0.2",
            "DJANGO_SETTINGS_MODULE": "fire_settings",
            "PYTHONPATH": str(FIRE),
        }

    def ask(self, what):
        self.clerk.stdin.write(f"{what}\n")
        self.clerk.stdin.flush()
        return json.loads(self.clerk.stdout.readline())

    def worker(self, linger=""):
        return subprocess.Popen([sys.executable, "-c", WORKER], env={**self.env, "LINGER": linger})

    def wait_for(self, where, times=1):
        self.until(lambda: self.marks.exists() and self.marks.read_text().split().count(where) >= times)

    def until(self, reached, seconds=30):
        end = time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < end, "it did not come to that"
            time.sleep(0.05)


@pytest.fixture(scope="module")
def field(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("fire")
    url, drop = database(tmp_path)
    field = Field(tmp_path, url)
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=field.env, check=True)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, FIRE / "ask.py"], env=field.env, **pipes) as field.clerk:
        yield field
        field.clerk.stdin.close()
    drop()


@pytest.mark.parametrize(
    ("where", "attempts"),
    [
        ("midway", 2),
        pytest.param("inside", 2, marks=pytest.mark.slow),
        pytest.param("after", 1, marks=pytest.mark.slow),
    ],
)
def test_a_job_whose_worker_is_killed_is_done_exactly_once(field, where, attempts):
    field.marks.unlink(missing_ok=True)
    field.ask("enqueue")
    first = field.worker(linger=where)
    field.wait_for(where, times=3 if where == "midway" else 1)
    first.send_signal(signal.SIGKILL)
    first.wait()
    before = field.ask("state")
    assert before["effects"] == (1 if where == "after" else 0)

    second = field.worker()
    try:
        field.until(lambda: field.ask("state")["state"] == "done")
    finally:
        second.send_signal(signal.SIGTERM)
        second.wait(timeout=10)
    assert field.ask("state") == {"state": "done", "attempts": attempts, "effects": 1}


@pytest.mark.slow
def test_a_worker_told_to_stop_ends_at_once_and_the_job_goes_on_elsewhere(field):
    field.marks.unlink(missing_ok=True)
    field.ask("enqueue")
    first = field.worker(linger="midway")
    field.wait_for("midway", times=3)
    first.send_signal(signal.SIGTERM)
    assert first.wait(timeout=5) == 0
    assert field.ask("state")["state"] == "waiting"
    second = field.worker()
    field.until(lambda: field.ask("state")["state"] == "done")
    second.send_signal(signal.SIGTERM)
    second.wait(timeout=10)
    assert field.ask("state")["effects"] == 1


@pytest.mark.parametrize(("when", "kept"), [("before", 0), ("after", 1)])
def test_a_process_killed_while_it_asks_for_work_loses_nothing_it_promised(field, when, kept):
    field.marks.unlink(missing_ok=True)
    before = field.ask("count")["jobs"]
    asking = [sys.executable, FIRE / "ask.py"]
    died = subprocess.run(asking, env=field.env, input=f"die {when} commit\n", text=True, check=False)
    assert died.returncode == -signal.SIGKILL
    assert field.ask("count")["jobs"] == before + kept
    if kept:
        worker = field.worker()
        field.wait_for("after")
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=10)
        assert field.ask("state") == {"state": "done", "attempts": 1, "effects": 1}


def test_writers_at_the_same_time_never_break_the_chain(field):
    assert field.ask("hammer") == {"records": 160, "intact": True}


def test_of_eight_workers_reaching_for_one_job_one_gets_it(field):
    assert field.ask("race") == {"won": 1}


def test_one_invitation_answered_six_times_at_once_makes_one_account(field):
    assert field.ask("invitation") == {"made": 1, "accounts": 1}


def test_two_administrators_who_dismiss_each_other_at_once_leave_one(field):
    assert field.ask("administrators") == {"left": 1}
