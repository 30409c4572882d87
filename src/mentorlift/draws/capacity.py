"""Whether mentors have room for the people whom a draw would give one now."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorlift.draws import rules
from mentorlift.draws.models import Assignment, Draw, Preparation
from mentorlift.people.models import Employment
from mentorlift.people.queries import organisation_day
from mentorlift.programmes import places_in_use
from mentorlift.programmes.models import Cohort, Programme
from mentorlift.programmes.queries import confirmed_on
from mentorlift.programmes.readiness import Act, Condition, Standing
from mentorlift.programmes.role_words import shape_of
from mentorlift.programmes.rules.capacity import Capacity


def needs_places(programme: Programme) -> bool:
    """Not where everybody meets everybody in turn: there mentors are drawn too."""
    return not shape_of(programme.template).rotates


def capacity_for(cohort: Cohort) -> Capacity:
    """The places on the first day of an intake, less what people of other intakes hold or are owed."""
    return _capacity(cohort.programme, on=cohort.starts_on, besides=cohort)


def _capacity(programme: Programme, *, on: date, besides: Cohort | None) -> Capacity:
    offers, used = confirmed_on(programme, on=on), places_in_use.of_programme(programme)
    confirmed = offers.aggregate(places=Coalesce(Sum("places"), 0), mentors=Count("pk"))
    others = Cohort.objects.filter(programme=programme)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    taken = sum(one.taken_of(offers.values("person")) for one in used)
    return Capacity(
        confirmed=confirmed["places"],
        mentors=confirmed["mentors"],
        reserve_percent=programme.reserve_percent,
        given=taken + _owed(others, on=on, settled=[one.settled for one in used]) + _settled_on(others),
    )


def _owed(cohorts: QuerySet[Cohort], *, on: date, settled: list[QuerySet[Any]]) -> int:
    """People drawn before, due by `on`, who work here then and have no place yet."""
    gone = Employment.objects.filter(person=OuterRef("person"), exited_on__lte=on)
    due = Q(arm=rules.MENTORED) | Q(arm=rules.LATER, draw__cohort__serves_on__lte=on)
    drawn = Assignment.objects.filter(due, ~Exists(gone), draw__cohort__in=cohorts)
    for people in settled:
        drawn = drawn.exclude(person__in=people)
    return drawn.count()


def _settled_on(cohorts: QuerySet[Cohort]) -> int:
    """People whom draws that are prepared, and not held yet, will give a mentor."""
    ahead = Preparation.objects.filter(~Exists(Draw.objects.filter(preparation=OuterRef("pk"))), cohort__in=cohorts)
    return sum(asked_for(numbers) for numbers in ahead.values_list("numbers", flat=True))


def asked_for(numbers: dict[str, dict[str, int]]) -> int:
    """How many people a draw gives a mentor now."""
    return sum(arms[rules.MENTORED] for arms in numbers.values())


def shortage(cohort: Cohort, asked: int, *, is_settled: bool = False) -> str:
    """The arithmetic by which a draw for `asked` people is refused; "" where there is room for them.

    `is_settled`: its numbers cannot be changed any more.
    """
    if not needs_places(cohort.programme):
        return ""
    room = capacity_for(cohort)
    missing = room.missing(asked)
    if not missing:
        return ""
    find = ngettext("find %(n)d more place", "find %(n)d more places", missing) % {"n": missing}
    if room.usable and not is_settled:
        find = _("%(find)s or draw %(usable)d") % {"find": find, "usable": room.usable}
    return _("%(sum)s; the draw asks for %(asked)d: %(find)s.") % {"sum": in_words(room), "asked": asked, "find": find}


def in_words(room: Capacity) -> str:
    """The sum that leads from the places confirmed to those that can be drawn."""
    confirmed = ngettext(
        "%(n)d place confirmed", "%(n)d places confirmed", room.confirmed
    ) % {"n": room.confirmed}  # fmt: skip
    by = ngettext("by %(n)d mentor", "by %(n)d mentors", room.mentors) % {"n": room.mentors}
    kept = _("less %(percent)d %% reserve = %(left)d") % {"percent": room.reserve_percent, "left": room.after_reserve}
    if not room.given:
        return f"{confirmed} {by}, {kept}"
    given = _("less %(given)d of people drawn before = %(usable)d") % {"given": room.given, "usable": room.usable}
    return f"{confirmed} {by}, {kept}, {given}"


def mentors_enough(programme: Programme, now: datetime) -> Standing | None:
    """For the list of what has to be in order: the next draw, or every draw that is settled, has room."""
    if not needs_places(programme):
        return None
    ahead = list(Cohort.objects.filter(programme=programme, draw__isnull=True).order_by("starts_on", "name"))
    settled = {one.cohort_id: one for one in Preparation.objects.filter(cohort__in=ahead).defer("public_list")}
    for cohort in ahead:
        cohort.programme = programme
        if cohort.id in settled and (short := shortage(cohort, asked_for(settled[cohort.id].numbers), is_settled=True)):
            return _standing(programme, short, done=False)
    unsettled = next((cohort for cohort in ahead if cohort.id not in settled), None)
    if ahead and unsettled is None:
        return _standing(programme, _("There is room for everybody whom the draw gives a mentor now."), done=True)
    day = organisation_day(now)
    on = max(unsettled.starts_on, day) if unsettled else day
    room = _capacity(programme, on=on, besides=unsettled)
    wanted = programme.places_wanted or 0
    line = f"{in_words(room)}."
    if missing := room.missing(wanted):
        more = ngettext("%(n)d more is needed", "%(n)d more are needed", missing) % {"n": missing}
        line = _("%(sum)s; %(wanted)d are planned for an intake: %(more)s, or draw fewer.") % {
            "sum": in_words(room), "wanted": wanted, "more": more,
        }  # fmt: skip
    return _standing(programme, line, done=room.usable > 0 or (not ahead and _is_drawn(programme)))


def _is_drawn(programme: Programme) -> bool:
    return Draw.objects.filter(cohort__programme=programme).exists()


def _standing(programme: Programme, line: str, *, done: bool) -> Standing:
    from django.urls import reverse

    url = reverse("programmes:mentors", args=[programme.id])
    return Standing(done=done, line=line, url=url, owner=gettext_lazy("programme manager"))


MENTORS_ENOUGH = Condition(
    key="mentors_enough",
    position=40,
    title=gettext_lazy("Enough mentors"),
    holds_up=frozenset({Act.DRAW}),
    describe=mentors_enough,
)
