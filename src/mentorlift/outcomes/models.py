"""Which figures there are and which files brought them. The figures themselves lie in Parquet files, not here."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Every(models.TextChoices):
    """What one row of a file tells of."""

    DAY = "day", _("a day")
    WEEK = "week", _("a week (its first day is the date)")
    MONTH = "month", _("a month (its first day is the date)")


class Metric(models.Model):
    """One figure by name, with what is known of it after the last import."""

    name = models.CharField(max_length=100, primary_key=True)
    every = models.CharField(max_length=5, choices=Every)
    currency = models.CharField(max_length=10, blank=True)  # empty for what is not money
    rows = models.PositiveBigIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    zero_rows = models.PositiveBigIntegerField(default=0)
    missing_days = models.PositiveBigIntegerField(default=0)  # employed working days of these people without a row
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=Q(every__in=Every.values), name="outcomes_every_is_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def zero_percent(self) -> float | None:
        """Share of rows that are zero, in percent."""
        return 100 * self.zero_rows / self.rows if self.rows else None


class OutcomeImport(models.Model):
    """One file of figures. Taken over in the order of `taken_over_at`: a later one replaces day by day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    bytes = models.PositiveBigIntegerField()
    every = models.CharField(max_length=5, choices=Every, default=Every.DAY)
    uploaded_by = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    job_id = models.UUIDField(null=True)

    refused_at = models.DateTimeField(null=True)
    faults = models.JSONField(default=list)  # the first thousand as lines; forgotten after a week
    more_faults = models.PositiveIntegerField(default=0)

    taken_over_at = models.DateTimeField(null=True)
    metrics = models.JSONField(default=list)
    ignored = models.JSONField(default=list)  # columns that are not numbers
    rows = models.PositiveBigIntegerField(default=0)
    kept = models.PositiveBigIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    left_out = models.JSONField(default=dict)  # reason -> rows
    negative = models.JSONField(default=dict)  # metric -> rows
    replaced = models.PositiveBigIntegerField(default=0)
    strangers_forgotten_at = models.DateTimeField(null=True)

    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(condition=Q(taken_over_at=None) | Q(refused_at=None), name="outcomes_one_ending"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(taken_over_at__isnull=False), name="outcomes_withdrawn_was_here"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.id}"

    @property
    def is_open(self) -> bool:
        return self.taken_over_at is None and self.refused_at is None
