"""Where somebody stands in the programmes whose list they are on: told truthfully, with a date where there is one."""

from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.draws.queries import Own, own
from mentorlift.programmes.models import Aims, Programme, RosterEntry
from mentorlift.programmes.role_words import in_words_of
from mentorlift.reports.today.part import Item


def items(actor: Actor, *, paired_in: set[UUID], choosing_in: set[UUID] | frozenset[UUID] = frozenset()) -> list[Item]:
    """One line for each running programme of the actor; `paired_in` are those whose pair is shown anyway, in
    those of `choosing_in` the mentor is the actor's to choose."""
    if actor.person_id is None:
        return []
    listed = RosterEntry.objects.filter(programme=OuterRef("pk"), person_id=actor.person_id)
    running = Programme.objects.filter(Exists(listed), launch__isnull=False, closing=None, stop=None)
    found = [(programme, own(actor, programme)) for programme in running]
    stands = []
    for programme, mine in found:
        if mine:
            with in_words_of(programme):
                stands.append(_item(programme, mine, programme.id in paired_in, chooses=programme.id in choosing_in))
    coming = [programme for programme, mine in found if mine and programme.id not in paired_in and _comes(mine)]
    return stands + _aims(actor.person_id, coming)


def _comes(mine: Own) -> bool:
    """Whether a mentor is being found, now or on a day that is known."""
    return mine.state == "mentored" or (mine.state == "later" and mine.entry.cohort.serves_on is not None)


def _aims(person_id: UUID, coming: list[Programme]) -> list[Item]:
    """What would you like to learn: as long as it is not said and somebody is being looked for."""
    if not coming:
        return []
    said = set(Aims.objects.filter(person_id=person_id, programme__in=coming).values_list("programme_id", flat=True))
    found = []
    for one in coming:
        if one.id not in said:
            with in_words_of(one):
                words = _("What would you like to learn? It helps to find the right mentor")
                found.append(Item("", words, one.name, reverse("programmes:aims", args=[one.id]), _("Say it")))
    return found


def _item(programme: Programme, mine: Own, has_pair: bool, *, chooses: bool = False) -> Item:
    drawn = mine.state in ("mentored", "later", "not_in_it")
    url = reverse("draws:own", args=[programme.id])
    words = _("You have a place, and choose your mentor yourself") if chooses else _words(mine, has_pair)
    return Item("", words, programme.name, url, _("How I was drawn") if drawn else _("How I am drawn"))


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
