"""Would you like a mentor? Who asked, when, in which words, and what was answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorlift.people.models import Person
from mentorlift.programmes.models.cohort import Cohort
from mentorlift.programmes.models.programme import Programme


class WishQuestion(models.Model):
    """One wording of the question. A new wording is a new version; a version that was asked never changes."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="wish_questions")
    version = models.PositiveSmallIntegerField()
    asked_in_name_of = models.CharField(max_length=120)  # who asks, as people read it: "Training Hamburg"
    texts = models.JSONField()  # language code -> wording
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=64)

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["programme", "version"], name="programmes_wording_version_once")]


class Answer(models.TextChoices):
    """As written in rosters; silence and "rather not say" are both no answer, told apart by `answered_at`."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    NONE = "no answer", _("no answer")


class Wish(models.Model):
    """One person was asked. Unchangeable from the freeze of the list on, in the database too."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="wishes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="wishes")
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.NONE)
    question = models.ForeignKey(WishQuestion, on_delete=models.PROTECT, related_name="wishes")
    language = models.CharField(max_length=10)  # which text of the question was shown
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], name="programmes_asked_once_a_cohort"),
            models.CheckConstraint(
                condition=Q(answer=Answer.NONE) | Q(answer__in=[Answer.YES, Answer.NO], answered_at__isnull=False),
                name="programmes_answer_is_dated",
            ),
        ]


class WishRemoval(models.Model):
    """The answers of an intake went because their time was over; from then on its list cannot be hashed again.

    Written in the transaction that deletes them: the guard of the fixed list lets wishes go where this row stands.
    """

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="wish_removal")
    at = models.DateTimeField()
    wishes = models.PositiveIntegerField()
