"""Where somebody stands in the programmes whose list they are on: told truthfully, with a date where there is one."""

from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.draws.queries import Own, own
from mentorlift.programmes.models import Programme, RosterEntry
from mentorlift.reports.today.part import Item


def items(actor: Actor, *, paired_in: set[UUID], choosing_in: set[UUID] | frozenset[UUID] = frozenset()) -> list[Item]:
    """One line for each running programme of the actor; `paired_in` are those whose pair is shown anyway, in
    those of `choosing_in` the mentor is the actor's to choose."""
    if actor.person_id is None:
        return []
    listed = RosterEntry.objects.filter(programme=OuterRef("pk"), person_id=actor.person_id)
    running = Programme.objects.filter(Exists(listed), launch__isnull=False, closing=None, stop=None)
    found = [(programme, own(actor, programme)) for programme in running]
    return [
        _item(programme, mine, programme.id in paired_in, chooses=programme.id in choosing_in)
        for programme, mine in found
        if mine
    ]


def _item(programme: Programme, mine: Own, has_pair: bool, *, chooses: bool = False) -> Item:
    drawn = mine.state in ("mentored", "later")
    url = reverse("draws:own" if drawn else "programmes:about", args=[programme.id])
    words = _("You have a place, and choose your mentor yourself") if chooses else _words(mine, has_pair)
    return Item("", words, programme.name, url, _("How I was drawn") if drawn else _("What it is for"))


def _words(mine: Own, has_pair: bool) -> str:
    cohort = mine.entry.cohort
    if has_pair:
        return _("You have your mentor")
    if mine.state == "mentored":
        return _("You have a place; your mentor is being found")
    if mine.state == "later":
        if cohort.serves_on is None:
            return _("The places were drawn by lot: you are not in this round")
        day = date_format(cohort.serves_on, "j F")
        return _("The places were drawn by lot: you start on %(day)s") % {"day": day}
    if mine.state == "not_in_it":
        return _("You are not in this draw")
    return _("You are on the list; who has a mentor first is drawn by lot")
