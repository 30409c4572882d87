"""The letters of one programme: how they are worded, who has read them before they leave, and who was briefed."""

import uuid

from django.db import models

from mentorlift.people.models import Person
from mentorlift.programmes.models.programme import Programme


class LetterWording(models.Model):
    """One version of a letter's texts in one language; append-only. Empty texts are the way back to the original."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="letter_wordings")
    kind = models.CharField(max_length=40)  # a key of letters.kinds
    language = models.CharField(max_length=10)
    version = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(max_length=6000, blank=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=64)

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "language", "version"], name="programmes_letter_version_once"
            ),
            models.CheckConstraint(
                condition=models.Q(subject="", body="") | (~models.Q(subject="") & ~models.Q(body="")),
                name="programmes_letter_worded_whole",
            ),
        ]

    @property
    def is_original(self) -> bool:
        return not self.body


class LetterPreviewed(models.Model):
    """Somebody has read a letter as it would leave. `digest` is that of the texts then; other texts are read anew."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="previews")
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["programme", "kind", "language"], name="programmes_previews_of_letter")]


class TrialLetter(models.Model):
    """A letter somebody sent to their own address to see whether letters arrive, and when they said that it did."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="trial_letters")
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=64)
    received_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at"]


class ManagerBriefing(models.Model):
    """A line manager was written to before their people. `due_at`: when, in the manager's working hours."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="briefings")
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "manager"], name="programmes_manager_briefed_once")]
