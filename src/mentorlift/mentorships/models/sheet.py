"""What one side wrote for one meeting, sealed before it reaches the database."""

import uuid

from django.db import models

from mentorlift.mentorships.models.session import Session
from mentorlift.people.models import Person


class Sheet(models.Model):
    """One side's sheet. `sealed` opens with the key of its pair alone: docs/rules/confidence.md.

    `answered_at`: the answers are complete; `opened_early_at`: the author let the partner read before that.
    `advised`, `told`: whether it holds advice taken along, and what came of that of the week before; never which. Only
    counts over many pairs are made of them. None where nobody noted it: older sheets, and emptied ones.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="sheets")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    opened_early_at = models.DateTimeField(null=True, blank=True)
    advised = models.BooleanField(null=True)
    told = models.BooleanField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "author"], name="mentorships_one_sheet_a_side")]

    def __str__(self) -> str:
        return str(self.id)
