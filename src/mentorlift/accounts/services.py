"""Accounts: invite, accept, grant, revoke, close."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from mentorlift.accounts import links
from mentorlift.accounts.models import GrantedRole, Invitation, Role, User
from mentorlift.audit.services import record
from mentorlift.notifications.services import send

VALID_FOR = timedelta(days=14)


class UnableToInvite(Exception):
    """The invitation was not written; the text says why."""


class UnableToAccept(Exception):
    """No account was made; the text says why and what to do."""


class UnableToChangeRole(Exception):
    """The roles stayed as they were; the text says why."""


def invite(
    *, email: str, person_id: UUID | None, roles: Iterable[str] = (), actor_id: str, now: datetime
) -> Invitation:
    """Invite somebody by e-mail: a single-use link, good for 14 days. A new invitation replaces an open one.

    Raises UnableToInvite when the address or the person has an account already, or a role is unknown.
    """
    address, wanted = email.strip().lower(), sorted(set(roles))
    _check_invitable(address, person_id, wanted)
    with transaction.atomic():
        Invitation.objects.filter(email__iexact=address, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
        invitation = Invitation.objects.create(
            email=address,
            person_id=person_id,
            roles=wanted,
            invited_by=actor_id,
            invited_at=now,
            expires_at=now + VALID_FOR,
        )
        subject, body = links.invitation_text(invitation)
        send(
            key=f"invitation:{invitation.id}",
            to=address,
            subject=subject,
            body=body,
            now=now,
            actor_id=actor_id,
            is_secret=True,
        )
        record(
            actor_id=actor_id,
            action="accounts.invite",
            subject=f"invitation:{invitation.id}",
            now=now,
            ids={"person": person_id, "roles": wanted},
        )
    return invitation


def withdraw(*, invitation_id: UUID, actor_id: str, now: datetime) -> None:
    """Make the link of an open invitation useless; one that was answered stays as it is."""
    with transaction.atomic():
        gone = Invitation.objects.filter(id=invitation_id, accepted_at=None, withdrawn_at=None)
        if gone.update(withdrawn_at=now):
            record(actor_id=actor_id, action="accounts.withdraw", subject=f"invitation:{invitation_id}", now=now)


def accept(*, invitation_id: UUID, password: str, language: str = "en", now: datetime) -> User:
    """Make the account an invitation promised, once. Raises UnableToAccept when it was used or is too old."""
    with transaction.atomic():
        taken = Invitation.objects.filter(
            id=invitation_id, accepted_at=None, withdrawn_at=None, expires_at__gt=now
        ).update(accepted_at=now)
        if not taken:
            raise UnableToAccept("This link was used already or is too old. Ask for a new invitation.")
        invitation = Invitation.objects.get(id=invitation_id)
        if User.objects.filter(email__iexact=invitation.email).exists():
            raise UnableToAccept("There is an account for this address already. Sign in with it.")
        user = create_account(
            email=invitation.email, person_id=invitation.person_id, password=password, language=language
        )
        Invitation.objects.filter(id=invitation_id).update(accepted_by=user)
        record(actor_id=str(user.id), action="accounts.accept", subject=f"invitation:{invitation_id}", now=now)
        for role in invitation.roles:
            grant_role(user_id=user.id, role=role, actor_id=invitation.invited_by, now=now)
    return user


def create_account(*, email: str, person_id: UUID | None, password: str | None = None, language: str = "en") -> User:
    """An account whose address counts as confirmed (an invitation was answered there, or an operator vouches)."""
    with transaction.atomic():
        user = User.objects.create_user(email=email, person_id=person_id, password=password, language=language)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def grant_role(*, user_id: UUID, role: str, actor_id: str, now: datetime) -> GrantedRole:
    """Give a role; giving it twice changes nothing. Raises UnableToChangeRole for an unknown role."""
    if role not in Role.values:
        raise UnableToChangeRole(f"There is no role {role}; there are {', '.join(Role.values)}.")
    with transaction.atomic():
        granted, fresh = GrantedRole.objects.get_or_create(
            user_id=user_id, role=role, revoked_at=None, defaults={"granted_by": actor_id, "granted_at": now}
        )
        if fresh:
            _record_user(actor_id, "accounts.grant_role", user_id, now, role=role)
    return granted


def revoke_role(*, user_id: UUID, role: str, actor_id: str, now: datetime) -> None:
    """Take a role back. The last administrator keeps it: raises UnableToChangeRole."""
    with transaction.atomic():
        if role == Role.ADMINISTRATOR:
            _keep_one_administrator(user_id)
        revoked = GrantedRole.objects.filter(user_id=user_id, role=role, revoked_at=None).update(
            revoked_at=now, revoked_by=actor_id
        )
        if revoked:
            _record_user(actor_id, "accounts.revoke_role", user_id, now, role=role)


def close_account(*, user_id: UUID, actor_id: str, now: datetime) -> None:
    """Nobody signs in with this account any more; roles end. The last administrator stays: UnableToChangeRole."""
    with transaction.atomic():
        for role in GrantedRole.objects.filter(user_id=user_id, revoked_at=None).values_list("role", flat=True):
            revoke_role(user_id=user_id, role=role, actor_id=actor_id, now=now)
        if User.objects.filter(id=user_id, is_active=True).update(is_active=False):
            _record_user(actor_id, "accounts.close", user_id, now)


def _check_invitable(address: str, person_id: UUID | None, roles: list[str]) -> None:
    if unknown := [role for role in roles if role not in Role.values]:
        raise UnableToInvite(f"There is no role {', '.join(unknown)}; there are {', '.join(Role.values)}.")
    if User.objects.filter(email__iexact=address).exists():
        raise UnableToInvite("There is an account for this address already; grant it the roles instead.")
    if person_id and User.objects.filter(person_id=person_id).exists():
        raise UnableToInvite("This person has an account under another address already.")


def _keep_one_administrator(user_id: UUID) -> None:
    # locking the rows makes two administrators who dismiss each other at once take turns
    holders = GrantedRole.objects.select_for_update().filter(role=Role.ADMINISTRATOR, revoked_at=None)
    active = {holder.user_id for holder in holders.select_related("user") if holder.user.is_active}
    if active == {user_id}:
        raise UnableToChangeRole("This is the last administrator. Make somebody else one first.")


def _record_user(actor_id: str, action: str, user_id: UUID, now: datetime, **ids: object) -> None:
    record(actor_id=actor_id, action=action, subject=f"user:{user_id}", now=now, ids=ids)
