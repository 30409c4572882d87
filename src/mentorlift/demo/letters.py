"""Letters of programmes that are long over: they stand in the log as sent on their day, and are not sent today."""

from mentorlift.jobs.models import Job
from mentorlift.jobs.services import UNFINISHED
from mentorlift.notifications.models import Delivery, Message


def settle_past_letters() -> None:
    """Mark what waits as delivered when it was written, and drop the work of writing more of it.

    Dropped and not stopped: nobody asked it to stop, and a list full of stopped work reads like a broken machine.
    """
    Job.objects.filter(UNFINISHED).delete()
    waiting = Message.objects.exclude(deliveries__state=Delivery.State.SENT)
    Delivery.objects.bulk_create(
        [Delivery(message=message, at=message.created_at, state=Delivery.State.SENT) for message in waiting],
        batch_size=500,
    )
