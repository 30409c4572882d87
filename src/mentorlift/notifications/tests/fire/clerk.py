"""Writes letters and says what became of them, a word a line, for the test outside the worker."""

import json
import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402

from mentorlift.notifications.models import Delivery, Message, Pace  # noqa: E402
from mentorlift.notifications.services import send  # noqa: E402


def write(number, to="anna@example.com", **facts):
    words = {"subject": f"Letter {number}", "body": f"This is letter {number}.\n.\n..and its end"}
    return send(key=f"letter:{number}", to=to, now=timezone.now(), **words, **facts)


def one(number):
    return {"message_id": write(number).message_id}


def many(number):
    """Ten that can wait, to one person, and ten to ten others."""
    for n in range(10):
        write(f"{number}-{n}", pace=Pace.CAN_WAIT)
        write(f"{number}-to-{n}", to=f"person{n}@example.com")
    return {}


def state(number):
    rows = Delivery.objects.filter(message__key=f"letter:{number}")
    return {"states": list(rows.values_list("state", flat=True))}


def waiting(number):
    return {"left": Message.objects.exclude(deliveries__state__in=Delivery.FINAL).count()}


for line in sys.stdin:
    word, number = line.split()
    sys.stdout.write(json.dumps({"one": one, "many": many, "state": state, "waiting": waiting}[word](number)) + "\n")
    sys.stdout.flush()
