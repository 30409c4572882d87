"""Forget who an account belonged to."""

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from mentorlift.accounts.models import Invitation, User
from mentorlift.accounts.services.roles import close_account
from mentorlift.audit.services import record
from mentorlift.notifications.services import forget


def forget_account(*, person_id: UUID, actor_id: str, now: datetime) -> None:
    """Erase the account of a person, if there is one, and withdraw and empty their invitations.

    Raises UnableToChangeRole for the last administrator, and changes nothing then.
    """
    with transaction.atomic():
        for invitation in Invitation.objects.filter(person_id=person_id):
            forget(to=invitation.email, now=now)
        Invitation.objects.filter(person_id=person_id).delete()
        account = User.objects.filter(person_id=person_id).first()
        if account:
            erase_account(user_id=account.id, actor_id=actor_id, now=now)


def erase_account(*, user_id: UUID, actor_id: str, now: datetime) -> None:
    """Close the account and remove address, password, keys, invitations and letters; ids stay, so all still verifies.

    The last administrator stays: raises UnableToChangeRole.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(id=user_id)
        close_account(user_id=user_id, actor_id=actor_id, now=now)
        forget(to=user.email, now=now)
        Invitation.objects.filter(email__iexact=user.email).update(email=_nobody(user_id), withdrawn_at=now)
        EmailAddress.objects.filter(user=user).delete()
        Authenticator.objects.filter(user=user).delete()
        user.email = _nobody(user_id)
        user.set_unusable_password()
        user.save(update_fields=["email", "password"])
        record(actor_id=actor_id, action="accounts.erase", subject=f"user:{user_id}", now=now)


def _nobody(user_id: UUID) -> str:
    return f"{user_id}@erased.invalid"
