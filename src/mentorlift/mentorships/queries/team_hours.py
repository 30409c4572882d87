"""The hours of a manager's people: who meets when, never whom or about what."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import HoursAgreement, HoursRequest, Session
from mentorlift.mentorships.queries.agreed import Clash, Word, clashes, day_of, is_over, own_people, words_of_intakes
from mentorlift.mentorships.queries.counts import FEWEST_SHOWN
from mentorlift.mentorships.rules.impossible import DaysOff
from mentorlift.people.queries import Line, line_of, names
from mentorlift.programmes import policies
from mentorlift.programmes.models import Cohort, Programme, RosterEntry
from mentorlift.programmes.queries.calendar import CalendarWeek, session_calendar

COMING = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Slot:
    """Working time of one of the team that a meeting takes. `impossible`: the manager said so of this day."""

    person_id: UUID
    name: str
    programme: str
    starts_at: datetime
    ends_at: datetime
    impossible: bool


def team_slots(
    line: Line, *, now: datetime, days_off: dict[UUID, DaysOff] | None = None, within: timedelta = COMING
) -> list[Slot]:
    """Meetings ahead of these people, by time; in a circle the mentor's once. `days_off`: intake -> impossible days."""
    mine = Q(pair__protege__in=line.among) | Q(pair__mentor__in=line.among)
    ahead = Session.objects.filter(
        mine, pair__ended_at=None, dropped_at=None, starts_at__gt=now, starts_at__lt=now + within
    )
    rows = list(ahead.select_related("pair__programme").order_by("starts_at", "id"))
    known = names({person for one in rows for person in (one.pair.protege_id, one.pair.mentor_id)})
    found: dict[tuple[UUID, datetime], Slot] = {}
    for one in rows:
        off = (days_off or {}).get(one.pair.cohort_id) if one.pair.cohort_id else None
        for person in (one.pair.protege_id, one.pair.mentor_id):
            if person in line.ids:
                slot = Slot(
                    person_id=person,
                    name=known.get(person, ""),
                    programme=one.pair.programme.name,
                    starts_at=one.starts_at,
                    ends_at=one.starts_at + timedelta(minutes=one.minutes),
                    impossible=off is not None and day_of(one) in off,
                )
                found.setdefault((person, one.starts_at), slot)
    return sorted(found.values(), key=lambda slot: (slot.starts_at, slot.name.casefold()))


@dataclass(frozen=True, slots=True)
class Question:
    """An intake whose hours the actor was asked for, what they said last, and their people whom it concerns."""

    cohort: Cohort
    said: HoursAgreement | None
    people: set[UUID]


