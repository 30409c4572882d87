"""Several mails to one person as one."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from mentorlift.notifications.models import Delivery, Message, Pace


def new_message_id() -> str:
    """A Message-ID that nobody else makes."""
    return make_msgid(domain=urlsplit(settings.PUBLIC_URL).hostname or "localhost")


def join(parts: Sequence[Message], *, now: datetime) -> Message:
    """One mail with all `parts`, which are settled by it. Inside the caller's transaction, which holds them locked."""
    first = parts[0]
    with override(first.language or settings.LANGUAGE_CODE):
        subject, body = _words(parts)
    together = Message.objects.create(
        key=f"digest:{first.id}",
        message_id=new_message_id(),
        to=first.to,
        subject=subject[:200],
        body=body,
        actor_id=first.actor_id,
        created_at=now,
        hours=first.hours,
        language=first.language,
        pace=Pace.AT_ONCE,
        kind="digest",
        about=first.about if len({part.about for part in parts}) == 1 else "",
        counted_at=now,
    )
    Message.objects.filter(id__in=[part.id for part in parts]).update(joined=together)
    Delivery.objects.bulk_create(Delivery(message=part, at=now, state=Delivery.State.JOINED) for part in parts)
    return together


def _words(parts: Sequence[Message]) -> tuple[str, str]:
    count = ngettext("%(n)d letter in one", "%(n)d letters in one", len(parts)) % {"n": len(parts)}
    subject = f"{count}: {'; '.join(part.subject for part in parts)}"
    intro = _("You get at most two letters a week from us. What could wait comes together in this one.")
    return subject, "\n\n".join([intro, *(f"* {part.subject} *\n\n{part.body}" for part in parts)])
