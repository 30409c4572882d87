"""What is done to one person: an invitation, an erasure."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.models import Invitation
from mentorlift.accounts.services import UnableToChangeRole, forget_account
from mentorlift.accounts.services import UnableToInvite as UnableToInviteByMail
from mentorlift.accounts.services import invite as invite_by_mail
from mentorlift.audit.services import record
from mentorlift.jobs.models import Job
from mentorlift.jobs.services import enqueue
from mentorlift.notifications.services import forget as forget_letters
from mentorlift.people.models import Identity, Post


class UnableToInvite(Exception):
    """No letter was sent; the text says why."""


class UnableToErase(Exception):
    """Nothing was erased; the text says why."""


def invite_person(*, person_id: UUID, actor_id: str, now: datetime) -> Invitation:
    """Sends a person of the directory the letter that makes an account; a new one replaces an open one."""
    identity = Identity.objects.filter(person_id=person_id).first()
    if identity is None or not identity.email:
        raise UnableToInvite(_("The directory has no address for this person. Import one first."))
    try:
        return invite_by_mail(email=identity.email, person_id=person_id, actor_id=actor_id, now=now)
    except UnableToInviteByMail as error:
        raise UnableToInvite(str(error)) from None


def ask_to_invite(*, person_ids: Collection[UUID], actor_id: str, now: datetime) -> Job:
    """Asks for a letter to each of these people; the job leaves out who has been invited meanwhile."""
    if not person_ids:
        raise UnableToInvite(_("Everybody here with an address has an account or an invitation already."))
    return enqueue("people.invite", now=now, requested_by=actor_id, person_ids=[str(one) for one in person_ids])


def erase(*, person_id: UUID, actor_id: str, now: datetime) -> None:
    """Deletes name, id of the files and address, closes the account and empties free attributes, for good.

    The random id stays, and with it every draw, audit record and result that names it. Raises UnableToErase for
    the last administrator too.
    """
    with transaction.atomic():
        identity = Identity.objects.filter(person_id=person_id).first()
        if identity is None:
            raise UnableToErase(_("This person has been erased already."))
        forget_letters(to=identity.email, now=now)
        identity.delete()
        Post.objects.filter(person_id=person_id).update(attributes={})
        try:
            forget_account(person_id=person_id, actor_id=actor_id, now=now)
        except UnableToChangeRole as error:
            raise UnableToErase(str(error)) from None
        record(actor_id=actor_id, action="people.erase", subject=f"person:{person_id}", now=now)
