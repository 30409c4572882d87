"""Today of a programme manager: who needs a partner, which meetings nobody knows about, and what comes next."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.accounts import renaming
from mentorlift.accounts.actors import Actor
from mentorlift.experiments.queries import signs_of_harm
from mentorlift.matching.queries.late import Late, late_joiners
from mentorlift.mentorships.models import Ending
from mentorlift.mentorships.queries.agreed import hours_at_issue
from mentorlift.mentorships.queries.pairs import Waiting, pairs_to_rematch
from mentorlift.mentorships.queries.programmes import unknown_meetings
from mentorlift.people.queries import names, organisation_day
from mentorlift.programmes import timeline
from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries import runnable_programmes
from mentorlift.programmes.queries.intakes import count_ahead
from mentorlift.programmes.role_words import in_words_of, words_of
from mentorlift.reports.today.part import Item, Part


@dataclass(frozen=True, slots=True)
class Running:
    """A programme and the step it is at."""

    programme: Programme
    now: timeline.StepView | None


def part(actor: Actor, *, now: datetime) -> Part | None:
    """None for everybody else."""
    if not actor.is_programme_manager:
        return None
    programmes = list(runnable_programmes(actor).filter(closing=None, stop=None))
    count_ahead(programmes, now=now)
    alerts = _harm(programmes) + _partners(actor, now) + _late(programmes, now) + _hours(programmes, now)
    alerts += _unknown(programmes, now)
    running = [Running(one, timeline.current(one, actor=actor, now=now)) for one in programmes]
    return Part("reports/today/programmes.html", {"alerts": alerts, "running": running})


def _harm(programmes: list[Programme]) -> list[Item]:
    return [
        Item(
            "",
            _("A sign of harm was seen: consider stopping"),
            look.programme.name,
            reverse("experiments:harm", args=[look.programme_id]),
            _("See"),
        )
        for look in signs_of_harm(programmes)
    ]


def _partners(actor: Actor, now: datetime) -> list[Item]:
    waiting = pairs_to_rematch(actor, now=now)
    known = names(person for one in waiting for person in (one.pair.protege_id, one.pair.mentor_id))
    found = []
    for one in waiting:
        with in_words_of(one.pair.programme):
            found.append(_partner(one, known.get(one.person_id, "?"), known))
    return found


def _partner(one: Waiting, name: str, known: dict) -> Item:
    other = known.get(one.pair.other(one.person_id), _("the partner"))
    left = one.pair.ending.kind == Ending.LEFT
    why = _("%(name)s has left the company") if left else _("the pairing with %(name)s has ended")
    small = f"{one.pair.programme.name}: {why % {'name': other}}"
    if one.needs_mentor:
        url = reverse("matching:successor", args=[one.pair.id])
        return Item(name, _("%(name)s needs a new mentor") % {"name": name}, small, url, _("Find one"))
    url = reverse("mentorships:pair", args=[one.pair.id])
    return Item(name, _("%(name)s has a free place again") % {"name": name}, small, url, _("See"))


def _late(programmes: list[Programme], now: datetime) -> list[Item]:
    """Those of later intakes, and those whom no place was left for."""
    found = []
    for one in late_joiners(programmes, today=organisation_day(now)):
        with renaming.within(words_of(one.template)):
            found.append(_waits(one))
    return found


def _waits(one: Late) -> Item:
    return Item(
        "",
        ngettext("%(n)d person waits for a mentor", "%(n)d people wait for a mentor", one.people) % {"n": one.people},
        _("%(programme)s, %(intake)s: pairs that exist do not move")
        % {"programme": one.programme, "intake": one.cohort},
        reverse("matching:matching", args=[one.cohort_id]),
        _("Match"),
    )


def _hours(programmes: list[Programme], now: datetime) -> list[Item]:
    """Managers who refuse the hours, and meetings on days that one of them called impossible."""
    found = []
    for one in hours_at_issue(programmes, now=now, today=organisation_day(now)):
        url = reverse("mentorships:managers", args=[one.programme.id])
        if one.refusing:
            text = ngettext("%(n)d manager refuses the hours", "%(n)d managers refuse the hours", one.refusing)
            found.append(Item("", text % {"n": one.refusing}, one.programme.name, url, _("See who")))
        if one.clashing:
            text = ngettext(
                "%(n)d meeting lies on a day that a manager called impossible",
                "%(n)d meetings lie on days that a manager called impossible",
                one.clashing,
            )
            found.append(Item("", text % {"n": one.clashing}, one.programme.name, url, _("See")))
    return found


def _unknown(programmes: list[Programme], now: datetime) -> list[Item]:
    return [
        Item(
            "",
            ngettext(
                "%(n)d meeting has passed and nobody has said whether it took place",
                "%(n)d meetings have passed and nobody has said whether they took place",
                one.count,
            )
            % {"n": one.count},
            one.programme.name,
            f"{reverse('mentorships:pairs')}?programme={one.programme.id}",
            _("See the pairs"),
        )
        for one in unknown_meetings(programmes, now=now)
    ]
