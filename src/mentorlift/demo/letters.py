"""Letters of programmes that are long over: they stand in the log as sent on their day, and are not sent today."""

from datetime import datetime

from mentorlift.jobs.models import Job
from mentorlift.jobs.services import UNFINISHED, cancel
from mentorlift.notifications.models import Delivery, Message


def settle_past_letters(*, now: datetime) -> None:
    """Mark what waits as delivered when it was written, and cancel the work of writing more of it."""
    for job in Job.objects.filter(UNFINISHED):
        cancel(job_id=job.id, actor_id="", now=now)
    waiting = Message.objects.exclude(deliveries__state=Delivery.State.SENT)
    Delivery.objects.bulk_create(
        [Delivery(message=message, at=message.created_at, state=Delivery.State.SENT) for message in waiting],
        batch_size=500,
    )
