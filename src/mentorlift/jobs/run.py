"""What a running job holds in its hand: progress, cancel, and the one moment in which its change counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from mentorlift.jobs.models import Job


class Cancelled(Exception):
    """Somebody asked for this job to stop; nothing of it is kept."""


class LeaseLost(Exception):
    """Another worker took the job over because this one was silent for too long; this one must stop."""


def lease() -> timedelta:
    """How long a worker may be silent before its job is given to another."""
    return timedelta(seconds=settings.JOBS_LEASE_SECONDS)


class JobRun:
    """One attempt at a job, by one worker, under one lease."""

    def __init__(self, job: Job, *, claim: UUID, now: datetime) -> None:
        self.job_id = job.id
        self.arguments: dict[str, Any] = job.arguments
        self.requested_by = job.requested_by
        self.attempt = job.attempts
        self.now = now  # when this attempt began: the clock for the job's services
        self.finished = False
        self._claim = claim

    def progress(self, done: int, total: int = 0, note: str = "") -> None:
        """Show how far the job is and keep its lease; raises Cancelled or LeaseLost. `total` 0 means unknown.

        Inside a transaction the progress is seen only when that ends; the cancel is noticed all the same.
        """
        mine = self.held().filter(cancel_asked_at=None)
        kept = mine.update(done_units=done, total_units=total, note=note[:200], lease_until=timezone.now() + lease())
        if not kept:
            raise Cancelled if self.held().exists() else LeaseLost

    def renew(self) -> bool:
        """Keep the lease without news; False when it was lost. Called by the worker's heartbeat."""
        return bool(self.held().update(lease_until=timezone.now() + lease()))

    @contextmanager
    def finishing(self) -> Iterator[dict[str, Any]]:
        """One transaction for the job's change and the mark "done": both happen, once, or neither.

        Fill the yielded dictionary with the result (JSON). Raises Cancelled or LeaseLost before the change counts.
        """
        result: dict[str, Any] = {}
        with transaction.atomic():
            self._close(result)
            yield result
            Job.objects.filter(id=self.job_id).update(result=result)
        self.finished = True

    def _close(self, result: dict[str, Any]) -> None:
        closed = (
            self.held()
            .filter(cancel_asked_at=None)
            .update(done_at=timezone.now(), result=result, claim=None, lease_until=None)
        )
        if not closed:
            raise Cancelled if self.held().exists() else LeaseLost

    def held(self) -> models.QuerySet[Job]:
        """The job's row while this attempt still owns it; empty once it has ended or was taken over."""
        return Job.objects.filter(id=self.job_id, claim=self._claim, done_at=None, failed_at=None, cancelled_at=None)
