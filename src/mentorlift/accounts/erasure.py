"""Takes what names a person out of their account; the account's random id stays for the audit record."""

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from mentorlift.accounts.models import Invitation, User
from mentorlift.accounts.services import close_account


def forget_account(*, person_id: UUID, actor_id: str, now: datetime) -> None:
    """Closes a person's account and deletes its address, password and invitations.

    Raises UnableToChangeRole for the last administrator, and changes nothing then.
    """
    with transaction.atomic():
        Invitation.objects.filter(person_id=person_id).delete()
        account = User.objects.filter(person_id=person_id).first()
        if account is None:
            return
        close_account(user_id=account.id, actor_id=actor_id, now=now)
        EmailAddress.objects.filter(user=account).delete()
        account.email = f"{account.id}@erased.invalid"
        account.is_active = False
        account.set_unusable_password()
        account.save(update_fields=["email", "password", "is_active"])
