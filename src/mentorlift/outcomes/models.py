"""Which figures there are and which files brought them. The figures themselves lie in Parquet files, not here."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.models import User


class Every(models.TextChoices):
    """What one row of a file tells of."""

    DAY = "day", _("a day")
    WEEK = "week", _("a week (its first day is the date)")
    MONTH = "month", _("a month (its first day is the date)")


class Metric(models.Model):
    """One figure by name, with what is known of it after the last import."""

    name = models.CharField(max_length=100, primary_key=True)
    every = models.CharField(max_length=5, choices=Every)
    currency = models.CharField(max_length=10, blank=True)  # empty for what is not money, or where nobody said
    unit = models.CharField(max_length=30, blank=True)  # what one of it is: minutes, calls; empty where nobody said
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


class Delivery(models.Model):
    """A folder into which another system puts files by itself, and the time of day at which they are taken."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60)
    every = models.CharField(max_length=5, choices=Every, default=Every.DAY)
    takes_at = models.TimeField()  # of the organisation's day
    patience = models.PositiveSmallIntegerField(default=1)  # days without a file after which people are told
    told = models.ManyToManyField(User, related_name="deliveries")
    token_digest = models.CharField(max_length=64, blank=True)
    looked_on = models.DateField(null=True)  # the organisation's day of the last look; claimed by compare-and-swap
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=64)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.CheckConstraint(condition=Q(every__in=Every.values), name="outcomes_delivery_every_is_known"),
            models.CheckConstraint(condition=Q(patience__gte=1), name="outcomes_patience_is_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class Look(models.Model):
    """One look into the folder of a delivery: at its time of day, or because somebody asked."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="looks")
    at = models.DateTimeField()
    by = models.CharField(max_length=64, blank=True)  # empty at its time of day
    taken = models.PositiveIntegerField(default=0)  # files that were handed on to be checked
    again = models.PositiveIntegerField(default=0)  # files that were the last one, letter by letter
    refused = models.JSONField(default=list)  # "file: why" of what could not even be received
    told = models.BooleanField(default=False)  # people were written to because nothing came

    class Meta:
        ordering = ["-at", "-id"]


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
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.PROTECT, related_name="imports")

    refused_at = models.DateTimeField(null=True)
    faults = models.JSONField(default=list)  # the first thousand, forgotten after a week; old ones are lines
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
    currency = models.CharField(max_length=10, blank=True)  # as the file says
    days = models.JSONField(default=dict)  # ISO day -> [person-days, of them new, of them corrected]
    strangers_forgotten_at = models.DateTimeField(null=True)

    withdrawn_at = models.DateTimeField(null=True)
    aged_out_at = models.DateTimeField(null=True)  # withdrawn because its time was over

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
