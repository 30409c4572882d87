"""Accounts, granted roles and invitations."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from mentorlift.accounts import rules


class Role(models.TextChoices):
    """Roles that somebody grants. Protégé, mentor and sales manager follow from pairs and the organisation chart."""

    PROGRAMME_MANAGER = "programme_manager", _("programme manager")
    LEADER = "leader", _("leader")
    ANALYST = "analyst", _("analyst")
    ADMINISTRATOR = "administrator", _("administrator")
    REVIEWER = "reviewer", _("reviewer")  # works council, data protection: how it is done, never who and how much


def default_language() -> str:
    """The organisation's, for accounts nobody chose another for."""
    return settings.LANGUAGE_CODE


class Users(BaseUserManager["User"]):
    """Creates accounts; addresses are kept in lower case."""

    def create_user(
        self,
        *,
        email: str,
        person_id: uuid.UUID | None = None,
        password: str | None = None,
        language: str = "",
    ) -> "User":
        spoken = language or default_language()
        user = self.model(email=email.strip().lower(), person_id=person_id, language=spoken)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """Somebody who can sign in. `person_id` names the person of the directory by value; None for an outsider."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, unique=True)  # kept in lower case
    person_id = models.UUIDField(null=True, unique=True)
    language = models.CharField(max_length=10, default=default_language)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Users] = Users()

    class Meta:
        ordering = ["email"]
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_address_in_lower_case")]

    def __str__(self) -> str:
        return self.email


class GrantedRole(models.Model):
    """A role somebody was given, by whom, and until when."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="granted_roles")
    role = models.CharField(max_length=20, choices=Role)
    granted_by = models.CharField(max_length=64, blank=True)
    granted_at = models.DateTimeField()
    revoked_by = models.CharField(max_length=64, blank=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["granted_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(revoked_at=None), name="accounts_role_granted_once"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="accounts_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Invitation(models.Model):
    """A single-use way to an account. The link carries the id under a signature; the row says whether it was used."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254)
    person_id = models.UUIDField(null=True)
    roles = models.JSONField(default=list)
    invited_by = models.CharField(max_length=64, blank=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="invitations")

    class Meta:
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(withdrawn_at=None, accepted_at=None),
                name="accounts_one_open_invitation_per_address",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class RenamedWord(models.Model):
    """What the organisation calls a role or the programme in the texts of one language; no row, no change."""

    language = models.CharField(max_length=10)
    word = models.CharField(max_length=20)
    singular = models.CharField(max_length=rules.LENGTH)
    plural = models.CharField(max_length=rules.LENGTH)
    gender = models.CharField(max_length=2, blank=True)  # where the language has any; see rules.genders
    renamed_by = models.CharField(max_length=64, blank=True)
    renamed_at = models.DateTimeField()

    class Meta:
        ordering = ["language", "word"]
        constraints = [
            models.UniqueConstraint(fields=["language", "word"], name="accounts_word_renamed_once"),
            models.CheckConstraint(condition=Q(word__in=rules.WORDS), name="accounts_word_is_known"),
            models.CheckConstraint(condition=~Q(singular="") & ~Q(plural=""), name="accounts_word_has_both_forms"),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.word}"

    @property
    def forms(self) -> rules.Forms:
        """The word as the rules take it."""
        return rules.Forms(self.singular, self.plural, self.gender)


class DemoDoor(models.Model):
    """One person a visitor of the demo can enter as. Filled by the demo, used only when the demo flag is on."""

    role = models.CharField(max_length=30, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    label = models.CharField(max_length=100)
    text = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "role"]

    def __str__(self) -> str:
        return self.role
