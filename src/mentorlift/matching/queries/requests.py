"""Requests as the two people, and the programme managers, read them. To anybody else there are none."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower

from mentorlift.accounts.actors import Actor
from mentorlift.draws.queries import assignments
from mentorlift.draws.rules import MENTORED
from mentorlift.matching.models import Choosing, Group, MentorRequest
from mentorlift.matching.queries.choosing import reasons_for_the_two, still_to_choose
from mentorlift.matching.queries.pool import matched_on, waiting_people
from mentorlift.matching.queries.somebody import A_PAGE, Somebody, line_of
from mentorlift.mentorships.models import Pair
from mentorlift.people.queries import names, workplaces
from mentorlift.programmes.models import Cohort


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with both people by name and why they fit."""

    request: MentorRequest
    protege: Somebody
    mentor: Somebody

    @property
    def reasons(self) -> list[str]:
        return reasons_for_the_two(self.request.parts)


@dataclass(frozen=True, slots=True)
class ToChoose:
    """A choosing in which the actor has no mentor yet; `asked` is the open request."""

    choosing: Choosing
    asked: Asked | None


def own_requests(actor: Actor) -> QuerySet[MentorRequest]:
    """The requests the actor made or was asked in. No granted role adds any."""
    if actor.person_id is None:
        return MentorRequest.objects.none()
    mine = Q(protege_id=actor.person_id) | Q(mentor_id=actor.person_id)
    return MentorRequest.objects.filter(mine).select_related("programme", "choosing__cohort__programme", "pair")


def asked(requests: Iterable[MentorRequest], *, today: date) -> list[Asked]:
    """With names and places of work: two queries for any number."""
    found = list(requests)
    ids = {person for one in found for person in (one.protege_id, one.mentor_id)}
    if not ids:
        return []
    people = _known(ids, today)
    return [Asked(one, people[one.protege_id], people[one.mentor_id]) for one in found]


def to_answer(actor: Actor, *, today: date) -> list[Asked]:
    """What waits for the actor's yes or no, the most urgent first."""
    if actor.person_id is None:
        return []
    waiting = own_requests(actor).filter(mentor_id=actor.person_id, settled_at=None, due_on__gte=today)
    return asked(waiting.order_by("due_on", "asked_at"), today=today)


def to_choose(actor: Actor, *, today: date) -> list[ToChoose]:
    """Where the actor can choose a mentor now, or waits for an answer."""
    choosings = list(still_to_choose(actor))
    if not choosings:
        return []
    waiting = own_requests(actor).filter(protege_id=actor.person_id, settled_at=None, choosing__in=choosings)
    open_now = {one.request.choosing_id: one for one in asked(waiting, today=today)}
    return [ToChoose(choosing, open_now.get(choosing.id)) for choosing in choosings]


def last_answer(actor: Actor, choosing: Choosing, *, today: date) -> Asked | None:
    """How the actor's latest request in a choosing ended; None while none has."""
    ended = own_requests(actor).filter(protege_id=actor.person_id, choosing=choosing, settled_at__isnull=False)
    return next(iter(asked(ended.order_by("-settled_at")[:1], today=today)), None)


def own_pair_of(actor: Actor, cohort: Cohort) -> Pair | None:
    """The mentor the actor has by now."""
    return Pair.objects.filter(programme=cohort.programme_id, protege_id=actor.person_id, ended_at=None).first()


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody who is to be mentored, and whom they asked until when; nobody where no request is open."""

    who: Somebody
    mentor: str = ""
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far an intake is that chooses for itself: never who declined, nor what anybody wrote."""

    choosing: Choosing
    have_mentor: int
    asking: Page[Standing]
    without: Page[Standing]

    @property
    def all(self) -> int:
        return self.have_mentor + self.asking.paginator.count + self.without.paginator.count


def progress(choosing: Choosing, *, today: date, asking_page: str | None, page: str | None) -> Progress:
    """One page of the open requests, and one of those who have none."""
    cohort = choosing.cohort
    on = matched_on(cohort, Group.NOW, today=today)
    open_now = MentorRequest.objects.filter(choosing=choosing, settled_at=None)
    has_one = Exists(open_now.filter(protege=OuterRef("person")))
    without = waiting_people(cohort, Group.NOW, on=on).filter(~has_one)
    by_name = Lower(Coalesce("person__identity__name", Value(""))), "person_id"
    asking: Page[Any] = Paginator(open_now.order_by("due_on", "asked_at", "id"), A_PAGE).get_page(asking_page)
    left: Page[Any] = Paginator(without.order_by(*by_name), A_PAGE).get_page(page)
    requests, people = list(asking.object_list), [row.person_id for row in left.object_list]
    known = _known([*people, *(p for r in requests for p in (r.protege_id, r.mentor_id))], on)
    asking.object_list = [Standing(known[r.protege_id], known[r.mentor_id].name, r.due_on) for r in requests]
    left.object_list = [Standing(known[one]) for one in people]
    drawn = assignments(cohort).filter(arm=MENTORED)
    pairs = Pair.objects.filter(cohort=cohort, ended_at=None, protege__in=drawn.values("person"))
    return Progress(choosing=choosing, have_mentor=pairs.count(), asking=asking, without=left)


def _known(person_ids: Collection[UUID], on: date) -> dict[UUID, Somebody]:
    known, places = names(person_ids), workplaces(on, person_ids=person_ids)
    return {one: Somebody(one, known.get(one, ""), line_of(*places.get(one, ("", "")))) for one in person_ids}
