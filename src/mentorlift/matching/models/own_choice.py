"""Protégés who choose for themselves: an intake that is open to it, and what somebody asked of a mentor."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorlift.matching.models.drafts import MatchPolicy
from mentorlift.matching.rules import LONGEST_LINE, MOST_DAYS, MOST_SHOWN
from mentorlift.mentorships.models import Pair
from mentorlift.people.models import Person
from mentorlift.programmes.models import Cohort, Programme


class Choosing(models.Model):
    """From here on the protégés of an intake who were drawn now choose for themselves, until it is closed.

    `shown` mentors are offered to each at a time; a mentor answers within `days` working days.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="choosings")
    shown = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=64)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(closed_at__isnull=True), name="matching_one_choosing_at_a_time"
            ),
            models.CheckConstraint(condition=Q(shown__gte=1, shown__lte=MOST_SHOWN), name="matching_shown_are_few"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=MOST_DAYS), name="matching_days_to_answer"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Outcome(models.TextChoices):
    """How a request ended. Only "accepted" makes a pair; none of the others is counted against anybody."""

    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("not this time")
    PASSED_ON = "passed_on", _("passed on without an answer")
    WITHDRAWN = "withdrawn", _("taken back")
    FILLED = "filled", _("the place went to somebody else")
    LAPSED = "lapsed", _("not possible any more")
    CLOSED = "closed", _("the programme managers pair those who are left")


class MentorRequest(models.Model):
    """One protégé asks one mentor. Open until `settled_at`; after `due_on` silence passes it on.

    `number` is one of the few open requests a mentor can have at a time: as with places, of two people who write the
    same number the database lets one. `score`, `best` and `parts` are those of DraftPair. `line` and `answer_line`
    are read by the two alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    choosing = models.ForeignKey(Choosing, on_delete=models.PROTECT, related_name="requests")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")  # for the constraints below
    policy = models.ForeignKey(MatchPolicy, on_delete=models.PROTECT, related_name="+")
    protege = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    mentor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    line = models.CharField(max_length=LONGEST_LINE, blank=True)
    score = models.BigIntegerField()
    best = models.BigIntegerField()
    parts = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    due_on = models.DateField()  # the last day to answer
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    answer_line = models.CharField(max_length=LONGEST_LINE, blank=True)
    pair = models.OneToOneField(Pair, on_delete=models.PROTECT, null=True, blank=True, related_name="request")

    class Meta:
        ordering: ClassVar[list[str]] = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "protege"],
                condition=Q(settled_at__isnull=True),
                name="matching_one_open_request_a_protege",
            ),
            models.UniqueConstraint(
                fields=["programme", "mentor", "number"],
                condition=Q(settled_at__isnull=True),
                name="matching_few_open_requests_a_mentor",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="matching_requests_from_one"),
            models.CheckConstraint(condition=~Q(protege=F("mentor")), name="matching_nobody_asks_themselves"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, outcome="")
                | Q(settled_at__isnull=False, outcome__in=Outcome.values),
                name="matching_settled_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.ACCEPTED, pair__isnull=False)
                | (~Q(outcome=Outcome.ACCEPTED) & Q(pair__isnull=True)),
                name="matching_accepted_makes_a_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(settled_at__isnull=True), name="matching_open_requests_by_due"),
            models.Index(fields=["mentor"], name="matching_requests_of_mentor"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_open(self) -> bool:
        return self.settled_at is None
