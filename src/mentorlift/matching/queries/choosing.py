"""Choosing for oneself: which mentors somebody is shown and why, and how the requests of an intake stand."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.draws.models import Assignment
from mentorlift.draws.rules import MENTORED
from mentorlift.matching import words
from mentorlift.matching.models import Choosing, Group, Hold, HoldKind, MatchPolicy, MentorRequest
from mentorlift.matching.queries.choices import gather_for_one
from mentorlift.matching.queries.drafts import Somebody, latest_policy, line_of
from mentorlift.matching.queries.pool import Gathered, build, holds_of, matched_on, settled_policy, waiting_people
from mentorlift.matching.rules import (
    can_be_asked_again,
    columns_of,
    content_of,
    due_day,
    fit,
    most_requests,
    told_to_the_two,
)
from mentorlift.mentorships.models import Pair, Source
from mentorlift.mentorships.queries.days import closed_at, mentor_absences
from mentorlift.mentorships.rules.days import OpenDay, open_days
from mentorlift.people.queries import leave_spells, names, workplaces
from mentorlift.programmes.models import Cohort, Programme

if TYPE_CHECKING:
    from mentorlift.science.assignment.alternatives import Alternative
    from mentorlift.science.assignment.pool import Pool

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
    return group == Group.NOW and drawn and not is_published(cohort)


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
    found, pool, best = _allowed(cohort, version, protege_id, on=on)
    room = _room(cohort, pool, protege_id)
    asked = _asked(cohort, protege_id)
    left = [
        one
        for one in found
        if room.get(UUID(one.mentor), 0) > 0 and can_be_asked_again(asked.get(UUID(one.mentor), ()))
    ]
    answering = _answering([UUID(one.mentor) for one in left], cohort.programme, days=choosing.days, today=today, on=on)
    by_mentor = {UUID(one.mentor): one for one in left}
    shown = []
    for who, due_on in islice(answering, choosing.shown):
        one = by_mentor[who.person_id]
        shown.append(Candidate(who, one.score, best, [asdict(part) for part in one.parts], version, due_on))
    return shown


def is_still_possible(request: MentorRequest, *, today: date) -> bool:
    """Whether rules and draw allow the two a pair as things are now; places are the database's to guard."""
    cohort = request.choosing.cohort
    on = matched_on(cohort, Group.NOW, today=today)
    version = latest_policy(cohort.programme)
    if version is None or not waiting_people(cohort, Group.NOW, on=on).filter(person=request.protege_id).exists():
        return False
    found, _pool, _best = _allowed(cohort, version, request.protege_id, on=on)
    return any(UUID(one.mentor) == request.mentor_id for one in found)


def _allowed(
    cohort: Cohort, version: MatchPolicy, protege_id: UUID, *, on: date
) -> "tuple[list[Alternative], Pool, int]":
    """Mentors with a free place whom the rules allow, by score, equals told apart by the published lottery."""
    from mentorlift.science.assignment.alternatives import alternatives
    from mentorlift.science.assignment.scores import scale_of
    from mentorlift.science.assignment.ties import lottery_number

    policy = settled_policy(version, holds_of(cohort), set())
    pool = build(with_columns_of(version, gather_for_one(cohort, protege_id, on=on)), policy)
    found = [one for one in alternatives(policy, pool, str(protege_id)) if not one.broken]
    lot = {one.mentor: lottery_number(policy.lottery, str(protege_id), one.mentor) for one in found}
    best = round(sum(criterion.weight for criterion in policy.criteria) * scale_of(policy.criteria))
    return sorted(found, key=lambda one: (-one.score, -lot[one.mentor], one.mentor)), pool, best


def with_columns_of(version: MatchPolicy, gathered: Gathered) -> Gathered:
    """A column of the policy that this one protégé leaves empty is an empty cell, not a fault of the file."""
    content = content_of(version.toml)
    named = {column for entry in (*content.rules, *content.criteria) for column in columns_of(entry)}
    known = set(gathered.mentors.columns)
    table = gathered.proteges
    missing = sorted((named & known) - set(table.columns))
    needed = sorted({str(e["needs"]) for e in content.criteria if "needs" in e} - set(table.columns) - set(missing))
    padding = (*missing, *needed)
    rows = [(row, (*cells, *("" for _column in padding))) for row, cells in table.rows]
    return replace(gathered, proteges=replace(table, columns=(*table.columns, *padding), rows=rows))


def _room(cohort: Cohort, pool: "Pool", protege_id: UUID) -> dict[UUID, int]:
    """How many more requests each mentor can have; a place that was locked for somebody else is none."""
    waits = ~Exists(Pair.objects.filter(programme=cohort.programme_id, protege=OuterRef("protege"), ended_at=None))
    locks = Hold.objects.filter(waits, cohort=cohort, kind=HoldKind.LOCK, lifted_at=None).exclude(protege=protege_id)
    kept = Counter(locks.values_list("mentor_id", flat=True))
    asked = Counter(
        MentorRequest.objects.filter(programme=cohort.programme_id, settled_at=None)
        .order_by()
        .values_list("mentor_id", flat=True)
    )
    free = {UUID(person): int(places) for person, places in zip(pool.mentors.ids, pool.capacity, strict=True)}
    return {one: most_requests(places - kept[one]) - asked[one] for one, places in free.items()}


def _asked(cohort: Cohort, protege_id: UUID) -> dict[UUID, list[str]]:
    """Whom somebody asked before in this intake, and how each request ended."""
    found: dict[UUID, list[str]] = defaultdict(list)
    earlier = MentorRequest.objects.filter(choosing__cohort=cohort, protege=protege_id, settled_at__isnull=False)
    for mentor_id, outcome in earlier.values_list("mentor_id", "outcome"):
        found[mentor_id].append(outcome)
    return found


def _answering(
    mentor_ids: Sequence[UUID], programme: Programme, *, days: int, today: date, on: date
) -> Iterator[tuple[Somebody, date]]:
    """Those of the mentors, in their order, who could answer in time, and until when: of thousands the first few are
    looked at. Closed days at their site, absences and leave do not count."""
    closed, absent = closed_at(programme), mentor_absences(programme)
    for start in range(0, len(mentor_ids), AT_ONCE):
        block = mentor_ids[start : start + AT_ONCE]
        known, places, away = names(block), workplaces(on, person_ids=block), _on_leave(block, today)
        for mentor_id in block:
            team, site = places.get(mentor_id, ("", ""))
            weekday = open_days(closed(site) | absent.get(mentor_id, frozenset()))
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
