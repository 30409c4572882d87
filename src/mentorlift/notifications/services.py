"""Send mail: written down with the change it tells of, delivered afterwards."""

from datetime import datetime

from django.db import transaction

from mentorlift.notifications.delivery import ask_for_delivery
from mentorlift.notifications.digests import new_message_id
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
    with transaction.atomic():
        message, fresh = Message.objects.get_or_create(
            key=key,
            defaults={
                "message_id": new_message_id(),
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
            ask_for_delivery(message, at=max(now, not_before or now), now=now)
    return message


def forget(*, to: str, now: datetime) -> int:
    """Remove address and texts of all mails to `to` (erasure of a person); the log rows stay. Returns how many."""
    if not to:
        return 0
    return Message.objects.filter(to__iexact=to).update(to="", subject="", body="", calendar=None, text_removed_at=now)
