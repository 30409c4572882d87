"""Mentors are always volunteers: nominated or asked, then it is theirs to say yes, with how many places."""

import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from mentorlift.people.models import Person
from mentorlift.programmes.models.programme import Programme

MOST_PLACES = 3


class MentorOffer(models.Model):
    """One possible mentor of a programme. `accepted` is None until answered; a "no" needs no reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="mentor_offers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mentor_offers")
    nominated_at = models.DateTimeField()
    nominated_by = models.CharField(max_length=64)
    volunteered_at = models.DateTimeField(null=True, blank=True)  # came of their own accord; None for those named
    invited_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True, blank=True)
    places = models.PositiveSmallIntegerField(default=0)
    topics = models.CharField(max_length=300, blank=True)  # what they like to be asked about, in their own words

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="programmes_mentor_offered_once"),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True, answered_at__isnull=True, places=0)
                | Q(accepted=False, answered_at__isnull=False, places=0)
                | Q(accepted=True, answered_at__isnull=False, places__gte=1, places__lte=MOST_PLACES),
                name="programmes_places_follow_the_answer",
            ),
        ]


class GuideConfirmation(models.Model):
    """A mentor has read the ten-minute guide. It stays when they change their answer."""

    offer = models.OneToOneField(MentorOffer, on_delete=models.CASCADE, primary_key=True, related_name="guide")
    at = models.DateTimeField()
    by = models.CharField(max_length=64)


class MentorAbsence(models.Model):
    """Days on which an accepted mentor does not take meetings, half-open, without a reason."""

    offer = models.ForeignKey(MentorOffer, on_delete=models.CASCADE, related_name="absences")
    from_on = models.DateField()
    to_on = models.DateField()

    @property
    def last_on(self) -> date:
        """The last day away, as people say it."""
        return self.to_on - timedelta(days=1)

    class Meta:
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="programmes_absence_has_length"),
            models.UniqueConstraint(fields=["offer", "from_on"], name="programmes_one_absence_a_start"),
        ]
