"""Days on which one of two says they are away. Leave that the organisation brings in stands with the people."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from mentorlift.people.models import Person


class Away(models.Model):
    """Said by the person alone, half-open, without a reason. `taken_back_at`: it does not hold any more."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    said_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    @property
    def last_on(self) -> date:
        """The last day away, as people say it."""
        return self.to_on - timedelta(days=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="mentorships_away_has_length"),
            models.UniqueConstraint(
                fields=["person", "from_on"],
                condition=Q(taken_back_at__isnull=True),
                name="mentorships_away_once_a_start",
            ),
        ]
