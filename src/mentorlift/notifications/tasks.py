"""Delivery of the outbox."""

from smtplib import SMTPException

from django.utils.translation import gettext_lazy as _

from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.notifications.delivery import ATTEMPTS, deliver_message


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
