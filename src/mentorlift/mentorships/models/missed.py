"""Why meetings did not take place: counts by site, and nothing that leads to a meeting or a person."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorlift.mentorships.models.session import Session
from mentorlift.programmes.models import Programme


class Why(models.TextChoices):
    """What one of the two may tap after they said that they did not meet."""

    FLOOR = "floor", _("pulled to the floor")
    CUSTOMER = "customer", _("a customer came first")
    ABSENT = "absent", _("I was absent")
    PARTNER = "partner", _("the other one was absent")
    TECHNICAL = "technical", _("something technical")
    FORGOT = "forgot", _("we forgot")


class MissedAnswer(models.Model):
    """That the question about a meeting was answered, never what: a meeting counts once, whoever of the two taps."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, primary_key=True, related_name="missed")
    at = models.DateTimeField()


class MissedCount(models.Model):
    """How often a reason was tapped at a site of a programme: without meeting, pair, person or day.

    `shown` is what is read; it moves in steps of several answers of the site, see rules.reasons.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    site = models.CharField(max_length=100, blank=True)
    why = models.CharField(max_length=10, choices=Why)
    said = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "site", "why"], name="mentorships_missed_once_a_site"),
            models.CheckConstraint(condition=Q(why__in=Why.values), name="mentorships_missed_why_is_known"),
            models.CheckConstraint(condition=Q(shown__lte=F("said")), name="mentorships_missed_no_more_shown"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.site} {self.why}"
