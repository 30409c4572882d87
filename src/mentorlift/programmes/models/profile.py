"""What mentors say of themselves, what others have seen them do well, and what protégés would like to learn."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentorlift.people.models import Person
from mentorlift.programmes.models.mentor import MentorOffer
from mentorlift.programmes.models.programme import Programme

MOST_LETTERS = 300


class Willing(models.TextChoices):
    """Asked of the mentor alone, in these words; apart from what others have seen."""

    GLADLY = "gladly", _("Gladly, and I would keep it up")
    SMALL = "small", _("Yes, as long as it stays small")
    UNSURE = "unsure", _("I am not sure yet")


class Helping(models.TextChoices):
    """How helping comes to somebody; read by the rule of `could_use_help` and by nothing else."""

    ALWAYS = "always", _("by itself; I hardly notice")
    SOMETIMES = "sometimes", _("now and then, when I see it")
    SELDOM = "seldom", _("not so easily; I have to plan it")


class Backed(models.TextChoices):
    """Whether the company stands behind the time they give."""

    YES = "yes", _("yes")
    PARTLY = "partly", _("partly")
    NO = "no", _("not really")


class MentorProfile(models.Model):
    """What an accepted mentor says besides places and topics, which stand in the offer."""

    offer = models.OneToOneField(MentorOffer, on_delete=models.CASCADE, primary_key=True, related_name="profile")
    achieved = models.CharField(max_length=MOST_LETTERS, blank=True)  # compared with what protégés aim for
    will_not = models.CharField(max_length=MOST_LETTERS, blank=True)
    willing = models.CharField(max_length=7, choices=Willing, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(willing__in=["", *Willing.values]), name="programmes_willing_is_known")
        ]


class MentorPause(models.Model):
    """Days on which a mentor gives no places, half-open; without an end until the mentor lifts it. No reason."""

    offer = models.ForeignKey(MentorOffer, on_delete=models.CASCADE, related_name="pauses")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=64)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=64, blank=True)

    @property
    def last_on(self) -> date | None:
        """The last day of it, as people say it."""
        return self.to_on - timedelta(days=1) if self.to_on else None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offer"], condition=Q(lifted_at__isnull=True), name="programmes_one_pause_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name="programmes_pause_has_length"
            ),
        ]


class SeenWell(models.Model):
    """What somebody has seen a possible mentor do well, in words: no marks, no figures, no order."""

    offer = models.ForeignKey(MentorOffer, on_delete=models.CASCADE, related_name="seen_well")
    text = models.CharField(max_length=500)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["offer", "by"], name="programmes_seen_well_once_each")]


class MentorSupport(models.Model):
    """Answers about the mentor's own load. Matching never reads this table; nobody but the mentor reads the answers."""

    offer = models.OneToOneField(MentorOffer, on_delete=models.CASCADE, primary_key=True, related_name="support")
    helping = models.CharField(max_length=9, choices=Helping, blank=True)
    backed = models.CharField(max_length=6, choices=Backed, blank=True)
    asks_for_help = models.BooleanField(default=False)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(helping__in=["", *Helping.values]), name="programmes_helping_is_known"),
            models.CheckConstraint(condition=Q(backed__in=["", *Backed.values]), name="programmes_backed_is_known"),
        ]


class Aims(models.Model):
    """What somebody on a list would like to learn and is aiming for, in their own words."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="aims")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="aims")
    wants_to_learn = models.CharField(max_length=MOST_LETTERS, blank=True)
    aims_for = models.CharField(max_length=MOST_LETTERS, blank=True)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "person"], name="programmes_aims_said_once")]
