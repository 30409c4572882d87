"""A worker is killed with -9 at every step of handing a mail to a real mail server: nothing is lost. Real processes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mentorlift.jobs.tests.test_under_fire import database
from mentorlift.notifications.tests.mail_server import MailServer

FIRE = Path(__file__).parent / "fire"
WORKER = "from mentorlift.cli.main import main; main(['worker'])"


class Post:
    """A mail server, workers that hand over to it, and a clerk who writes letters."""

    def __init__(self, folder, url):
        self.server, self.place = MailServer(), folder / "place"
        self.env = {
            **os.environ,
            "DATABASE_URL": url,
            "MENTORLIFT_DATA": str(folder),
            "MENTORLIFT_SMTP": self.server.address,
            "MENTORLIFT_JOBS_LEASE_SECONDS": "1",
            "MENTORLIFT_JOBS_SWEEP_SECONDS": "0.2",
            "DJANGO_SETTINGS_MODULE": "mail_fire_settings",
            "PYTHONPATH": str(FIRE),
        }

    def ask(self, word, number):
        self.clerk.stdin.write(f"{word} {number}\n")
        self.clerk.stdin.flush()
        return json.loads(self.clerk.stdout.readline())

    def worker(self, linger=""):
        return subprocess.Popen([sys.executable, "-c", WORKER], env={**self.env, "LINGER": linger})

    def copies(self, message_id):
        return sum(mail["Message-ID"] == message_id for mail in self.server.mails)

    def until(self, reached, seconds=30):
        end = time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < end, "it did not come to that"
            time.sleep(0.05)


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    folder = tmp_path_factory.mktemp("post")
    url, drop = database(folder)
    post = Post(folder, url)
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=post.env, check=True)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, FIRE / "clerk.py"], env=post.env, **pipes) as post.clerk:
        yield post
        post.clerk.stdin.close()
    post.server.shutdown()
    drop()


@pytest.mark.parametrize(
    ("where", "copies"),
    [
        pytest.param("greeting", 1, marks=pytest.mark.slow),  # the server has not even said hello
        pytest.param("data", 1, marks=pytest.mark.slow),  # it knows from whom and to whom
        ("text", 1),  # it has the whole text and not the dot after it: it throws that away
        pytest.param("marked", 1, marks=pytest.mark.slow),  # as before, but the outbox cannot tell it from the next
        ("answer", 2),  # it has the mail, and its answer has not come: nobody can know
        pytest.param("answered", 2, marks=pytest.mark.slow),  # the answer has come and is not written down
        pytest.param("written", 1, marks=pytest.mark.slow),  # it is
    ],
)
def test_a_mail_whose_worker_is_killed_is_not_lost_and_twice_only_where_nobody_can_know(post, where, copies):
    server = post.server
    post.place.unlink(missing_ok=True)
    server.hold, before = where, server.reached[where]
    server.go_on.clear()
    message_id = post.ask("one", where)["message_id"]
    first = post.worker(linger=where)
    post.until(lambda: server.reached[where] > before or post.place.exists())
    first.send_signal(signal.SIGKILL)
    first.wait()
    server.hold = ""
    server.go_on.set()

    second = post.worker()
    try:
        post.until(lambda: "sent" in post.ask("state", where)["states"] and not post.ask("waiting", 0)["left"])
    finally:
        second.send_signal(signal.SIGTERM)
        second.wait(timeout=10)
    assert post.copies(message_id) == copies
    states = post.ask("state", where)["states"]
    # where it can have been twice, the log says so
    assert states == (["unsure", "sent"] if where in ("marked", "answer", "answered") else ["sent"])
    assert {mail["Message-ID"] for mail in server.mails if mail["Subject"] == f"Letter {where}"} == {message_id}


def test_two_workers_one_killed_send_everything_once_and_at_most_two_to_one_person(post):
    post.ask("many", "x")
    seen = len(post.server.taken)
    workers = [post.worker(), post.worker()]
    post.until(lambda: len(post.server.taken) > seen + 2)
    workers[0].send_signal(signal.SIGKILL)
    workers[0].wait()
    try:
        post.until(lambda: not post.ask("waiting", 0)["left"])
    finally:
        workers[1].send_signal(signal.SIGTERM)
        workers[1].wait(timeout=10)
    mails = post.server.mails[seen:]
    texts = {mail["Message-ID"]: f"{mail['To']} {mail.get_content()}" for mail in mails}  # a copy is seen once
    to_anna = [text for text in texts.values() if text.startswith("anna@")]
    assert 1 <= len(to_anna) <= 2
    assert all(sum(f"letter x-{n}." in text for text in to_anna) == 1 for n in range(10))
    assert all(sum(f"letter x-to-{n}." in text for text in texts.values()) == 1 for n in range(10))
    assert len(mails) - len(texts) <= 1
