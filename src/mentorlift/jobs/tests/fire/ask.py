"""Answers what the test asks from outside the worker, a word a line (see ANSWERS at the end)."""

import json
import os
import signal
import sys
import threading
from contextlib import suppress

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from mentorlift.accounts.models import GrantedRole, User  # noqa: E402
from mentorlift.accounts.services import (  # noqa: E402
    UnableToAccept,
    UnableToChangeRole,
    accept,
    create_account,
    grant_role,
    invite,
    revoke_role,
)
from mentorlift.audit.models import AuditRecord  # noqa: E402
from mentorlift.audit.services import record, verify_chain  # noqa: E402
from mentorlift.jobs.models import Job  # noqa: E402
from mentorlift.jobs.services import enqueue  # noqa: E402
from mentorlift.jobs.work import _claim  # noqa: E402


def in_threads(count, function):
    def run(number):
        try:
            function(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]


def hammer():
    def write(number):
        for step in range(20):
            record(actor_id="", action="test.hammer", subject=f"{number}:{step}", now=timezone.now())

    in_threads(8, write)
    check = verify_chain()
    return {"records": AuditRecord.objects.filter(action="test.hammer").count(), "intact": check.intact}


def race():
    job, won = enqueue("slow.work", now=timezone.now()), []

    def claim(number):
        if _claim(job.id, now=timezone.now()):
            won.append(number)

    in_threads(8, claim)
    job.delete()
    return {"won": len(won)}


def state():
    job = Job.objects.filter(name="slow.work").latest("created_at")
    effects = AuditRecord.objects.filter(action="slow.effect", subject=f"job:{job.id}").count()
    return {"state": job.state, "attempts": job.attempts, "effects": effects}


def ask():
    return {"id": str(enqueue("slow.work", now=timezone.now()).id)}


def invitation():
    invited = invite(email="anna@example.com", person_id=None, actor_id="", now=timezone.now())
    made = []

    def answer(number):
        with suppress(UnableToAccept):
            made.append(accept(invitation_id=invited.id, password=f"quiet-harbour-{number}", now=timezone.now()))

    in_threads(6, answer)
    return {"made": len(made), "accounts": User.objects.filter(email="anna@example.com").count()}


def administrators():
    users = [create_account(email=f"{name}@example.com", person_id=None) for name in ("one", "two")]
    for user in users:
        grant_role(user_id=user.id, role="administrator", actor_id="", now=timezone.now())

    def dismiss(number):
        with suppress(UnableToChangeRole):
            revoke_role(user_id=users[number].id, role="administrator", actor_id="", now=timezone.now())

    in_threads(2, dismiss)
    return {"left": GrantedRole.objects.filter(role="administrator", revoked_at=None).count()}


def count():
    return {"jobs": Job.objects.filter(name="slow.work").count()}


def die(after_commit):
    """What befalls a web process in the middle of a request, or just when it is through."""
    with transaction.atomic():
        enqueue("slow.work", now=timezone.now())
        if not after_commit:
            os.kill(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


ANSWERS = {
    "count": count,
    "die before commit": lambda: die(False),
    "die after commit": lambda: die(True),
    "enqueue": ask,
    "state": state,
    "hammer": hammer,
    "race": race,
    "invitation": invitation,
    "administrators": administrators,
}
for line in sys.stdin:
    sys.stdout.write(json.dumps(ANSWERS[line.strip()]()) + "\n")
    sys.stdout.flush()
