"""The only writers of accounts: invitations, roles, erasure."""

from mentorlift.accounts.services.erasure import erase_account, forget_account
from mentorlift.accounts.services.invitations import (
    UnableToAccept,
    UnableToInvite,
    accept,
    create_account,
    invite,
    withdraw,
)
from mentorlift.accounts.services.roles import UnableToChangeRole, close_account, grant_role, revoke_role

__all__ = [
    "UnableToAccept",
    "UnableToChangeRole",
    "UnableToInvite",
    "accept",
    "close_account",
    "create_account",
    "erase_account",
    "forget_account",
    "grant_role",
    "invite",
    "revoke_role",
    "withdraw",
]
