"""The programme itself, and the dated rows from which its state is read."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorlift.people.models import Person


class Purpose(models.TextChoices):
    """The business purpose a programme serves (R1)."""

    RAMP_UP = "ramp_up", _("Ramp-up of new hires")
    RETENTION = "retention", _("Retention")
    PERFORMANCE = "performance", _("Performance")
    SUCCESSION = "succession", _("Succession")
    CULTURE = "culture", _("Culture")


class Participation(models.TextChoices):
    """Who is drawn: everybody, those who say yes, or each of both in a branch of its own."""

    MANDATORY = "mandatory", _("Everyone on the list takes part")
    VOLUNTARY = "voluntary", _("Everyone is asked; those who say yes take part")
    BOTH = "both", _("Some take part, the others are asked first; a lot decides who")


class Programme(models.Model):
    """One programme under one plan. It has no state field: launch, stop and closing are rows of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    template = models.CharField(max_length=40)  # a key of rules.templates
    purpose = models.CharField(max_length=20, choices=Purpose)
    purpose_text = models.TextField(max_length=600)  # published to every participant
    problem_areas = models.JSONField(default=list, blank=True)  # keys of rules.PROBLEM_AREAS
    participation = models.CharField(max_length=10, choices=Participation)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="owned_programmes")
    eligibility = models.JSONField(default=dict, blank=True)  # see rules.eligibility.Eligibility
    weeks = models.PositiveSmallIntegerField(default=4)
    # Weeks after a cohort's start in which those drawn for later get a mentor; None = not in this round.
    others_start_after_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    places_wanted = models.PositiveIntegerField(null=True, blank=True)  # people to be mentored per cohort, as planned
    reserve_percent = models.PositiveSmallIntegerField(default=10)  # of the mentors' places, which no draw gives away
    month_end_days = models.PositiveSmallIntegerField(default=0)  # last working days of a month on which nobody meets
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="programmes_purpose_is_known"),
            models.CheckConstraint(condition=~Q(purpose_text=""), name="programmes_purpose_is_said"),
            models.CheckConstraint(
                condition=Q(participation__in=Participation.values), name="programmes_participation_is_known"
            ),
            models.CheckConstraint(condition=Q(weeks__gte=1) & Q(weeks__lte=52), name="programmes_1_to_52_weeks"),
            models.CheckConstraint(
                condition=Q(others_start_after_weeks__isnull=True) | Q(others_start_after_weeks__gte=1),
                name="programmes_others_start_later",
            ),
            models.CheckConstraint(condition=Q(reserve_percent__lte=50), name="programmes_reserve_up_to_half"),
            models.CheckConstraint(condition=Q(month_end_days__lte=10), name="programmes_month_end_up_to_ten_days"),
        ]

    def __str__(self) -> str:
        return self.name


class Launch(models.Model):
    """From here on the programme is shown to its participants."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="launch")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)


class Stop(models.Model):
    """Ended before its time; what was drawn and measured stays."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="stop")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    reason = models.CharField(max_length=300)


class Closing(models.Model):
    """Ended as planned."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="closing")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)


class FrozenPlan(models.Model):
    """What will be measured, fixed before the draw: a plan.toml and its hash. Append-only in the database."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="frozen_plan")
    plan_toml = models.TextField()
    plan_hash = models.CharField(max_length=64)
    answer_due_on = models.DateField()  # outcomes by arm are refused until this day
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=64)
