"""How long kinds of data are kept, as an administrator decided, and what went by itself."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Period(models.Model):
    """From `set_at` on a kind is kept for so many days. Rows are added, never changed; the latest counts."""

    kind = models.CharField(max_length=40)
    days = models.PositiveIntegerField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["set_at", "id"]
        constraints = [models.CheckConstraint(condition=Q(days__gte=1), name="keeping_a_day_at_least")]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"


class Removal(models.Model):
    """One round in which something of a kind went because its time was over."""

    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    days = models.PositiveIntegerField()  # the period that was in force
    removed = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes = [models.Index(fields=["kind", "-at"], name="keeping_removals_of_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
