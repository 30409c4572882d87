"""The ledger. Every table is append-only in the database: a draw is added once and never changed by any role."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorlift.people.models import Person
from mentorlift.programmes.models import Cohort


class PublicRule(models.TextChoices):
    """Where the public part of the chance comes from."""

    NUMBER = "number", _("A published number of a day to come, for example of a lottery")
    DATE = "date", _("The date of the draw itself")


class Preparation(models.Model):
    """Everything that is settled before the chance is known. Its id is the address of the public page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="preparation")
    plan_hash = models.CharField(max_length=64)
    numbers = models.JSONField()  # branch -> arm -> people
    public_list = models.JSONField()  # rows of code, branch and group: nothing that tells who somebody is
    group_names = models.JSONField()  # branch -> group -> the sites and classes in it
    list_hash = models.CharField(max_length=64)
    salt = models.CharField(max_length=64)  # makes the codes of the list; never shown
    secret = models.CharField(max_length=64)  # shown after the draw
    commitment = models.CharField(max_length=64)
    public_rule = models.CharField(max_length=10, choices=PublicRule)
    public_source = models.CharField(max_length=200, blank=True)
    public_on = models.DateField()
    prepared_at = models.DateTimeField()
    prepared_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(public_rule__in=PublicRule.values), name="draws_public_rule_is_known"),
            models.CheckConstraint(
                condition=Q(public_rule=PublicRule.DATE) | ~Q(public_source=""), name="draws_public_source_is_named"
            ),
        ]


class Draw(models.Model):
    """One draw, once a cohort."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    preparation = models.OneToOneField(Preparation, on_delete=models.PROTECT, related_name="draw")
    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="draw")
    plan_hash = models.CharField(max_length=64)
    roster_hash = models.CharField(max_length=64)  # of the cohort's list, as it was fixed
    public_value = models.CharField(max_length=200)
    seed = models.CharField(max_length=64)
    record = models.TextField()  # draw.json, byte for byte
    record_hash = models.CharField(max_length=64)
    balance = models.JSONField()
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=64)


class Assignment(models.Model):
    """Where one person came out. Who was asked and did not say yes is not among them."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    code = models.CharField(max_length=16)  # the person's line in the public list
    arm = models.CharField(max_length=40)
    branch = models.CharField(max_length=10)
    stratum = models.CharField(max_length=16)
    reserve_place = models.PositiveIntegerField(null=True)  # order in which those drawn for later move up

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "person"], name="draws_person_once_a_draw"),
            models.UniqueConstraint(fields=["draw", "code"], name="draws_code_once_a_draw"),
        ]
        indexes = [models.Index(fields=["person"], name="draws_by_person")]


class Announcement(models.Model):
    """Everybody drawn was told by letter how it came out, and when they start."""

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, related_name="announcement")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)


class Check(models.Model):
    """Somebody had a draw held again from list, secret and public value, and this came out."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="checks")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    people = models.PositiveIntegerField()
    faults = models.JSONField(default=list)  # sentences on list, seed or draw file
    moved = models.JSONField(default=list)  # {"code", "drawn", "found"} of each line that stands elsewhere now

    class Meta:
        ordering = ["-at", "-id"]

    @property
    def verifies(self) -> bool:
        return not self.faults and not self.moved
