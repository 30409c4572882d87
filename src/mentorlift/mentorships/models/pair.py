"""Two people who meet, the place they take at the mentor, and how it ended."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorlift.people.models import Person
from mentorlift.programmes.models import Cohort, Programme, QuestionSet


class Source(models.TextChoices):
    """How the two came together."""

    DRAFT = "draft", _("from the published draft")
    HAND = "hand", _("paired by hand")
    RE_PAIR = "re-pair", _("paired again")
    CHOICE = "choice", _("the protégé asked and the mentor said yes")


class Ending(models.TextChoices):
    """How a pair ended. There is no reason here on purpose: nobody is to blame. Counts of reasons: `ReasonCount`."""

    LEFT = "left", _("one of them left the company")
    ENDED = "ended", _("ended without blame")
    REPLACED = "replaced", _("a new mentor took over")
    CLOSED = "closed", _("the programme was completed")


class Pair(models.Model):
    """A protégé and a mentor in one programme. Open until `ended_at`; who ended it and how is in `PairEnding`.

    `week`: where pairs change every week, the one week of the programme in which these two meet; `starts_on` is its
    first day. Such a pair takes no place of a mentor.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="pairs")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="pairs")
    protege = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pairs_as_protege")
    mentor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pairs_as_mentor")
    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="+")
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    source = models.CharField(max_length=10, choices=Source)
    starts_on = models.DateField()
    week = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "protege"],
                condition=Q(ended_at__isnull=True, week__isnull=True),
                name="mentorships_one_mentor_at_a_time",
            ),
            *(
                models.UniqueConstraint(
                    fields=["programme", side, "starts_on"],
                    condition=Q(ended_at__isnull=True, week__isnull=False),
                    name=f"mentorships_one_{side}_a_week",
                )
                for side in ("protege", "mentor")
            ),
            models.CheckConstraint(condition=~Q(protege=F("mentor")), name="mentorships_two_different_people"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="mentorships_source_is_known"),
        ]
        indexes = [models.Index(fields=["cohort"], name="mentorships_pairs_of_cohort")]

    def __str__(self) -> str:
        return str(self.id)

    def other(self, person_id: uuid.UUID) -> uuid.UUID:
        """The partner of one of the two."""
        return self.mentor_id if person_id == self.protege_id else self.protege_id


class MentorSeat(models.Model):
    """A numbered place of a mentor, taken by a pair. The row goes when the pair ends, and the place is free.

    Two people who want the last place write the same number; the database lets one of them.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    mentor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    pair = models.OneToOneField(Pair, on_delete=models.CASCADE, related_name="seat")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "mentor", "number"], name="mentorships_one_pair_a_place"),
            models.CheckConstraint(condition=Q(number__gte=1), name="mentorships_places_from_one"),
        ]


class PairEnding(models.Model):
    """Who ended a pair, when and how."""

    pair = models.OneToOneField(Pair, on_delete=models.CASCADE, related_name="ending")
    kind = models.CharField(max_length=10, choices=Ending)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=Ending.values), name="mentorships_ending_is_known")]


class Reason(models.TextChoices):
    """What one of the two may tick when they end a pair."""

    TIME = "time", _("No time for it")
    REACH = "reach", _("We could hardly ever meet")
    TOPICS = "topics", _("Other things would help more than what we spoke about")
    FIT = "fit", _("We did not fit")
    BADLY = "badly", _("It went badly")
    REACHED = "reached", _("What I wanted is reached")
    OTHER = "other", _("Something else")


class ReasonCount(models.Model):
    """How often a reason was ticked in a programme: without pair, person or day, so that no row leads to anybody.

    `shown` is what the programme managers read; it moves in steps of several answers, see rules.reasons.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason)
    said = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "reason"], name="mentorships_reason_once"),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="mentorships_reason_is_known"),
            models.CheckConstraint(condition=Q(shown__lte=F("said")), name="mentorships_no_more_shown_than_said"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.reason}"
