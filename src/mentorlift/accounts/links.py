"""The invitation's link and its letter."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorlift.accounts.models import Invitation

_SALT = "mentorlift.accounts.invitation"


def token(invitation: Invitation) -> str:
    """The invitation's id under a signature; whether it was used stands in its row."""
    return signing.Signer(salt=_SALT).sign_object(str(invitation.id))


def invitation_id(token: str) -> UUID | None:
    """The id a genuine link carries, None for anything else."""
    try:
        return UUID(signing.Signer(salt=_SALT).unsign_object(token))
    except (signing.BadSignature, ValueError):
        return None


def invitation_url(invitation: Invitation) -> str:
    return settings.PUBLIC_URL + reverse("accounts:accept_invitation", args=[token(invitation)])


def invitation_text(invitation: Invitation) -> tuple[str, str]:
    """Subject and body of the letter."""
    body = _(
        "You are invited to Mentorlift.\n\n"
        "Open this link to choose a password. It works once, until %(day)s:\n\n%(link)s\n\n"
        "If you did not expect this, do nothing: no account is made."
    ) % {"day": date_format(invitation.expires_at, "j F Y"), "link": invitation_url(invitation)}
    return _("Your invitation to Mentorlift"), body
