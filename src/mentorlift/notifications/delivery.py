"""Hand mails to the mail server, when they may leave, and write down what became of each.

Nothing is lost: a message is settled by a row and by nothing else. It is sent once: an attempt claims the message,
and right before the last dot, after which the server may have taken it, the claim is asked again and the moment
written down. Whoever finds that moment without an answer after it (the worker was killed just then) cannot know whether
the mail was taken; it goes out again under the same Message-ID. See docs/decisions/letters.md.
"""

from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mentorlift.jobs.models import Job
from mentorlift.jobs.services import UNFINISHED, enqueue
from mentorlift.notifications.digests import join
from mentorlift.notifications.handing_over import Mail
from mentorlift.notifications.models import Delivery, Message, Pace
from mentorlift.notifications.pacing import free_at, open_messages, opens_at, waiting_with

ATTEMPTS = 9  # the last one about 43 minutes after the first
DELIVER = "notifications.deliver"
_FORGOTTEN_AFTER = timedelta(minutes=10)
_LOOK_BACK = timedelta(days=30)


class ClaimLost(Exception):
    """Another worker took the message over while this one was silent; it was not handed over here."""


def deliver_message(message_id: str, *, now: datetime, attempt: int) -> dict[str, object]:
    """Deliver if it may leave now and is not settled. Raises what the mail server raised, after writing it down."""
    message = _take(message_id, now)
    if message is None:
        return {"sent": False}
    try:
        _mail(message).send()
    except ClaimLost:
        return {"sent": False}
    except (OSError, SMTPException) as error:
        if isinstance(error, SMTPResponseException | SMTPRecipientsRefused):
            _ours(message).update(ending_at=None)  # the server said no, so it does not have it
        if _takes_no_mail(error):
            Delivery.objects.get_or_create(
                message=message, state=Delivery.State.BOUNCED, defaults={"at": now, "detail": _code(error)}
            )
            return {"sent": False}
        state = Delivery.State.GIVEN_UP if attempt >= ATTEMPTS else Delivery.State.DELAYED
        Delivery.objects.create(message=message, at=now, state=state, detail=_code(error))
        raise
    with transaction.atomic():
        Delivery.objects.get_or_create(message=message, state=Delivery.State.SENT, defaults={"at": now})
        if message.is_secret and not settings.DEMO:
            Message.objects.filter(id=message.id).update(body="", text_removed_at=now)
    return {"sent": True}


def ask_for_delivery(message: Message, *, at: datetime, now: datetime) -> None:
    """Have it delivered at an instant; asked for twice it is done once."""
    key = f"deliver:{message.id}" if at <= now else f"deliver:{message.id}:{at:%Y%m%d%H%M%S}"
    enqueue(DELIVER, now=now, requested_by=message.actor_id, key=key, due_at=at, message_id=str(message.id))


def take_up_forgotten(*, now: datetime) -> int:
    """Ask again for what should have left and that no job is about; returns how many."""
    due = Message.objects.filter(created_at__gt=now - _LOOK_BACK, created_at__lt=now - _FORGOTTEN_AFTER)
    waiting = {str(message.id): message for message in open_messages(due).order_by("created_at")[:2000]}
    jobs = Job.objects.filter(UNFINISHED, name=DELIVER).values_list("arguments__message_id", flat=True)
    forgotten = [waiting[one] for one in waiting.keys() - set(jobs)]
    for message in forgotten:
        enqueue(DELIVER, now=now, key=f"deliver:{message.id}:again:{now:%Y%m%d%H%M}", message_id=str(message.id))
    return len(forgotten)


def remove_texts_before(*, before: datetime, now: datetime) -> int:
    """Remove address, subject and text of mails written before an instant; the log rows stay. Returns how many."""
    return Message.objects.filter(created_at__lt=before, text_removed_at=None).update(
        to="", subject="", body="", calendar=None, text_removed_at=now
    )


@transaction.atomic
def _take(message_id: str, now: datetime) -> Message | None:
    """Claim the message for this attempt; None when it is settled, has to wait, or leaves as part of another."""
    address = Message.objects.values_list("to", flat=True).get(id=message_id)
    if not address:
        return None
    # two workers with mails to one person stand in line here, so that they count alike
    locked = {one.id: one for one in Message.objects.select_for_update().filter(to=address).order_by("id").only("id")}
    message = Message.objects.get(id=message_id)
    if message.id not in locked or not open_messages(Message.objects.filter(id=message.id)).exists():
        return None
    if message.expires_at and message.expires_at <= now:
        return _expire(message, now)
    if (opens := opens_at(message, now)) > now:
        ask_for_delivery(message, at=opens, now=now)
        return None
    if message.pace == Pace.CAN_WAIT and message.claim is None:
        return _with_a_place(message, now)
    return _claim(message, now)


def _with_a_place(message: Message, now: datetime) -> Message | None:
    """Leave if the week has a place for it, together with whatever else waits for one."""
    if (free := free_at(message, now)) > now:
        if message.expires_at and message.expires_at <= free:
            return _expire(message, now)
        ask_for_delivery(message, at=free, now=now)
        return None
    if others := waiting_with(message, now):
        together = join(sorted([message, *others], key=lambda one: (one.created_at, one.id)), now=now)
        ask_for_delivery(together, at=now, now=now)
        return None
    return _claim(message, now)


def _claim(message: Message, now: datetime) -> Message:
    if message.ending_at is not None:
        Delivery.objects.create(message=message, at=now, state=Delivery.State.UNSURE)
    message.claim, message.ending_at = uuid4(), None
    if message.pace != Pace.APART and message.counted_at is None:
        message.counted_at = now
    message.save(update_fields=["claim", "ending_at", "counted_at"])
    return message


def _expire(message: Message, now: datetime) -> Message | None:
    Delivery.objects.create(message=message, at=now, state=Delivery.State.EXPIRED)
    return None


def _mail(message: Message) -> Mail:
    mail = Mail(
        subject=message.subject,
        body=message.body,
        to=[message.to],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    if message.calendar:
        content = bytes(message.calendar).decode()
        method = next((word for word in ("CANCEL", "PUBLISH") if f"METHOD:{word}" in content), "REQUEST")
        mail.attach_alternative(content, f"text/calendar; method={method}; charset=utf-8")
    mail.before_end = lambda: _about_to_end(message)
    return mail


def _about_to_end(message: Message) -> None:
    """Written down before the server gets the last dot. Raises ClaimLost, and then it gets none."""
    if not _ours(message).update(ending_at=timezone.now()):
        raise ClaimLost


def _ours(message: Message) -> QuerySet[Message]:
    """The row while no other attempt has claimed it."""
    return Message.objects.filter(id=message.id, claim=message.claim)


def _takes_no_mail(error: Exception) -> bool:
    """Whether the server refused the address for good (RFC 5321: 5yz), which no repetition changes."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return bool(error.recipients) and all(code >= 500 for code, _answer in error.recipients.values())


def _code(error: Exception) -> str:
    """The server's code, not its words: those repeat the address."""
    if isinstance(error, SMTPRecipientsRefused):
        return f"{type(error).__name__} {' '.join(str(code) for code, _answer in error.recipients.values())}".strip()
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    return f"{type(error).__name__} {code or ''}".strip()
