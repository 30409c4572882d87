"""I do not want my figures to count: dated, and to be taken back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mentorlift.people.models import Person
from mentorlift.programmes.models.programme import Programme


class Objection(models.Model):
    """Somebody on a list objects to being measured in a programme. Holds until `withdrawn_at`; no reason is asked."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="objections")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="objections")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person"],
                condition=Q(withdrawn_at=None),
                name="programmes_one_objection",
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.at:%Y-%m-%d}"
