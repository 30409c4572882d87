"""Meetings of a pair: when, moved from where, and what each side said about it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from mentorlift.mentorships.models.pair import Pair
from mentorlift.people.models import Person


class Session(models.Model):
    """One meeting. `week` is None for one that the mentor chose to add.

    `planned_at` never changes; `starts_at` is the present time, and `sequence` counts the moves that led to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="sessions")
    week = models.PositiveSmallIntegerField(null=True, blank=True)
    week_from = models.DateField()  # the first of the seven days within which it can be moved
    minutes = models.PositiveSmallIntegerField()
    planned_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)  # the pair ended before it
    reminded_for = models.DateTimeField(null=True, blank=True)  # the time both were reminded of
    asked_for = models.DateTimeField(null=True, blank=True)  # the time after which both were asked what became of it

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pair", "week"], condition=Q(week__isnull=False), name="mentorships_one_session_a_week"
            ),
            models.CheckConstraint(
                condition=Q(week__isnull=True) | Q(week__gte=1), name="mentorships_session_weeks_from_one"
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="mentorships_sessions_by_time")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_extra(self) -> bool:
        return self.week is None

    @property
    def uid(self) -> str:
        """Stays the same through every move, so that a calendar moves the entry instead of adding one."""
        return f"{self.id}@mentorlift"


class SessionMove(models.Model):
    """A meeting was moved, by one of the two or (None) because one is away. Its number becomes the SEQUENCE of the
    calendar entry."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="moves")
    sequence = models.PositiveIntegerField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["sequence"]
        constraints = [models.UniqueConstraint(fields=["session", "sequence"], name="mentorships_moves_are_counted")]


class Report(models.Model):
    """One side's word: did the meeting take place? Rows are added, never changed; the last word of a side counts.

    A "no" against the partner's "yes" is the dispute.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="reports")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    took_place = models.BooleanField()
    met_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(took_place=True, met_on__isnull=False) | Q(took_place=False, met_on__isnull=True),
                name="mentorships_met_on_a_day",
            )
        ]
