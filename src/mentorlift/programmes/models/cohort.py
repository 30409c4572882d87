"""An intake: who is on its list, who is outside and why, and the freeze after which nothing on it changes."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorlift.people.models import Person
from mentorlift.programmes.models.programme import Programme


class Branch(models.TextChoices):
    """Whether a person is drawn without being asked, or asked first."""

    MANDATORY = "mandatory", _("takes part")
    VOLUNTARY = "voluntary", _("is asked first")


class Cohort(models.Model):
    """One intake of a programme, with its own frozen roster, hash and draw. Dates are those of the organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="cohorts")
    name = models.CharField(max_length=120)
    starts_on = models.DateField()  # first day of the mentored
    serves_on = models.DateField(null=True, blank=True)  # first day of those drawn for later; None = not in this round
    wish_opens_at = models.DateTimeField(null=True, blank=True)
    wish_closes_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)
    wish_asked_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.CharField(max_length=64, blank=True)
    roster_hash = models.CharField(max_length=64, blank=True)
    # hashed with the list and shown to nobody: without it, trying out every combination would tell the wishes
    roster_salt = models.CharField(max_length=64, null=True, editable=False)  # None = fixed before there was one

    class Meta:
        ordering = ["starts_on", "name"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="programmes_cohort_named_once"),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, roster_hash="")
                | (Q(frozen_at__isnull=False) & ~Q(roster_hash="") & ~Q(frozen_by="")),
                name="programmes_frozen_with_hash",
            ),
            models.CheckConstraint(
                condition=Q(serves_on__isnull=True) | Q(serves_on__gt=F("starts_on")),
                name="programmes_others_start_after_start",
            ),
            models.CheckConstraint(
                condition=Q(wish_opens_at__isnull=True, wish_closes_at__isnull=True)
                | Q(wish_closes_at__gte=F("wish_opens_at")),
                name="programmes_wishes_close_not_before_opening",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """Programme and intake; the programme alone where its name says the intake already."""
        programme = self.programme.name
        return programme if self.name.casefold() in programme.casefold() else f"{programme}, {self.name}"


class RosterEntry(models.Model):
    """A person on the list. Unchangeable from the freeze on, in the database too; leaving later does not remove it."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="roster")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")  # for the constraint below
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roster_entries")
    branch = models.CharField(max_length=10, choices=Branch, blank=True)  # "" until two branches are split by lot
    site = models.CharField(max_length=100, blank=True)
    training_class = models.CharField(max_length=100, blank=True)
    started_on = models.DateField()  # tenure day 0 of the measurement

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="programmes_person_in_one_cohort"),
            models.CheckConstraint(condition=Q(branch__in=["", *Branch.values]), name="programmes_branch_is_known"),
        ]
        indexes = [models.Index(fields=["cohort", "branch"], name="programmes_roster_by_branch")]


class Outside(models.Model):
    """A person who would be on the list but is left out of the draw, and why.

    `branch`, `site` and `training_class` are what the list said, so that the lot of the branches can be repeated.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="outside")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    branch = models.CharField(max_length=10, choices=Branch, blank=True)
    site = models.CharField(max_length=100, blank=True)
    training_class = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], name="programmes_outside_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="programmes_outside_with_reason"),
        ]


class BranchSplit(models.Model):
    """The lot that said who takes part and who is asked first, once a cohort, before anybody is asked."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="branch_split")
    seed = models.CharField(max_length=64)
    roster_hash = models.CharField(max_length=64)  # of the people it was drawn over
    mandatory = models.PositiveIntegerField()
    voluntary = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
