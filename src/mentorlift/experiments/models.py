"""What was estimated, from which plan, draw and data; and what the programme cost."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mentorlift.accounts import renaming
from mentorlift.mentorships.models import Pair
from mentorlift.people.models import Person
from mentorlift.programmes.models import Cohort, Programme


class Analysis(models.Model):
    """One run of the frozen plan over the draws and the data of a day. Rows are added, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="analyses")
    computed_at = models.DateTimeField()
    requested_by = models.CharField(max_length=64)
    plan_hash = models.CharField(max_length=64)
    draw_hash = models.CharField(max_length=64, blank=True)
    data_hash = models.CharField(max_length=64)
    grade = models.CharField(max_length=1)
    headline = models.CharField(max_length=20)  # a kind of science.effects.headline
    results = models.JSONField()  # results.json as `mentorlift analyse` writes it
    curves = models.JSONField(default=dict)  # branch -> {"mentored": [[day, share, low, high]], "later": [...]}
    money = models.JSONField(null=True)  # science.effects.money.Money as a dict, or {"not_estimable": "why"}
    pictures = models.JSONField(default=dict)  # language -> name -> {"wide": svg, "narrow": svg}

    class Meta:
        ordering = ["-computed_at"]
        constraints = [models.CheckConstraint(condition=Q(grade__in=["A", "B", "C", "D"]), name="experiments_grade")]

    @property
    def pictures_here(self) -> dict[str, dict[str, str]]:
        """Name -> picture in the language and words in force; an older answer has them in one language alone."""
        found = self.pictures.get(get_language() or "") or self.pictures.get("en") or self.pictures
        return {
            name: {size: renaming.in_present_words(svg) for size, svg in both.items()} for name, both in found.items()
        }


class Ledger(models.Model):
    """What one programme cost and what a sale and a leaver are worth, as its manager entered it."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="ledger", primary_key=True)
    currency = models.CharField(max_length=3, default="EUR")
    hour_cost = models.DecimalField(max_digits=8, decimal_places=2)  # one working hour of a protégé
    mentor_hour_cost = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)  # None = the same
    training = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    lunches = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    licences = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    fixed = models.DecimalField(max_digits=12, decimal_places=2, default=0)  # whatever else
    margin = models.DecimalField(max_digits=4, decimal_places=3)  # share of revenue, 0.4 = 40 %
    commission = models.DecimalField(max_digits=4, decimal_places=3, default=0)  # share of revenue that the seller gets
    replacement_low = models.DecimalField(max_digits=10, decimal_places=2)
    replacement = models.DecimalField(max_digits=10, decimal_places=2)  # hiring and training one successor
    replacement_high = models.DecimalField(max_digits=10, decimal_places=2)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(margin__gt=0) & Q(margin__lte=1), name="experiments_margin_is_a_share"),
            models.CheckConstraint(
                condition=Q(commission__gte=0) & Q(commission__lte=1), name="experiments_commission_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(replacement_low__lte=F("replacement")) & Q(replacement__lte=F("replacement_high")),
                name="experiments_replacement_in_order",
            ),
        ]


class Deviation(models.Model):
    """Something done otherwise than planned. It stays on the page and lowers the grade to B. Rows are only added."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="deviations")
    text = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        ordering = ["at"]


class Crossover(models.Model):
    """Somebody drawn for later was given a mentor all the same. They stay in their group; the row says from when."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="crossovers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    pair = models.OneToOneField(Pair, on_delete=models.PROTECT, related_name="crossover")
    starts_on = models.DateField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person"], name="experiments_crossed_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="experiments_crossover_has_a_reason"),
        ]


class Sign(models.TextChoices):
    """What may be said of one figure before the answer is known; the words of science.effects.guardrail."""

    HARM = "harm", _("harm seen: consider stopping")
    NO_SIGN = "no_sign", _("no sign of harm")
    TOO_FEW = "too_few", _("too few people yet to say")
    NOT_COMPARABLE = "not_comparable", _("cannot be watched")


class HarmLook(models.Model):
    """One look for harm while a programme runs: no figure, only what it says. Rows are added, never changed."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="harm_looks")
    at = models.DateTimeField()
    by = models.CharField(max_length=64, blank=True)  # "" when it was due by itself
    revenue = models.CharField(max_length=20, choices=Sign)
    staying = models.CharField(max_length=20, choices=Sign)
    why = models.CharField(max_length=300, blank=True)  # where it cannot be watched
    planned_looks = models.PositiveSmallIntegerField()
    told = models.JSONField(default=list)  # ids of the accounts that were written to because of this look

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revenue__in=Sign.values) & Q(staying__in=Sign.values), name="experiments_sign_is_known"
            )
        ]
