"""Send mail: written down with the change it tells of, delivered afterwards."""

from datetime import datetime
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from mentorlift.jobs.services import enqueue
from mentorlift.notifications.models import Message, Pace


def send(
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    now: datetime,
    calendar: bytes | None = None,
    actor_id: str = "",
    is_secret: bool = False,
    pace: Pace = Pace.APART,
    kind: str = "",
    about: str = "",
    language: str = "",
    hours: str = "",
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> Message:
    """Put one mail into the outbox, inside the caller's transaction; it is delivered after the commit.

    `key` is made of ids and makes it idempotent: the second call with the same key sends nothing and returns the
    first message. `calendar` is an iCalendar file (notifications.calendar). The text of an `is_secret` mail (a link
    or code to sign in) is removed once it was delivered.

    Without the rest it leaves at once. `hours` (files.working_hours) are those of the reader, outside of which it
    waits; `not_before` is the earliest instant, after `expires_at` it is not sent at all; `pace` says whether it can
    wait for a place among the two a week. `kind` and `about` are what the delivery log is asked by.
    """
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    with transaction.atomic():
        message, fresh = Message.objects.get_or_create(
            key=key,
            defaults={
                "message_id": make_msgid(domain=host),
                "to": to,
                "subject": " ".join(subject.split())[:200],
                "body": body,
                "calendar": calendar,
                "is_secret": is_secret,
                "actor_id": actor_id,
                "created_at": now,
                "pace": pace,
                "kind": kind,
                "about": about,
                "language": language,
                "hours": hours,
                "not_before": not_before,
                "expires_at": expires_at,
            },
        )
        if fresh:
            enqueue(
                "notifications.deliver",
                now=now,
                requested_by=actor_id,
                key=f"deliver:{message.id}",
                message_id=str(message.id),
            )
    return message


def forget(*, to: str, now: datetime) -> int:
    """Remove address and texts of all mails to `to` (erasure of a person); the log rows stay. Returns how many."""
    if not to:
        return 0
    return Message.objects.filter(to__iexact=to).update(to="", subject="", body="", calendar=None, text_removed_at=now)
