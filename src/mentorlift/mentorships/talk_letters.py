"""The two letters between colleagues who note that they talk: of no programme, so no programme words them."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mentorlift.mentorships.models import InformalPair
from mentorlift.notifications.services import send
from mentorlift.programmes.letters import Reader, readers_of


def tell_asked_to_talk(pair: InformalPair, *, now: datetime, actor_id: str) -> None:
    """Ask the one whom a colleague named. No role is named, because there is none."""
    readers = readers_of([pair.asked_by_id, pair.asked_id], now)
    me, other = readers.get(pair.asked_id), readers.get(pair.asked_by_id)
    if me is None:
        return
    with translation.override(me.language):
        subject = _("Do you two note that you talk?")
        body = _(
            "%(name)s would like to note that the two of you talk now and then: the day, and nothing of what is said. "
            "Only you two see it. A no needs no reason."
        ) % {"name": other.name if other else _("A colleague")}
        link = settings.PUBLIC_URL.rstrip("/") + reverse("mentorships:talks")
        _mail(me, f"talks:{pair.id}", subject, f"{body}\n\n{link}", now=now, actor_id=actor_id)


def tell_talks(pair: InformalPair, *, now: datetime, actor_id: str) -> None:
    """Tell whoever asked that the other agreed."""
    readers = readers_of([pair.asked_by_id, pair.asked_id], now)
    me, other = readers.get(pair.asked_by_id), readers.get(pair.asked_id)
    if me is None:
        return
    with translation.override(me.language):
        subject = _("You can note your talks now")
        body = _("%(name)s agrees. Note the day when you have talked, if you like.") % {
            "name": other.name if other else _("Your colleague")
        }
        link = settings.PUBLIC_URL.rstrip("/") + reverse("mentorships:talks")
        _mail(me, f"talks-yes:{pair.id}", subject, f"{body}\n\n{link}", now=now, actor_id=actor_id)


def _mail(reader: Reader, key: str, subject: str, body: str, *, now: datetime, actor_id: str) -> None:
    send(
        key=f"mentorships:{key}:{reader.person_id}",
        to=reader.email,
        subject=subject,
        body=body,
        now=now,
        actor_id=actor_id,
    )
