"""Choosing for oneself: which mentors somebody is shown and why, and how the requests of an intake stand."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.draws.models import Assignment
from mentorlift.draws.rules import MENTORED
from mentorlift.matching import words
from mentorlift.matching.models import Choosing, Group, Hold, HoldKind, MatchPolicy, MentorRequest
from mentorlift.matching.queries.drafts import latest_policy
from mentorlift.matching.queries.pool import matched_on, mentors_here, waiting_people, with_free_places
from mentorlift.matching.queries.ranking import ranking
from mentorlift.matching.queries.somebody import Somebody, line_of
from mentorlift.matching.rules import can_be_asked_again, due_day, fit, most_requests, told_to_the_two
from mentorlift.mentorships.models import Pair, Source
from mentorlift.mentorships.queries.days import closed_at, mentor_absences
from mentorlift.mentorships.rules.days import OpenDay, open_days
from mentorlift.people.queries import leave_spells, names, workplaces
from mentorlift.programmes.models import Cohort
from mentorlift.programmes.role_words import shape_of

AT_ONCE = 50  # mentors whose days are looked at together


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mentor whom the rules allow somebody, who has a place and room for one more request."""

    mentor: Somebody
    score: int
    best: int
    parts: list[dict[str, Any]]
    policy: MatchPolicy
    due_on: date  # until when they would answer if they were asked today

    @property
    def fit(self) -> int:
        return fit(self.score, self.best)

    @property
    def reasons(self) -> list[str]:
        return reasons_for_the_two(self.parts)


def reasons_for_the_two(parts: list[dict[str, Any]]) -> list[str]:
    """The reasons that protégé and mentor are told."""
    return words.reasons([part for part in parts if told_to_the_two(part)])


def open_choosing_of(cohort: Cohort) -> Choosing | None:
    """The choosing that goes on in an intake; None where pairs come from a draft."""
    return Choosing.objects.filter(cohort=cohort, closed_at=None).first()


def is_published(cohort: Cohort) -> bool:
    """Whether somebody of the intake ever got a mentor by another way than their own choice."""
    return Pair.objects.filter(cohort=cohort).exclude(source=Source.CHOICE).exists()


def may_begin(cohort: Cohort, group: str) -> bool:
    """Whether those drawn now could still choose for themselves: drawn, and nothing published."""
    drawn = Assignment.objects.filter(draw__cohort=cohort, arm=MENTORED).exists()
    rotates = shape_of(cohort.programme.template).rotates
    return group == Group.NOW and not rotates and drawn and not is_published(cohort)


def own_choosings(actor: Actor) -> QuerySet[Choosing]:
    """The choosings, open or closed, of the intakes in which the actor was drawn to be mentored now."""
    if actor.person_id is None:
        return Choosing.objects.none()
    drawn = Assignment.objects.filter(draw__cohort=OuterRef("cohort"), person_id=actor.person_id, arm=MENTORED)
    found = Choosing.objects.filter(Exists(drawn), cohort__programme__launch__isnull=False)
    return found.select_related("cohort__programme").order_by("opened_at")


def still_to_choose(actor: Actor) -> QuerySet[Choosing]:
    """Those of `own_choosings` in which the actor can ask, or waits for an answer, now."""
    paired = Pair.objects.filter(
        programme=OuterRef("cohort__programme"), protege_id=actor.person_id, ended_at__isnull=True
    )
    going_on = Q(cohort__programme__closing=None, cohort__programme__stop=None, closed_at=None)
    return own_choosings(actor).filter(going_on, ~Exists(paired))


def candidates(choosing: Choosing, protege_id: UUID, *, today: date) -> list[Candidate]:
    """The best mentors for one protégé whom the intake shows, the best fit first. Raises Unmatchable.

    Whoever is full, has enough open requests, was asked before, or is away for too long is not among them.
    """
    cohort = choosing.cohort
    version = latest_policy(cohort.programme)
    if version is None:
        return []
    on = matched_on(cohort, Group.NOW, today=today)
    if not waiting_people(cohort, Group.NOW, on=on).filter(person_id=protege_id).exists():
        return []
    found = ranking(cohort, version, protege_id, on=on)
    asked = _asked(cohort, protege_id)
    answering = _answering(
        (found.mentor_ids[place] for place in found.in_order()),
        cohort,
        is_open=_Room(cohort, protege_id, asked, on=on),
        days=choosing.days,
        today=today,
        on=on,
    )
    shown = []
    for who, due_on in islice(answering, choosing.shown):
        place = found.place_of(who.person_id)
        assert place is not None
        parts = [asdict(part) for part in found.parts(place)]
        shown.append(Candidate(who, int(found.scores[place]), found.best, parts, version, due_on))
    return shown