def questions_to(actor: Actor, *, today: date) -> list[Question]:
    """Intakes of open programmes that the actor was asked about and whose people still report to them."""
    if actor.person_id is None:
        return []
    asked = HoursRequest.objects.filter(
        manager=actor.person_id, cohort__programme__stop=None, cohort__programme__closing=None
    )
    intakes = [one.cohort for one in asked.select_related("cohort__programme").order_by("cohort__starts_on", "id")]
    intakes = [one for one in intakes if not is_over(one, today)]
    if not intakes:
        return []
    rows = HoursAgreement.objects.filter(manager=actor.person_id, cohort__in=intakes).order_by("at", "id")
    said = {row.cohort_id: row for row in rows}
    people = own_people(actor.person_id, intakes, today=today)
    return [Question(one, said.get(one.id), people[one.id]) for one in intakes if one.id in people]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A drawn intake of which the team has somebody on the list: what to say to those who wait.

    Numbers of everybody drawn; who of the team waits is in it nowhere, since in some programmes that would tell who
    wished for a mentor.
    """

    programme: Programme
    cohort: Cohort
    people: int
    places: int


@dataclass(frozen=True, kw_only=True)
class TeamHours:
    """The page of a manager. `questions` are those asked of them; `slots` the hours of the coming weeks."""

    questions: list[Question]
    slots: list[Slot]
    waiting: list[Waiting]
    clashing: int


def team_hours(actor: Actor, *, now: datetime, today: date, line: Line | None = None) -> TeamHours | None:
    """None for somebody to whom nobody reports. `line`: their direct reports, where these were read already."""
    line = line or line_of(actor.person_id, day=today)
    questions = questions_to(actor, today=today)
    if not line.ids and not questions:
        return None
    said = {one.cohort.id: one.said.days_off for one in questions if one.said}
    slots = team_slots(line, now=now, days_off=said)
    return TeamHours(
        questions=questions,
        slots=slots,
        waiting=_waiting(line, today),
        clashing=sum(slot.impossible for slot in slots),
    )


def _waiting(line: Line, today: date) -> list[Waiting]:
    # from the people to their intakes: asked of each intake, its thousands would be looked through
    mine = RosterEntry.objects.filter(person__in=line.among).values("cohort")
    drawn = Cohort.objects.filter(id__in=mine, programme__stop=None, programme__closing=None)
    counted = drawn.select_related("programme").annotate(
        people=Count("draw__assignments"),
        places=Count("draw__assignments", filter=Q(draw__assignments__arm="mentored")),
    )
    return [
        Waiting(one.programme, one, one.people, one.places)
        for one in counted.order_by("starts_on", "id")
        if one.people >= FEWEST_SHOWN and one.people > one.places and (one.serves_on is None or one.serves_on > today)
    ]


@dataclass(frozen=True, kw_only=True)
class HoursSheet:
    """One intake as its manager is asked about it. `weeks`: when its meetings lie; `slots` are there once paired."""

    cohort: Cohort
    said: HoursAgreement | None
    weeks: list[CalendarWeek]
    slots: list[Slot]


def hours_sheet(actor: Actor, cohort_id: UUID, *, now: datetime, today: date) -> HoursSheet | None:
    """None for whoever was not asked about this intake."""
    question = next((one for one in questions_to(actor, today=today) if one.cohort.id == cohort_id), None)
    if question is None:
        return None
    off = {cohort_id: question.said.days_off} if question.said else None
    return HoursSheet(
        cohort=question.cohort,
        said=question.said,
        weeks=session_calendar(question.cohort),
        slots=team_slots(Line(frozenset(question.people), question.people), now=now, days_off=off),
    )


@dataclass(frozen=True, slots=True)
class IntakeHours:
    """An intake with the word of each of its managers."""

    cohort: Cohort
    words: list[Word]


@dataclass(frozen=True, slots=True)
class ClashingMeeting:
    """A meeting ahead on a day that a manager called impossible, and the two who can move it."""

    session: Session
    protege: str
    mentor: str


@dataclass(frozen=True, kw_only=True)
class Managers:
    """What managers said of the hours of a programme, and the meetings ahead that clash with it."""

    intakes: list[IntakeHours]
    clashing: list[ClashingMeeting]

    @property
    def to_ask(self) -> int:
        return sum(word.asked_at is None for one in self.intakes for word in one.words)


def managers_of(actor: Actor, programme: Programme, *, now: datetime, today: date) -> Managers | None:
    """For those who run programmes; None for everybody else."""
    if not policies.may_run_programmes(actor):
        return None
    cohorts = list(Cohort.objects.filter(programme=programme).select_related("programme"))
    going = [one for one in cohorts if not is_over(one, today)]
    words = words_of_intakes(going, today=today)
    return Managers(
        intakes=[IntakeHours(one, words[one.id]) for one in going],
        clashing=_named(clashes([programme], now=now, today=today)),
    )


def _named(found: list[Clash]) -> list[ClashingMeeting]:
    known = names({person for one in found for person in (one.session.pair.protege_id, one.session.pair.mentor_id)})
    pairs = [(one.session, one.session.pair) for one in found]
    return [ClashingMeeting(one, known.get(two.protege_id, ""), known.get(two.mentor_id, "")) for one, two in pairs]
