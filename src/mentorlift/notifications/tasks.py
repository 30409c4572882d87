"""Delivery of the outbox."""

from datetime import timedelta
from smtplib import SMTPException

from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun


@job("notifications.deliver", attempts=9, retry_on=(OSError, SMTPException))
def deliver(run: JobRun, *, message_id: str) -> dict[str, object]:
    """Hand one message to the mail server; a repetition carries the same Message-ID."""
    from mentorlift.notifications.delivery import deliver_message

    return deliver_message(message_id, now=run.now, attempt=run.attempt)


@job("notifications.remove_old_texts", every=timedelta(hours=6))
def remove_old_texts(run: JobRun) -> dict[str, object]:
    """Remove the texts of mails that are older than the organisation keeps them."""
    from mentorlift.notifications.delivery import remove_texts_before

    return {"removed": remove_texts_before(now=run.now)}
