"""Programmes that were closed a short while ago: what came out, and the questions that go with it."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.queries.going_on import ASKED_FOR, own_going_on
from mentorlift.programmes.models import AgainAnswer, MentorOffer, Programme, RosterEntry
from mentorlift.programmes.role_words import in_words_of
from mentorlift.reports.today.part import Item


def items(actor: Actor, *, now: datetime) -> list[Item]:
    """One line for each: for whoever was on its list or mentored in it, for sixty days."""
    if actor.person_id is None:
        return []
    mine = {"programme": OuterRef("pk"), "person_id": actor.person_id}
    took_part = Exists(RosterEntry.objects.filter(**mine)) | Exists(MentorOffer.objects.filter(accepted=True, **mine))
    closed = Programme.objects.filter(took_part, closing__at__gt=now - ASKED_FOR, closing__at__lte=now)
    programmes = list(closed.annotate(has_said=Exists(AgainAnswer.objects.filter(**mine))).order_by("-closing__at"))
    if not programmes:
        return []
    asked = {one.pair.programme_id: one for one in own_going_on(actor, now=now) if one.said is None and one.is_open}
    found = []
    for programme in programmes:
        url = reverse("reports:outcome", args=[programme.id])
        with in_words_of(programme):
            if one := asked.get(programme.id):
                text = _("It is over: what came out, and do you and %(name)s go on talking?") % {"name": one.partner}
            elif not programme.has_said:
                text = _("It is over: what came out, and would you take part again?")
            else:
                text = _("It is over: what came out")
        found.append(Item("", text, programme.name, url, _("Read it")))
    return found
