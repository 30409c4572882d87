"""Until when the links in letters open what they name. Afterwards a sign-in still does, for whoever may."""

from datetime import datetime, timedelta
from enum import StrEnum

OFFER_LINK_LASTS = timedelta(days=60)  # a letter to a mentor; the programme manager can send a new one


class LinkEnd(StrEnum):
    """Why a link opens nothing any more."""

    PROGRAMME = "programme"  # it was closed or stopped
    ANSWERS = "answers"  # the last day to answer has passed, or the list is fixed
    AGE = "age"


def offer_link_ends_at(invited_at: datetime) -> datetime:
    return invited_at + OFFER_LINK_LASTS


def offer_link_end(*, invited_at: datetime, has_ended: bool, now: datetime) -> LinkEnd | None:
    """None while the link in a letter to a mentor works."""
    if has_ended:
        return LinkEnd.PROGRAMME
    return LinkEnd.AGE if now >= offer_link_ends_at(invited_at) else None


def wish_link_end(
    *, closes_at: datetime | None, frozen_at: datetime | None, has_ended: bool, now: datetime
) -> LinkEnd | None:
    """None while the link in a letter about a wish works: as long as the answer counts."""
    if has_ended:
        return LinkEnd.PROGRAMME
    if frozen_at is not None or closes_at is None or closes_at <= now:
        return LinkEnd.ANSWERS
    return None
