"""What went otherwise than planned with people or dates, each a dated row: nobody's arm changes by any of them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorlift.people.models import Person
from mentorlift.programmes.models.cohort import Cohort
from mentorlift.programmes.models.programme import Programme


class EarlyStart(models.Model):
    """Those drawn for later start before their day, or although they were not in this round. Once an intake."""

    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="early_start")
    planned_on = models.DateField(null=True, blank=True)  # their day until then; None = not in this round
    starts_on = models.DateField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="programmes_early_start_has_a_reason"),
            models.CheckConstraint(
                condition=Q(planned_on=None) | Q(starts_on__lt=F("planned_on")), name="programmes_early_start_is_early"
            ),
        ]


class StepAside(models.Model):
    """From `on` somebody on a list takes no part, until taken back. No reason is kept; the draw stands."""

    class Kind(models.TextChoices):
        EXCUSED = "excused", _("excused")
        WITHDREW = "withdrew", _("withdrew")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="steps_aside")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    back_at = models.DateTimeField(null=True, blank=True)
    back_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person"], condition=Q(back_at=None), name="programmes_aside_once"
            ),
        ]


class OutsideEvent(models.Model):
    """Something from outside that moved sales: a new price, a merged site. Shown beside the effect by week."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="outside_events")
    on = models.DateField()
    what = models.CharField(max_length=120)
    sites = models.JSONField(default=list, blank=True)  # empty = everywhere
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="programmes_event_is_named")]


class Handover(models.Model):
    """The programme was passed on to another owner."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="handovers")
    from_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    to_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]
