"""Who the trusted contact of a programme is, and what was written to them: sealed, and nowhere counted."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from mentorlift.people.models import Person
from mentorlift.programmes.models import Programme


class TrustedContact(models.Model):
    """Somebody whom people of a programme can write to in confidence, or the deputy. In office until `ended_at`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="trusted_contacts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_deputy = models.BooleanField(default=False)
    named_at = models.DateTimeField()
    named_by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["is_deputy", "named_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "is_deputy"], condition=Q(ended_at=None), name="trust_one_of_each_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["programme", "person"], condition=Q(ended_at=None), name="trust_one_office_a_person"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Matter(models.Model):
    """What one person wrote to one contact, and all that followed. It belongs to that contact, whoever comes next."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.ForeignKey(TrustedContact, on_delete=models.PROTECT, related_name="matters")
    writer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-begun_at", "id"]
        indexes = [models.Index(fields=["writer"], name="trust_matters_of_writer")]

    def __str__(self) -> str:
        return str(self.id)


class Text(models.Model):
    """One message of a matter. `sealed` opens with the key of its matter alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="texts")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return str(self.id)
