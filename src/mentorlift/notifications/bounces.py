"""Mail that came back: delivery status notifications (RFC 3464), matched by the Message-ID of what they return.

Whoever writes to the sender's address could make one up, but would have to know the Message-ID, which is random.
"""

import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

from mentorlift.notifications import models

_READ = BytesParser(policy=policy.default)


@dataclass(frozen=True, slots=True)
class Bounce:
    """The mail `message_id` was not delivered. `status`: the enhanced code (RFC 3463), "5.1.1" for no such address."""

    message_id: str
    status: str


def read_bounce(content: bytes) -> Bounce | None:
    """What a mail says of one of ours that failed for good; None for a delay, a receipt and any other mail."""
    report = _READ.parsebytes(content)
    if report.get_content_type() != "multipart/report":
        return None
    failed, message_id = "", ""
    for part in report.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            failed = failed or _failed(part)
        elif kind in ("message/rfc822", "message/rfc822-headers", "text/rfc822-headers"):
            message_id = message_id or _returned(part)
    return Bounce(message_id, failed) if failed and message_id else None


def note_bounce(bounce: Bounce, *, now: datetime) -> bool:
    """Write it down once; False for a mail that is not ours, or known to have come back."""
    message = models.Message.objects.filter(message_id=bounce.message_id).first()
    if message is None:
        return False
    _row, fresh = models.Delivery.objects.get_or_create(
        message=message, state=models.Delivery.State.BOUNCED, defaults={"at": now, "detail": bounce.status}
    )
    return fresh


def read_folder(path: str, *, now: datetime) -> int:
    """Read a Maildir folder (what was read is marked as seen) or an mbox file; returns how many came back anew."""
    bounces = (bounce for content in _unseen(Path(path)) if (bounce := read_bounce(content)))
    return sum(note_bounce(bounce, now=now) for bounce in bounces)


def _unseen(path: Path) -> Iterator[bytes]:
    if path.is_dir():
        folder = mailbox.Maildir(path, factory=None, create=False)
        for key, mail in list(folder.items()):
            if "S" in mail.get_flags():
                continue
            yield mail.as_bytes()
            mail.set_subdir("cur")
            mail.add_flag("S")
            folder[key] = mail
    elif path.exists():
        yield from (mail.as_bytes() for mail in mailbox.mbox(path, create=False))


def _failed(part: "Message[str, str]") -> str:
    """The status of the first recipient for whom it failed. The groups of fields come as messages of their own."""
    groups = part.get_payload()
    for group in groups if isinstance(groups, list) else []:
        if isinstance(group, Message) and str(group.get("Action", "")).strip().lower() == "failed":
            return (str(group.get("Status", "")).split() or ["failed"])[0]
    return ""


def _returned(part: "Message[str, str]") -> str:
    """The Message-ID of the mail that is sent back, whole or by its headers."""
    inner = part.get_payload()
    if isinstance(inner, list):
        (returned,) = inner[:1] or [None]
        return str(returned.get("Message-ID", "")).strip() if isinstance(returned, Message) else ""
    headers = part.get_payload(decode=True)
    found = _READ.parsebytes(headers, headersonly=True) if isinstance(headers, bytes) else Message()
    return str(found.get("Message-ID", "")).strip()
