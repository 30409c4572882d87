"""Give and take roles, close accounts."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.models import GrantedRole, Role, User
from mentorlift.audit.services import record


class UnableToChangeRole(Exception):
    """The roles stayed as they were; the text says why."""


def grant_role(*, user_id: UUID, role: str, actor_id: str, now: datetime) -> GrantedRole:
    """Give a role; giving it twice changes nothing. Raises UnableToChangeRole for an unknown role."""
    if role not in Role.values:
        raise UnableToChangeRole(
            _("There is no role %(role)s; there are %(roles)s.") % {"role": role, "roles": ", ".join(Role.values)}
        )
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


def _keep_one_administrator(user_id: UUID) -> None:
    # locking the rows makes two administrators who dismiss each other at once take turns
    holders = GrantedRole.objects.select_for_update().filter(role=Role.ADMINISTRATOR, revoked_at=None)
    active = {holder.user_id for holder in holders.select_related("user") if holder.user.is_active}
    if active == {user_id}:
        raise UnableToChangeRole(_("This is the last administrator. Make somebody else one first."))


def _record_user(actor_id: str, action: str, user_id: UUID, now: datetime, **ids: object) -> None:
    record(actor_id=actor_id, action=action, subject=f"user:{user_id}", now=now, ids=ids)
