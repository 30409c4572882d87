"""Whether somebody would take part in a programme again, said in one tap when it is over."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorlift.people.models import Person
from mentorlift.programmes.models.programme import Programme


class Again(models.TextChoices):
    """Would you take part again?"""

    YES = "yes", _("Yes")
    PERHAPS = "perhaps", _("Perhaps")
    NO = "no", _("No")


class AgainAnswer(models.Model):
    """One person's present answer; nobody reads it but in counts of five people and more."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Again)
    as_mentor = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="programmes_again_once"),
            models.CheckConstraint(condition=Q(answer__in=Again.values), name="programmes_again_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}"
