"""What sales managers say about the hours: who was asked when, and which days are impossible for their people."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from django.db import models

from mentorlift.mentorships.rules.impossible import DaysOff
from mentorlift.people.models import Person
from mentorlift.programmes.models import Cohort


class HoursRequest(models.Model):
    """A sales manager was asked whether the hours of an intake suit, once."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="hours_requests")
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)  # "" when a change of manager asked

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "manager"], name="mentorships_hours_asked_once")]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.manager_id}"


class HoursAgreement(models.Model):
    """A sales manager's word about the hours of an intake. Rows are added, never changed; the last word counts.

    `weekdays`: 0 = Monday to 4 = Friday, `dates`: ISO days; both empty means that all hours suit.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="hours_agreements")
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    weekdays = models.JSONField(default=list)
    dates = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]
        indexes = [models.Index(fields=["cohort", "manager", "at"], name="mentorships_hours_by_intake")]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.manager_id}"

    @property
    def days_off(self) -> DaysOff:
        weekdays: Sequence[int] = self.weekdays
        return DaysOff(frozenset(weekdays), frozenset(date.fromisoformat(day) for day in self.dates))
