"""Policies in versions, drafts with their reasons, what was locked or forbidden by hand, what was published, and the
requests of those who choose for themselves."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorlift.mentorships.models import Pair
from mentorlift.people.models import Person
from mentorlift.programmes.models import Cohort, Programme


class Group(models.TextChoices):
    """Whom a draft is for: those drawn now, or those whose turn comes later."""

    NOW = "now", _("mentored now")
    LATER = "later", _("starting later")


class MatchPolicy(models.Model):
    """One version of a programme's policy, as the file `policy.toml`. Append-only in the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="match_policies")
    version = models.PositiveSmallIntegerField()
    toml = models.TextField()
    digest = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="matching_policy_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.version}"


class Draft(models.Model):
    """One proposal for an intake. Asked for, then computed or refused with `faults`; it never changes afterwards.

    `pool_digest` is over everything the pairs depend on: people with their attributes, places, locks and forbidden
    pairs. `certificate` is that of `mentorlift match` but for its prices; these, one a person, stand in `prices` and
    are read where they are needed alone. `fairness` is the sheet by groups, `wanted_met` the mean share of what is
    wanted that the mentor offers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="drafts")
    group = models.CharField(max_length=5, choices=Group)
    number = models.PositiveSmallIntegerField()
    policy = models.ForeignKey(MatchPolicy, on_delete=models.PROTECT, related_name="drafts")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)
    job_id = models.UUIDField(null=True, blank=True)
    computed_at = models.DateTimeField(null=True, blank=True)
    pool_digest = models.CharField(max_length=64, blank=True)
    certificate = models.JSONField(default=dict, blank=True)
    prices = models.JSONField(default=dict, blank=True)
    fairness = models.JSONField(default=dict, blank=True)
    wanted_met = models.FloatField(null=True, blank=True)
    faults = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "group", "number"], name="matching_draft_number_once"),
            models.CheckConstraint(condition=Q(group__in=Group.values), name="matching_group_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.group} {self.number}"

    @property
    def is_computed(self) -> bool:
        return self.computed_at is not None and not self.faults

    @property
    def rotates(self) -> bool:
        """Its pairs change every week."""
        return bool(self.certificate.get("form") == "rotation")


class DraftPair(models.Model):
    """A proposed pair with its reasons. Points are whole numbers; `best` is what a pair could have at most.

    `runner_up` is the protégé's next best mentor, `mentors_next` the mentor's next best protégé; see science's Pair.
    `probability`: how likely the pair was before the lot was drawn; null without a lot, or where that is not known.
    `week`: of pairs that change every week, the week of the plan.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="pairs")
    protege = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    mentor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    score = models.BigIntegerField()
    best = models.BigIntegerField()
    parts = models.JSONField(default=list)
    locked = models.BooleanField(default=False)
    runner_up = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    runner_up_less = models.BigIntegerField(null=True, blank=True)
    runner_up_cost = models.BigIntegerField(null=True, blank=True)
    runner_up_unplaces = models.IntegerField(null=True, blank=True)
    runner_up_at_least = models.BooleanField(default=False)
    mentors_next = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mentors_next_less = models.BigIntegerField(null=True, blank=True)
    mentors_next_cost = models.BigIntegerField(null=True, blank=True)
    mentors_next_unplaces = models.IntegerField(null=True, blank=True)
    mentors_next_at_least = models.BooleanField(default=False)
    probability = models.FloatField(null=True, blank=True)
    week = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "protege"], condition=Q(week__isnull=True), name="matching_one_mentor_in_a_draft"
            ),
            *(
                models.UniqueConstraint(
                    fields=["draft", "week", side], condition=Q(week__isnull=False), name=f"matching_one_{side}_a_week"
                )
                for side in ("protege", "mentor")
            ),
            models.CheckConstraint(condition=~Q(protege=F("mentor")), name="matching_two_different_people"),
            models.CheckConstraint(
                condition=Q(probability__isnull=True) | Q(probability__gt=0, probability__lte=1),
                name="matching_probability_of_what_happened",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.protege_id} {self.mentor_id}"

    @property
    def chance(self) -> float | None:
        """The probability in percent."""
        return None if self.probability is None else 100 * self.probability


class DraftUnplaced(models.Model):
    """Somebody a draft leaves without a pair. `facts` say what binds; see science.assignment.unplaced."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="unplaced")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=7)  # "protege" | "mentor"
    facts = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "person", "role"], name="matching_unplaced_once"),
            models.CheckConstraint(condition=Q(role__in=["protege", "mentor"]), name="matching_side_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class Trial(models.Model):
    """What if: who would move from the pairs of a draft under a changed policy, or with two people kept together.

    Nothing follows from it, and nobody is told. `result` and `moves` (protégé, mentor before, mentor after; ids or
    None) are empty until `computed_at`; with `faults` they stay so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="trials")
    toml = models.TextField()  # the changed policy
    protege = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    mentor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)
    job_id = models.UUIDField(null=True, blank=True)
    computed_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)
    moves = models.JSONField(default=list, blank=True)
    faults = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(protege=None, mentor=None) | Q(protege__isnull=False, mentor__isnull=False),
                name="matching_trial_of_two_or_none",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class HoldKind(models.TextChoices):
    """What a programme manager said by hand about two people. No reason is kept, on purpose."""

    LOCK = "lock", _("kept together")
    FORBID = "forbid", _("kept apart")


class Hold(models.Model):
    """Two people kept together or apart by hand in every later draft of an intake, until it is lifted."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="holds")
    kind = models.CharField(max_length=6, choices=HoldKind)
    protege = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    mentor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=64)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "protege", "mentor"],
                condition=Q(lifted_at__isnull=True),
                name="matching_one_hold_on_two_people",
            ),
            models.UniqueConstraint(
                fields=["cohort", "protege"],
                condition=Q(lifted_at__isnull=True, kind=HoldKind.LOCK),
                name="matching_one_lock_a_protege",
            ),
            models.CheckConstraint(condition=Q(kind__in=HoldKind.values), name="matching_hold_is_known"),
            models.CheckConstraint(condition=~Q(protege=F("mentor")), name="matching_hold_on_two_people"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.protege_id} {self.mentor_id}"


class Publication(models.Model):
    """A proposed pair became a real one: from here the pair leads back to draft, policy and pool."""

    draft_pair = models.OneToOneField(DraftPair, on_delete=models.PROTECT, related_name="publication")
    pair = models.OneToOneField(Pair, on_delete=models.PROTECT, related_name="publication")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.pair_id)
