"""Do the work: claim a job, run it under a lease with a heartbeat, write down how it ended."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from django.db import OperationalError, connection
from django.db.models import F, Q
from django.utils import timezone

from mentorlift.jobs import registry
from mentorlift.jobs.models import Job
from mentorlift.jobs.run import Cancelled, JobRun, LeaseLost, lease
from mentorlift.jobs.services import UNFINISHED, sweep

log = structlog.get_logger(__name__)


def attempt(job_id: str | UUID) -> None:
    """Claim the job and run it; do nothing when it is finished, not yet due, or somebody else's.

    Raises OperationalError when the database is too busy to claim it; the next sweep then tells the queue again.
    """
    now = timezone.now()
    try:
        run = _claim(job_id, now=now)
    except OperationalError as error:
        _untell(job_id, error)
        raise
    if run is None:
        return
    registry.prepare()
    job = Job.objects.get(id=job_id)
    registered = registry.find(job.name)
    if job.attempts > registered.attempts:
        _fail(run, f"It was started {registered.attempts} times and broke off each time; nothing of it was kept.")
        return
    try:
        with _heartbeat(run):
            result = registered.function(run, **job.arguments)
        if not run.finished:
            with run.finishing() as closing:
                closing.update(result or {})
    except Cancelled:
        _end(run, cancelled_at=timezone.now())
    except LeaseLost:
        log.warning("job.lease_lost", job=str(job_id))
    except registered.retry_on as error:
        _retry_or_fail(run, registered, error)
    except Exception as error:
        log.exception("job.failed", job=str(job_id), name=job.name)
        _fail(run, str(error) or type(error).__name__)
    except BaseException:
        _give_back(run)  # the worker is told to stop: another one may start the job at once
        raise


def drain(*, limit: int = 1000) -> int:
    """Run everything that is due, here and now, in this process; returns how many attempts were made."""
    sweep(now=timezone.now())
    for count in range(limit):
        now = timezone.now()
        job = Job.objects.filter(UNFINISHED, _free(now), due_at__lte=now).order_by("due_at", "created_at").first()
        if job is None:
            return count
        attempt(job.id)
    return limit


def _claim(job_id: str | UUID, *, now: datetime) -> JobRun | None:
    claim = uuid4()
    Job.objects.filter(UNFINISHED, _free(now), id=job_id).exclude(cancel_asked_at=None).update(
        cancelled_at=now, claim=None, lease_until=None
    )
    # whoever told the queue may have a clock that goes ahead of ours: what was due there is due here
    due = Q(due_at__lte=now) | Q(due_at__lte=F("dispatched_at"))
    taken = Job.objects.filter(UNFINISHED, _free(now), due, id=job_id).update(
        claim=claim, lease_until=now + lease(), attempts=F("attempts") + 1
    )
    return JobRun(Job.objects.get(id=job_id), claim=claim, now=now) if taken else None


def _free(now: datetime) -> Q:
    return Q(lease_until=None) | Q(lease_until__lt=now)


def _retry_or_fail(run: JobRun, registered: registry.Registered, error: Exception) -> None:
    if run.attempt >= registered.attempts:
        _fail(run, f"{error or type(error).__name__} (tried {run.attempt} times)")
        return
    pause = timedelta(seconds=min(2**run.attempt * 5, 3600))
    log.warning("job.tried_again", job=str(run.job_id), name=registered.name, reason=str(error), after=str(pause))
    _end(run, due_at=timezone.now() + pause, note="", error=str(error))


def _fail(run: JobRun, sentence: str) -> None:
    _end(run, failed_at=timezone.now(), error=sentence)


def _untell(job_id: str | UUID, error: Exception) -> None:
    """The task that brought the job ends here; without this the job would lie until the queue counts as forgetful."""
    log.warning("job.not_claimed", job=str(job_id), reason=str(error))
    with suppress(OperationalError):  # still busy: the sweep comes by all the same, only later
        Job.objects.filter(UNFINISHED, id=job_id, claim=None).update(dispatched_at=None)


def _give_back(run: JobRun) -> None:
    if not connection.in_atomic_block:
        connection.close()  # the signal may have come in the middle of a query
    _end(run, due_at=timezone.now(), dispatched_at=None)


def _end(run: JobRun, **facts: object) -> None:
    run.held().update(claim=None, lease_until=None, **facts)


@contextmanager
def _heartbeat(run: JobRun) -> Iterator[None]:
    """Keep the lease from a second thread while the function works in silence. Dies with the process."""
    if connection.in_atomic_block:  # a test or an import that runs jobs in its own transaction
        yield
        return
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(lease().total_seconds() / 3):
                with suppress(OperationalError):  # busy with a long write, perhaps our own: the next beat will do
                    run.renew()
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True, name="job-heartbeat")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
