"""Invite somebody, and make the account when the invitation is answered."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mentorlift.accounts import links
from mentorlift.accounts.models import Invitation, Role, User
from mentorlift.accounts.services.roles import grant_role
from mentorlift.audit.services import record
from mentorlift.notifications.services import send

VALID_FOR = timedelta(days=14)


class UnableToInvite(Exception):
    """The invitation was not written; the text says why."""


class UnableToAccept(Exception):
    """No account was made; the text says why and what to do."""


def invite(
    *, email: str, person_id: UUID | None, roles: Iterable[str] = (), actor_id: str, now: datetime
) -> Invitation:
    """Invite somebody by e-mail: a single-use link, good for 14 days.

    A new invitation replaces an open one to the same address or, where the address changed, to the same person.

    Raises UnableToInvite when the address or the person has an account already, or a role is unknown.
    """
    address, wanted = email.strip().lower(), sorted(set(roles))
    _check_invitable(address, person_id, wanted)
    with transaction.atomic():
        same = Q(email__iexact=address) | (Q(person_id=person_id) if person_id else Q())
        Invitation.objects.filter(same, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
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
            raise UnableToAccept(_("This link was used already or is too old. Ask for a new invitation."))
        invitation = Invitation.objects.get(id=invitation_id)
        if User.objects.filter(email__iexact=invitation.email).exists():
            raise UnableToAccept(_("There is an account for this address already. Sign in with it."))
        if invitation.person_id and User.objects.filter(person_id=invitation.person_id).exists():
            raise UnableToAccept(_("You have an account under another address already. Sign in with it."))
        user = create_account(
            email=invitation.email, person_id=invitation.person_id, password=password, language=language
        )
        Invitation.objects.filter(id=invitation_id).update(accepted_by=user)
        record(actor_id=str(user.id), action="accounts.accept", subject=f"invitation:{invitation_id}", now=now)
        for role in invitation.roles:
            grant_role(user_id=user.id, role=role, actor_id=invitation.invited_by, now=now)
    return user


def create_account(*, email: str, person_id: UUID | None, password: str | None = None, language: str = "") -> User:
    """An account whose address counts as confirmed (an invitation was answered there, or an operator vouches)."""
    with transaction.atomic():
        user = User.objects.create_user(email=email, person_id=person_id, password=password, language=language)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _check_invitable(address: str, person_id: UUID | None, roles: list[str]) -> None:
    if unknown := [role for role in roles if role not in Role.values]:
        raise UnableToInvite(
            _("There is no role %(role)s; there are %(roles)s.")
            % {"role": ", ".join(unknown), "roles": ", ".join(Role.values)}
        )
    if User.objects.filter(email__iexact=address).exists():
        raise UnableToInvite(_("There is an account for this address already; grant it the roles instead."))
    if person_id and User.objects.filter(person_id=person_id).exists():
        raise UnableToInvite(_("This person has an account under another address already."))
