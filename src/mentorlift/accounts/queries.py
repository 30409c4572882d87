"""Who has an account and who was invited."""

from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from mentorlift.accounts import rules
from mentorlift.accounts.actors import Actor
from mentorlift.accounts.models import DemoDoor, GrantedRole, Invitation, RenamedWord, User


def visible_accounts(actor: Actor, *, words: str = "") -> QuerySet[User]:
    """All accounts with their present roles, for an administrator; `words` is looked for in the address."""
    if not actor.is_administrator:
        return User.objects.none()
    present = GrantedRole.objects.filter(revoked_at=None)
    found = User.objects.filter(email__icontains=words.strip()) if words.strip() else User.objects.all()
    return found.prefetch_related(Prefetch("granted_roles", queryset=present, to_attr="present_roles"))


def open_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Invitations nobody answered yet, for an administrator."""
    if not actor.is_administrator:
        return Invitation.objects.none()
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None)


def usable_invitation(invitation_id: UUID | None, *, now: datetime) -> Invitation | None:
    """The invitation a link named, if it can still be answered."""
    if invitation_id is None:
        return None
    return Invitation.objects.filter(id=invitation_id, accepted_at=None, withdrawn_at=None, expires_at__gt=now).first()


def role_history(user: User) -> QuerySet[GrantedRole]:
    """Every role this account was ever given, newest first."""
    return GrantedRole.objects.filter(user=user).order_by("-granted_at", "-id")


def account_of(person_id: UUID) -> User | None:
    """The open account of a person of the directory."""
    return User.objects.filter(person_id=person_id, is_active=True).first()


def renamed_words(language: str) -> dict[str, rules.Forms]:
    """What the organisation calls the words it renamed in the texts of this language."""
    return {row.word: row.forms for row in RenamedWord.objects.filter(language=language)}


def demo_doors() -> QuerySet[DemoDoor]:
    """The people a visitor of the demo can enter as."""
    return DemoDoor.objects.select_related("user").filter(user__is_active=True)
