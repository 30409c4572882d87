"""Hand mails to the mail server and write down what became of each."""

from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from mentorlift.notifications.models import Delivery, Message

ATTEMPTS = 9  # the last one about 43 minutes after the first


def deliver_message(message_id: str, *, now: datetime, attempt: int) -> dict[str, object]:
    """Deliver once more unless it was sent. Raises what the mail server raised, after writing it down."""
    message = Message.objects.get(id=message_id)
    if message.deliveries.filter(state=Delivery.State.SENT).exists() or not message.to:
        return {"sent": False}
    try:
        _mail(message).send()
    except (OSError, SMTPException) as error:
        state = Delivery.State.GIVEN_UP if attempt >= ATTEMPTS else Delivery.State.DELAYED
        Delivery.objects.create(message=message, at=now, state=state, detail=_code(error))
        raise
    with transaction.atomic():
        Delivery.objects.get_or_create(message=message, state=Delivery.State.SENT, defaults={"at": now})
        if message.is_secret and not settings.DEMO:
            Message.objects.filter(id=message.id).update(body="", text_removed_at=now)
    return {"sent": True}


def remove_texts_before(*, before: datetime, now: datetime) -> int:
    """Remove address, subject and text of mails written before an instant; the log rows stay. Returns how many."""
    return Message.objects.filter(created_at__lt=before, text_removed_at=None).update(
        to="", subject="", body="", calendar=None, text_removed_at=now
    )


def _mail(message: Message) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        to=[message.to],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    if message.calendar:
        content = bytes(message.calendar).decode()
        method = "CANCEL" if "METHOD:CANCEL" in content else "REQUEST"
        mail.attach_alternative(content, f"text/calendar; method={method}; charset=utf-8")
    return mail


def _code(error: Exception) -> str:
    """The server's code, not its words: those repeat the address."""
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    return f"{type(error).__name__} {code or ''}".strip()
