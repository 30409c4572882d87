"""Who works here, when, where and for whom. Names and contacts lie in `Identity` alone, so that they can be erased."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower


class Person(models.Model):
    """A random id and nothing else: draws, audit and results point here, and stay true after an erasure."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField()


class Identity(models.Model):
    """The only table that says who a person is: the code used in files, the name, the address."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="identity", primary_key=True)
    code = models.CharField(max_length=100, unique=True)  # `person_id` of the files
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)

    class Meta:
        # the second is the order of the directory: a page of it is read without sorting everybody
        indexes = [models.Index(fields=["name"]), models.Index(Lower("name"), "code", name="people_in_order")]
        constraints = [models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="one_person_an_address")]

    def __str__(self) -> str:
        return self.name


class Employment(models.Model):
    """One spell of employment, half-open: `exited_on` is the first day no longer employed."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="employments")
    hired_on = models.DateField()
    exited_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "hired_on"], name="one_hire_a_day"),
            models.CheckConstraint(
                condition=Q(exited_on__isnull=True) | Q(exited_on__gte=F("hired_on")),
                name="exit_not_before_hire",
            ),
        ]


class Post(models.Model):
    """Where a person works from a date on, half-open; a change closes the row and opens the next."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="posts")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    team = models.CharField(max_length=100, blank=True)
    site = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=100, blank=True)  # the job, e.g. "sales rep"
    manager = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="reports")
    working_share = models.DecimalField(max_digits=4, decimal_places=3, default=1)  # 1 = full time
    attributes = models.JSONField(default=dict, blank=True)  # every further column of the file, as text

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(until_on__isnull=True), name="one_present_post"),
            models.CheckConstraint(
                condition=Q(working_share__gt=0) & Q(working_share__lte=1), name="share_between_0_and_1"
            ),
        ]
        indexes = [
            models.Index(fields=["team"]),
            models.Index(fields=["site"]),
            # all that the tree of teams counts, in the order in which it counts
            models.Index(
                fields=["manager", "team", "site", "from_on", "until_on", "person"], name="people_posts_by_line"
            ),
        ]


class Leave(models.Model):
    """A spell of absence without a reason, half-open."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="leaves")
    from_on = models.DateField()
    to_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "from_on"], name="one_leave_a_start"),
            models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="leave_has_length"),
        ]


class PeopleImport(models.Model):
    """A file of people or of leave on its way in. The file itself lies in the upload folder until it is taken over."""

    PEOPLE, LEAVE = "people", "leave"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=[(PEOPLE, PEOPLE), (LEAVE, LEAVE)])
    file_name = models.CharField(max_length=200)
    sheet = models.CharField(max_length=100, blank=True)  # of a workbook; empty for the first
    file_digest = models.CharField(max_length=64)
    columns = models.JSONField(default=list)
    columns_digest = models.CharField(max_length=64)  # by which the settings below are found again next time
    uploaded_by = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()

    mapping = models.JSONField(default=dict)  # our field -> column of the file
    kept = models.JSONField(default=list)  # further columns to keep as attributes
    last_day_worked = models.BooleanField(default=False)  # what an exit date of the file means
    holds_from = models.DateField(null=True)  # the day from which changed teams and managers hold
    here_since = models.DateField(null=True)  # first day of new people where the file has no such column
    mapped_at = models.DateTimeField(null=True)

    tries = models.PositiveIntegerField(default=0)
    job_id = models.UUIDField(null=True)
    taken_over_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)  # what was added, changed, moved, ended

    class Meta:
        ordering = ["-uploaded_at"]
        indexes = [models.Index(fields=["kind", "columns_digest", "-uploaded_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_over_at=None) | Q(discarded_at=None), name="taken_over_or_discarded"
            ),
            models.CheckConstraint(condition=Q(kind__in=["people", "leave"]), name="import_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_open(self) -> bool:
        return self.taken_over_at is None and self.discarded_at is None
