"""On which legal basis the data of a programme is used, as the data protection officer chose it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.models.programme import Programme


class Basis(models.TextChoices):
    """The usual choices. The product gives no legal advice: it holds what was chosen, by whom and when."""

    CONSENT = "6_1_a", _("Consent: GDPR Art. 6(1)(a)")
    CONTRACT = "6_1_b", _("A contract with the person: GDPR Art. 6(1)(b)")
    OBLIGATION = "6_1_c", _("A legal obligation: GDPR Art. 6(1)(c)")
    PUBLIC_TASK = "6_1_e", _("A task in the public interest: GDPR Art. 6(1)(e)")
    INTERESTS = "6_1_f", _("Legitimate interests, weighed below: GDPR Art. 6(1)(f)")
    EMPLOYMENT = "88_26", _("Employment: GDPR Art. 88 with a national law, such as BDSG § 26")
    AGREEMENT = "agreement", _("A works agreement: GDPR Art. 88(1), in Germany BDSG § 26(4)")
    OTHER = "other", _("Another one, named below")


class LegalBasis(models.Model):
    """One decision. Rows are added, never changed; the latest counts. `chosen` are keys of Basis."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="legal_bases")
    chosen = models.JSONField()
    text = models.TextField(max_length=2000, blank=True)
    officer = models.CharField(max_length=200)  # who decided, by name, as they sign
    office = models.CharField(max_length=200)
    signed_on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(officer=""), name="programmes_basis_is_signed")]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.signed_on}"

    @property
    def words(self) -> list[str]:
        """The choices as one reads them."""
        return [str(Basis(key).label) for key in self.chosen]
