"""Whether people of open pairs feel supported, asked once about the middle of their weeks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorlift.people.models import Person
from mentorlift.programmes.models import Programme


class Felt(models.TextChoices):
    """Do you feel supported here in what you do together?"""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")
    SILENT = "silent", _("I would rather not say")


COUNTED = (Felt.YES.value, Felt.PARTLY.value, Felt.NO.value)


class FeltSupport(models.Model):
    """What one person tapped last; nobody else reads it. `counted_as`: what the counts hold of them, or nothing."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=7, choices=Felt)
    counted_as = models.CharField(max_length=7, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="mentorships_felt_support_once"),
            models.CheckConstraint(condition=Q(answer__in=Felt.values), name="mentorships_felt_is_known"),
            models.CheckConstraint(
                condition=Q(counted_as__in=["", *COUNTED]), name="mentorships_silence_is_not_counted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}"


class FeltCount(models.Model):
    """How often an answer was given in a programme: without person, side, pair or day. It moves by five people or
    more who did not all say the same, so that no two looks at it tell of anybody; who is erased later stays counted.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=7, choices=Felt)
    people = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "answer"], name="mentorships_felt_count_once"),
            models.CheckConstraint(condition=Q(answer__in=COUNTED), name="mentorships_felt_count_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.answer}"
