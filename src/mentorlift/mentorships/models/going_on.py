"""Whether the two of a pair want to go on talking when their programme is closed."""

from django.db import models

from mentorlift.mentorships.models.pair import Pair
from mentorlift.people.models import Person


class GoingOnWord(models.Model):
    """One side's present answer. Where both say yes an informal pair begins; a no is told to nobody."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="going_on")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    wants = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pair", "person"], name="mentorships_going_on_once_a_side")]

    def __str__(self) -> str:
        return f"{self.pair_id}"
