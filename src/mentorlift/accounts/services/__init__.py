"""The only writers of accounts: invitations, roles, words, erasure."""

from mentorlift.accounts.services.erasure import erase_account, forget_account
from mentorlift.accounts.services.invitations import (
    UnableToAccept,
    UnableToInvite,
    accept,
    create_account,
    invite,
    withdraw,
)
from mentorlift.accounts.services.language import choose_language
from mentorlift.accounts.services.roles import UnableToChangeRole, close_account, grant_role, revoke_role
from mentorlift.accounts.services.words import UnableToRename, rename_words

__all__ = [
    "UnableToAccept",
    "UnableToChangeRole",
    "UnableToInvite",
    "UnableToRename",
    "accept",
    "choose_language",
    "close_account",
    "create_account",
    "erase_account",
    "forget_account",
    "grant_role",
    "invite",
    "rename_words",
    "revoke_role",
    "withdraw",
]
