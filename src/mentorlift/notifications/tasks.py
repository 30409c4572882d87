"""Delivery of the outbox."""

from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.notifications.delivery import ATTEMPTS, DELIVER, deliver_message, take_up_forgotten


@job(
    DELIVER,
    title=_("Send a letter"),
    is_quiet=True,
    attempts=ATTEMPTS,
    retry_on=(OSError, SMTPException),
)
def deliver(run: JobRun, *, message_id: str) -> dict[str, object]:
    """Hand one message to the mail server; a repetition carries the same Message-ID."""
    return deliver_message(message_id, now=run.now, attempt=run.attempt)


@job("notifications.sweep", title=_("Look for letters that should have left"), every=timedelta(minutes=10))
def sweep(run: JobRun) -> dict[str, object]:
    """Take up letters that no job is about, though they should have left."""
    return {"taken_up": take_up_forgotten(now=run.now)}


@job("notifications.read_bounces", title=_("Read letters that came back"), every=timedelta(minutes=10))
def read_bounces(run: JobRun) -> dict[str, object]:
    """Read the folder of returned mail, where one is set."""
    from mentorlift.notifications.bounces import read_folder

    return {"came_back": read_folder(settings.MAIL_BOUNCES, now=run.now)} if settings.MAIL_BOUNCES else {}
