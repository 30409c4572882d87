"""Two people who say that they talk: no programme, no roles, no plan, and of what they say nothing."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorlift.people.models import Person


class InformalPair(models.Model):
    """One asked the other; from the yes on both can note that they talked. Open until `ended_at`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    two = models.CharField(max_length=80)  # both ids in order: the same two once at a time, whoever asked
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["two"], condition=Q(ended_at__isnull=True), name="mentorships_same_two_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(asked_by=F("asked")), name="mentorships_nobody_talks_alone"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def other(self, person_id: uuid.UUID) -> uuid.UUID:
        """The other one of the two."""
        return self.asked_id if person_id == self.asked_by_id else self.asked_by_id


class Good(models.TextChoices):
    """Whether a talk did one good: the bond that formal figures do not show."""

    YES = "yes", _("yes")
    SOMEWHAT = "somewhat", _("somewhat")
    NO = "no", _("not really")


class InformalTalk(models.Model):
    """They talked on that day; who noted it may say whether it did them good."""

    pair = models.ForeignKey(InformalPair, on_delete=models.CASCADE, related_name="talks")
    on = models.DateField()
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    good = models.CharField(max_length=10, choices=Good, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["pair", "on", "noted_by"], name="mentorships_talk_noted_once_each"),
            models.CheckConstraint(condition=Q(good__in=["", *Good.values]), name="mentorships_good_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.pair_id} {self.on}"
