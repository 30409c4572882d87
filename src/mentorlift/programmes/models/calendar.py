"""What each week is about, and the days on which nobody meets."""

from django.db import models
from django.db.models import Q

from mentorlift.programmes.models.programme import Programme


class ProgrammeWeek(models.Model):
    """The guide of one week; `minutes` is the planned length of its meeting."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="guides")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    guide = models.TextField(max_length=4000)
    minutes = models.PositiveSmallIntegerField(default=30)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programmes_one_guide_a_week"),
            models.CheckConstraint(condition=Q(number__gte=1), name="programmes_weeks_from_one"),
            models.CheckConstraint(
                condition=Q(minutes__gte=5) & Q(minutes__lte=240), name="programmes_meeting_of_5_to_240_minutes"
            ),
        ]


class ClosedDate(models.Model):
    """A day without meetings, at one site or (blank) everywhere."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="closed_dates")
    on = models.DateField()
    site = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["on", "site"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "on", "site"], name="programmes_closed_once_a_site")
        ]
