"""One piece of work in the background. Its state follows from facts with times, not from a flag."""

import uuid

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """A named function with its arguments, who asked for it, how far it is and what came of it.

    Waiting until claimed; running while `lease_until` is set; then exactly one of done, failed, cancelled.
    """

    WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=200, null=True, unique=True)  # the same key is the same job
    requested_by = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()

    dispatched_at = models.DateTimeField(null=True)  # when the queue was last told
    attempts = models.PositiveIntegerField(default=0)
    claim = models.UUIDField(null=True)  # fences off a worker that lost its lease and does not know it
    lease_until = models.DateTimeField(null=True)

    done_units = models.PositiveBigIntegerField(default=0)
    total_units = models.PositiveBigIntegerField(default=0)  # 0: not known yet
    note = models.CharField(max_length=200, blank=True)

    cancel_asked_at = models.DateTimeField(null=True)
    cancel_asked_by = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)  # a sentence for the person who asked

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="jobs_unfinished",
                condition=Q(done_at=None, failed_at=None, cancelled_at=None),
            ),
            models.Index(fields=["requested_by", "-created_at"], name="jobs_of_a_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, failed_at=None)
                | Q(done_at=None, cancelled_at=None)
                | Q(failed_at=None, cancelled_at=None),
                name="jobs_one_ending",
            ),
            models.CheckConstraint(
                condition=Q(claim=None, lease_until=None) | Q(claim__isnull=False, lease_until__isnull=False),
                name="jobs_claim_has_a_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"

    @property
    def state(self) -> str:
        if self.done_at:
            return self.DONE
        if self.failed_at:
            return self.FAILED
        if self.cancelled_at:
            return self.CANCELLED
        return self.RUNNING if self.lease_until else self.WAITING

    @property
    def was_refused(self) -> bool:
        """It ran to its end, and what it was given was not taken: its result says that nothing was kept."""
        return bool(self.done_at and (self.result or {}).get("nothing_kept"))

    @property
    def is_finished(self) -> bool:
        return bool(self.done_at or self.failed_at or self.cancelled_at)

    @property
    def percent(self) -> int | None:
        """How far, 0 to 100; None when the whole is not known."""
        return min(100, 100 * self.done_units // self.total_units) if self.total_units else None
