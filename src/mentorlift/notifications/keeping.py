"""What this room keeps for a time, and its share of what is held on a person."""

from datetime import datetime

from django.conf import settings
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from mentorlift.keeping.kinds import Kind, register_kind
from mentorlift.keeping.own import Gatherer, Part, Whose, register_gatherer
from mentorlift.notifications.delivery import remove_texts_before
from mentorlift.notifications.models import Message


def register() -> None:
    """Called in NotificationsConfig.ready."""
    register_kind(
        Kind(
            key="letters",
            position=80,
            title=_("Address and text of letters"),
            starts=_("the day the letter was written"),
            stays=_("that a letter went out, when, and whether it arrived"),
            default=settings.MAIL_TEXT_DAYS,
            least=min(7, settings.MAIL_TEXT_DAYS),
            most=max(365, settings.MAIL_TEXT_DAYS),
            oldest=_oldest,
            remove=lambda before, now: remove_texts_before(before=before, now=now),
        )
    )
    register_gatherer(Gatherer("letters", 80, _letters))


def _oldest() -> datetime | None:
    found: datetime | None = Message.objects.filter(text_removed_at=None).aggregate(first=Min("created_at"))["first"]
    return found


def _letters(whose: Whose, _now: datetime) -> list[Part]:
    if not whose.email:
        return []
    found = Message.objects.filter(to__iexact=whose.email).order_by("created_at")
    columns = (("at", _("when")), ("subject", _("subject")), ("text", _("text")))
    rows = [(one.created_at, one.subject, "" if one.is_secret else one.body) for one in found]
    return [Part("letters", _("Letters to you"), columns, rows, _("Links and codes to sign in are left out."))]
