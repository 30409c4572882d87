"""The sheet's questions in versions. A pair keeps the version it began with."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.models.programme import Programme


class Side(models.TextChoices):
    """Who answers."""

    PROTEGE = "protege", _("protégé")
    MENTOR = "mentor", _("mentor")
    BOTH = "both", _("both")


class Kind(models.TextChoices):
    """What an answer is, so that advice can be followed from one week to the next."""

    STRENGTHS = "strengths", _("strengths")
    CHALLENGE = "challenge", _("a challenge")
    ADVICE_RECEIVED = "advice_received", _("advice received")
    ADVICE_RESULT = "advice_result", _("what happened with the advice")
    FEEDBACK = "feedback", _("feedback")
    FREE = "free", _("free")


class QuestionSet(models.Model):
    """One version of a programme's questions; never edited, a change writes the next version."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="question_sets")
    version = models.PositiveSmallIntegerField()
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=64)

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="programmes_question_version_once")
        ]


class Question(models.Model):
    """One question. `from_week` is the first week it is asked: last week's advice is not asked about in week one."""

    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="questions")
    side = models.CharField(max_length=10, choices=Side)
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.CharField(max_length=200)
    hint = models.CharField(max_length=200, blank=True)
    from_week = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["question_set", "order"], name="programmes_question_order_once"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="programmes_side_is_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="programmes_kind_is_known"),
        ]
