"""Delivery of the outbox."""

from datetime import timedelta
from smtplib import SMTPException

from django.utils.translation import gettext_lazy as _

from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.notifications.delivery import ATTEMPTS, deliver_message, remove_texts_before


@job(
    "notifications.deliver",
    title=_("Send a letter"),
    is_quiet=True,
    attempts=ATTEMPTS,
    retry_on=(OSError, SMTPException),
)
def deliver(run: JobRun, *, message_id: str) -> dict[str, object]:
    """Hand one message to the mail server; a repetition carries the same Message-ID."""
    return deliver_message(message_id, now=run.now, attempt=run.attempt)


@job("notifications.remove_old_texts", title=_("Remove the texts of old letters"), every=timedelta(hours=6))
def remove_old_texts(run: JobRun) -> dict[str, object]:
    """Remove the texts of mails that are older than the organisation keeps them."""
    return {"removed": remove_texts_before(now=run.now)}
