"""Links in letters: an id under a signature, so that a person can answer before they have an account."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from mentorlift.programmes.models import MentorOffer, TrialLetter, Wish

_WISH, _OFFER = "mentorlift.programmes.wish", "mentorlift.programmes.offer"
_TRIAL = "mentorlift.programmes.trial"


def wish_url(wish: Wish) -> str:
    return settings.PUBLIC_URL + reverse("programmes:wish", args=[signing.dumps(wish.id, salt=_WISH)])


def offer_url(offer: MentorOffer) -> str:
    return settings.PUBLIC_URL + reverse("programmes:offer", args=[signing.dumps(str(offer.id), salt=_OFFER)])


def guide_url(offer: MentorOffer) -> str:
    """The guide of somebody who said yes: by the same token as the invitation."""
    return settings.PUBLIC_URL + reverse("programmes:guide_by_link", args=[signing.dumps(str(offer.id), salt=_OFFER)])


def received_url(trial: TrialLetter) -> str:
    token = signing.dumps(str(trial.id), salt=_TRIAL)
    return settings.PUBLIC_URL.rstrip("/") + reverse("programmes:received", args=[token])


def trial_id(token: str) -> UUID | None:
    """The id a genuine link carries, None for anything else."""
    try:
        return UUID(signing.loads(token, salt=_TRIAL))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def wish_id(token: str) -> int | None:
    """The id a genuine link carries, None for anything else."""
    try:
        return int(signing.loads(token, salt=_WISH))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def offer_id(token: str) -> UUID | None:
    """The id a genuine link carries, None for anything else."""
    try:
        return UUID(signing.loads(token, salt=_OFFER))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
