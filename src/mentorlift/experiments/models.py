"""What was estimated, from which plan, draw and data; and what the programme cost."""

import uuid

from django.db import models
from django.db.models import F, Q

from mentorlift.programmes.models import Programme


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
    pictures = models.JSONField(default=dict)  # name -> {"wide": svg, "narrow": svg}

    class Meta:
        ordering = ["-computed_at"]
        constraints = [models.CheckConstraint(condition=Q(grade__in=["A", "B", "C", "D"]), name="experiments_grade")]


class Ledger(models.Model):
    """What one programme cost and what a sale and a leaver are worth, as its manager entered it."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="ledger", primary_key=True)
    currency = models.CharField(max_length=3, default="EUR")
    hour_cost = models.DecimalField(max_digits=8, decimal_places=2)  # one working hour, on either side
    fixed = models.DecimalField(max_digits=12, decimal_places=2, default=0)  # training, lunches, licences
    margin = models.DecimalField(max_digits=4, decimal_places=3)  # share of revenue, 0.4 = 40 %
    replacement_low = models.DecimalField(max_digits=10, decimal_places=2)
    replacement = models.DecimalField(max_digits=10, decimal_places=2)  # hiring and training one successor
    replacement_high = models.DecimalField(max_digits=10, decimal_places=2)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(margin__gt=0) & Q(margin__lte=1), name="experiments_margin_is_a_share"),
            models.CheckConstraint(
                condition=Q(replacement_low__lte=F("replacement")) & Q(replacement__lte=F("replacement_high")),
                name="experiments_replacement_in_order",
            ),
        ]


class Deviation(models.Model):
    """Something done otherwise than planned. It stays on the page and lowers the grade to B."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="deviations")
    text = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        ordering = ["at"]
