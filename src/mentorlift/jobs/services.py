"""Ask for work, ask it to stop, and see to it that nothing waits unnoticed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from mentorlift.jobs import registry
from mentorlift.jobs.models import Job
from mentorlift.jobs.tasks import run_job

UNFINISHED = Q(done_at=None, failed_at=None, cancelled_at=None)
_QUEUE_PATIENCE = timedelta(minutes=2)  # how long a dispatched job may lie before the queue is told again
_KEEP_QUIET = timedelta(days=7)


def enqueue(
    name: str,
    *,
    now: datetime,
    requested_by: str = "",
    key: str | None = None,
    due_at: datetime | None = None,
    **arguments: Any,
) -> Job:
    """Ask for the job `name` with JSON `arguments`; it starts once the caller's transaction has committed.

    A `key` makes it idempotent: the job that already has it is returned and no second one made. With `due_at` it
    waits until then. Raises registry.UnknownJob.
    """
    registry.find(name)
    facts = {"name": name, "arguments": arguments, "requested_by": requested_by}
    due = due_at or now
    with transaction.atomic():
        if key is None:
            job, fresh = Job.objects.create(**facts, created_at=now, due_at=due), True
        else:
            job, fresh = Job.objects.get_or_create(key=key, defaults={**facts, "created_at": now, "due_at": due})
        if fresh and due <= now:
            dispatch(job, now=now)
    return job


def dispatch(job: Job, *, now: datetime) -> bool:
    """Tell the queue of the job, unless somebody else just did (compare-and-swap on the time it was last told)."""
    told = Job.objects.filter(UNFINISHED, id=job.id, dispatched_at=job.dispatched_at).update(dispatched_at=now)
    if told:
        run_job.enqueue(str(job.id))
    return bool(told)


def cancel(*, job_id: UUID, actor_id: str, now: datetime) -> Job:
    """Ask the job to stop: at once when it waits, at its next progress when it runs. A finished one stays as it is."""
    open_job = Job.objects.filter(UNFINISHED, id=job_id, cancel_asked_at=None)
    with transaction.atomic():
        open_job.update(cancel_asked_at=now, cancel_asked_by=actor_id)
        Job.objects.filter(UNFINISHED, id=job_id, claim=None).exclude(cancel_asked_at=None).update(cancelled_at=now)
    return Job.objects.get(id=job_id)


def sweep(*, now: datetime) -> int:
    """Hand to the queue whatever is due and nobody works on, and what recurs; returns how many were handed over.

    This is what makes a lost job late, never lost: the queue is told again when a task vanished, when a worker was
    killed and its lease ran out, and when a due date on the job's own row has come.
    """
    _ask_for_recurring(now)
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    untold = (
        Q(dispatched_at=None)
        | Q(dispatched_at__lt=F("due_at"))
        | Q(dispatched_at__lt=F("lease_until"))
        | Q(dispatched_at__lt=now - _QUEUE_PATIENCE)
    )
    waiting = Job.objects.filter(UNFINISHED, free, untold, due_at__lte=now).order_by("due_at")[:500]
    return sum(dispatch(job, now=now) for job in waiting)


def prune(*, now: datetime) -> int:
    """Forget quiet jobs and queue entries a week old; returns the rows gone."""
    from django_tasks_db.models import DBTaskResult

    old = now - _KEEP_QUIET
    jobs, _ = Job.objects.filter(name__in=registry.quiet_names(), created_at__lt=old).exclude(UNFINISHED).delete()
    # of those that run, only what a killed worker left: one that waited for a week may be running just now
    over = Q(started_at__lt=old) | ~Q(status__in=("READY", "RUNNING"))
    tasks, _ = DBTaskResult.objects.filter(over, enqueued_at__lt=old).delete()
    return jobs + tasks


def forget_words(*, before: datetime) -> int:
    """Empty the words of jobs asked for before an instant that have ended: a reason may quote a row of a file, and with
    it a person. Returns how many."""
    worded = Job.objects.filter(created_at__lt=before).exclude(UNFINISHED).exclude(Q(error="") & Q(note=""))
    return worded.update(error="", note="")


def _ask_for_recurring(now: datetime) -> None:
    due = {_slot(registered, now): registered.name for registered in registry.recurring()}
    asked = set(Job.objects.filter(key__in=due).values_list("key", flat=True))
    for key, name in due.items():
        if key not in asked:
            enqueue(name, now=now, key=key)


def _slot(registered: registry.Registered, now: datetime) -> str:
    assert registered.every
    span = int(registered.every.total_seconds())
    return f"{registered.name}@{int(now.timestamp()) // span}x{span}"