def is_still_possible(request: MentorRequest, *, today: date) -> bool:
    """Whether rules and draw allow the two a pair as things are now; places are the database's to guard."""
    cohort = request.choosing.cohort
    on = matched_on(cohort, Group.NOW, today=today)
    version = latest_policy(cohort.programme)
    if version is None or not waiting_people(cohort, Group.NOW, on=on).filter(person=request.protege_id).exists():
        return False
    found = ranking(cohort, version, request.protege_id, on=on)
    place = found.place_of(request.mentor_id)
    free = _free_places(cohort, [request.mentor_id], on=on)
    return place is not None and bool(found.allowed[place]) and free.get(request.mentor_id, 0) > 0


def _free_places(cohort: Cohort, mentor_ids: Collection[UUID], *, on: date) -> dict[UUID, int]:
    """The places nobody has taken, of those of the mentors who are here and do not pause."""
    here = with_free_places(mentors_here(cohort, on=on).filter(person_id__in=mentor_ids))
    return dict(here.values_list("person_id", "free"))


class _Room:
    """Who of some mentors can have one more request from a protégé; a place locked for somebody else is none."""

    def __init__(self, cohort: Cohort, protege_id: UUID, asked: dict[UUID, list[str]], *, on: date) -> None:
        self.cohort, self.asked, self.on = cohort, asked, on
        waits = ~Exists(Pair.objects.filter(programme=cohort.programme_id, protege=OuterRef("protege"), ended_at=None))
        locks = Hold.objects.filter(waits, cohort=cohort, kind=HoldKind.LOCK, lifted_at=None)
        self.kept = Counter(locks.exclude(protege=protege_id).values_list("mentor_id", flat=True))
        open_now = MentorRequest.objects.filter(programme=cohort.programme_id, settled_at=None).order_by()
        self.waiting = Counter(open_now.values_list("mentor_id", flat=True))

    def of(self, mentor_ids: Sequence[UUID]) -> list[UUID]:
        """Those of them, in their order."""
        free = _free_places(self.cohort, mentor_ids, on=self.on)
        return [
            one
            for one in mentor_ids
            if most_requests(free.get(one, 0) - self.kept[one]) > self.waiting[one]
            and can_be_asked_again(self.asked.get(one, ()))
        ]


def _asked(cohort: Cohort, protege_id: UUID) -> dict[UUID, list[str]]:
    """Whom somebody asked before in this intake, and how each request ended."""
    found: dict[UUID, list[str]] = defaultdict(list)
    earlier = MentorRequest.objects.filter(choosing__cohort=cohort, protege=protege_id, settled_at__isnull=False)
    for mentor_id, outcome in earlier.values_list("mentor_id", "outcome"):
        found[mentor_id].append(outcome)
    return found


def _answering(
    mentor_ids: Iterable[UUID], cohort: Cohort, *, is_open: _Room, days: int, today: date, on: date
) -> Iterator[tuple[Somebody, date]]:
    """Those of the mentors, in their order, who have room and could answer in time, and until when: of thousands the
    first few are looked at. Closed days at their site, absences and leave do not count."""
    closed, absent = closed_at(cohort.programme), mentor_absences(cohort.programme)
    ranked = iter(mentor_ids)
    while block := list(islice(ranked, AT_ONCE)):
        block = is_open.of(block)
        known, places, away = names(block), workplaces(on, person_ids=block), _on_leave(block, today)
        for mentor_id in block:
            team, site = places.get(mentor_id, ("", ""))
            weekday = open_days(closed(site).dates | absent.get(mentor_id, frozenset()))
            due_on = due_day(today, days, partial(_counts, weekday, away.get(mentor_id, [])))
            if due_on is not None:
                yield Somebody(mentor_id, known.get(mentor_id, ""), line_of(team, site)), due_on


def _counts(weekday: OpenDay, away: Sequence[tuple[date, date]], day: date) -> bool:
    return weekday(day) and not any(first <= day < back for first, back in away)


def _on_leave(person_ids: Iterable[UUID], today: date) -> dict[UUID, list[tuple[date, date]]]:
    found: dict[UUID, list[tuple[date, date]]] = defaultdict(list)
    for person_id, first, back in leave_spells(person_ids):
        if back > today - timedelta(days=1):
            found[person_id].append((first, back))
    return found
