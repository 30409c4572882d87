"""Write a letter of the set into the outbox."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mentorlift.notifications.models import Message
from mentorlift.notifications.services import send
from mentorlift.programmes.letters.composing import compose
from mentorlift.programmes.letters.kinds import kind_of
from mentorlift.programmes.letters.readers import Addressee
from mentorlift.programmes.models import Programme


def about(programme: Programme) -> str:
    """How the outbox names what a letter is about."""
    return f"programme:{programme.id}"


def letter(
    programme: Programme,
    kind: str,
    reader: Addressee,
    values: Mapping[str, str],
    *,
    key: str,
    now: datetime,
    actor_id: str,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    calendar: bytes | None = None,
    is_secret: bool = False,
) -> dict[str, Any]:
    """The letter `kind` as `put` takes it. Called under `readers.in_words_of` the same reader.

    It leaves in the working hours of its reader, not before `not_before`, and not at all once `expires_at` is past.
    """
    subject, body = compose(programme, kind, values)
    registered = kind_of(kind)
    return {
        "key": key,
        "to": reader.email,
        "subject": subject,
        "body": body,
        "now": now,
        "calendar": calendar,
        "actor_id": actor_id,
        "is_secret": is_secret,
        "pace": registered.pace,
        "kind": kind,
        "about": about(programme) if registered.counted else "",
        "language": reader.language,
        "hours": str(reader.hours),
        "not_before": not_before,
        "expires_at": expires_at,
    }


def write(programme: Programme, kind: str, reader: Addressee, values: Mapping[str, str], **facts: Any) -> Message:
    """Put the `letter` of these arguments into the outbox."""
    return put(letter(programme, kind, reader, values, **facts))


def put(written: Mapping[str, Any]) -> Message:
    """Put a `letter` into the outbox. No room writes to people of a programme in another way."""
    return send(**written)
