"""Who agreed to a programme, to what exactly, and what was signed as not needed. Rows are added, never changed."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.models.programme import Programme


class Approver(models.TextChoices):
    """Whose agreement a programme waits for."""

    WORKS_COUNCIL = "works_council", _("Works council")
    DATA_PROTECTION = "data_protection", _("Data protection")
    LEADERSHIP = "leadership", _("Leadership")


class Decision(models.TextChoices):
    """What was decided; the newest row of an approver counts."""

    GIVEN = "given", _("approved")
    REFUSED = "refused", _("refused")
    NOT_NEEDED = "not_needed", _("not needed")


class ApprovalDocument(models.Model):
    """The paper itself, kept with the database so that every backup has it. Read by those who read the approvals."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="approval_documents")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)  # SHA-256 of the content, in hex
    at = models.DateTimeField()
    by = models.CharField(max_length=64)


class Approval(models.Model):
    """One decision. `covers` holds the digest of each part that was put to the approver: purpose, people, ...

    `said` holds what each part said then, by language, so that a later change can be read beside it.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="approvals")
    approver = models.CharField(max_length=20, choices=Approver)
    decision = models.CharField(max_length=12, choices=Decision)
    signed_by = models.CharField(max_length=120, blank=True)  # who decided, as people know them
    decided_on = models.DateField()
    scope = models.CharField(max_length=300, blank=True)
    reference = models.CharField(max_length=120, blank=True)  # where the paper lies, when it is not uploaded
    comment = models.TextField(max_length=1000, blank=True)  # why refused, why not needed, or under which conditions
    document = models.ForeignKey(ApprovalDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    covers = models.JSONField(default=dict)
    said = models.JSONField(default=dict)  # empty for decisions of before it was kept
    own_hand = models.BooleanField(default=False)  # the approver decided here, signed in
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(approver__in=Approver.values), name="programmes_approver_is_known"),
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="programmes_decision_is_known"),
            models.CheckConstraint(
                condition=Q(decision=Decision.GIVEN) | ~Q(comment=""), name="programmes_no_approval_needs_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["programme", "approver", "at"], name="programmes_newest_approval")]


class Waiver(models.Model):
    """A condition of the start that somebody signed as not needed, and why. Taken back by a date, never deleted."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="waivers")
    condition = models.CharField(max_length=60)  # key of a programmes.readiness.Condition
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.CharField(max_length=64)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "condition"], condition=Q(withdrawn_at=None), name="programmes_waived_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="programmes_waiver_has_a_reason"),
        ]
