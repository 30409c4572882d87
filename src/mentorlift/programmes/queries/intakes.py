"""How the intakes of a programme stand, for its page and its list: a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import Count, Q

from mentorlift.programmes.models import Branch, Cohort, Participation, Programme
from mentorlift.programmes.once import once


@dataclass(frozen=True, slots=True)
class Intake:
    """One intake with its counts. `stage` is the first thing that is not done yet."""

    cohort: Cohort
    people: int
    to_ask: int  # listed in the branch that is asked
    unsplit: int
    outside: int
    stage: str  # "fill", "split", "ask", "wishes_open", "freeze", "fixed"


def intakes(programme: Programme, *, now: datetime) -> list[Intake]:
    """The intakes of `programme` by first day: two queries."""
    return intakes_of([programme], now=now).get(programme.id, [])


def own_intakes(programme: Programme, *, now: datetime) -> list[Intake]:
    """`intakes` for a page of several parts that ask for it, all at the same `now`."""
    return once(programme, now, "intakes", lambda: intakes(programme, now=now))


def count_ahead(programmes: Iterable[Programme], *, now: datetime) -> None:
    """Two queries instead of two for each of `programmes` that will ask for `own_intakes`."""
    asked = list(programmes)
    found = intakes_of(asked, now=now)
    for programme in asked:
        once(programme, now, "intakes", partial(found.get, programme.id, []))


def intakes_of(programmes: Iterable[Programme], *, now: datetime) -> dict[UUID, list[Intake]]:
    """Intakes by programme id: two queries however many programmes."""
    by_id = {programme.id: programme for programme in programmes}
    cohorts = Cohort.objects.filter(programme_id__in=by_id).annotate(
        people=Count("roster"),
        to_ask=Count("roster", filter=Q(roster__branch=Branch.VOLUNTARY)),
        unsplit=Count("roster", filter=Q(roster__branch="")),
    )
    outside = dict(
        Cohort.objects.filter(programme_id__in=by_id).annotate(n=Count("outside")).values_list("id", "n").order_by()
    )
    found: dict[UUID, list[Intake]] = {}
    for cohort in cohorts:
        cohort.programme = by_id[cohort.programme_id]
        counts = {"people": cohort.people, "to_ask": cohort.to_ask, "unsplit": cohort.unsplit}
        stage = _stage(cohort, now=now, **counts)
        found.setdefault(cohort.programme_id, []).append(
            Intake(cohort=cohort, outside=outside[cohort.id], stage=stage, **counts)
        )
    return found


def _stage(cohort: Cohort, *, people: int, to_ask: int, unsplit: int, now: datetime) -> str:
    if cohort.frozen_at is not None:
        return "fixed"
    if not people:
        return "fill"
    if cohort.programme.participation == Participation.BOTH and unsplit:
        return "split"
    if to_ask and cohort.wish_asked_at is None:
        return "ask"
    if to_ask and cohort.wish_closes_at is not None and cohort.wish_closes_at > now:
        return "wishes_open"
    return "freeze"
