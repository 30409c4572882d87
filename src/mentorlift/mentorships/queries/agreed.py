"""Which sales managers an intake concerns, what they said about its hours, and which days that makes impossible."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorlift.mentorships.models import HoursAgreement, HoursRequest, Pair, Session
from mentorlift.mentorships.queries.days import closed_everywhere
from mentorlift.mentorships.rules.impossible import NONE, WORKING_DAYS, DaysOff, has_another_day, together
from mentorlift.people.models import Post
from mentorlift.people.queries import managers_on, names, organisation_day
from mentorlift.programmes.models import Cohort, MentorOffer, Programme, RosterEntry

CLOSED_WEEKS = timedelta(days=28)  # by which closed weeks may lengthen an intake


@dataclass(frozen=True, slots=True)
class Word:
    """One manager of an intake: how many of theirs are on its list or mentor, when they were asked, what they said."""

    manager_id: UUID
    name: str
    people: int
    asked_at: datetime | None
    said: HoursAgreement | None

    @property
    def days_off(self) -> DaysOff:
        return self.said.days_off if self.said else NONE

    @property
    def refuses(self) -> bool:
        return self.days_off.leaves_no_day


def is_over(cohort: Cohort, today: date) -> bool:
    """Whether the last meetings of an intake have passed, those of the ones who start later included."""
    last = cohort.serves_on or cohort.starts_on
    return today > last + timedelta(weeks=cohort.programme.weeks) + CLOSED_WEEKS


def concerned(cohorts: Sequence[Cohort], *, today: date) -> dict[UUID, dict[UUID, set[UUID]]]:
    """Intake -> manager -> their people on its list, or among those who said yes to mentor in the programme.

    By the lines of today; before the first day of an intake by those of that day, since new people stand in none
    before it. Nobody is concerned by an intake without a list. Two queries, and two for each such day.
    """
    listed: dict[UUID, set[UUID]] = defaultdict(set)
    for cohort_id, person in RosterEntry.objects.filter(cohort__in=cohorts).values_list("cohort_id", "person_id"):
        listed[cohort_id].add(person)
    mentors = _mentors(MentorOffer.objects.filter(programme__in={one.programme_id for one in cohorts}))
    people = {one.id: listed[one.id] | mentors[one.programme_id] if listed[one.id] else set() for one in cohorts}
    leading: dict[date, dict[UUID, UUID]] = {}
    for day in {max(today, one.starts_on) for one in cohorts}:
        there = (people[one.id] for one in cohorts if max(today, one.starts_on) == day)
        leading[day] = managers_on(day, person_ids=set().union(*there))
    found: dict[UUID, dict[UUID, set[UUID]]] = {one.id: defaultdict(set) for one in cohorts}
    for one in cohorts:
        lines = leading[max(today, one.starts_on)]
        for person in people[one.id] & lines.keys():
            found[one.id][lines[person]].add(person)
    return found


def own_people(manager_id: UUID, cohorts: Sequence[Cohort], *, today: date) -> dict[UUID, set[UUID]]:
    """Intake -> the people of one manager whom it concerns, as `concerned` finds them; absent where there are none.

    Reads nobody who never reported to the manager.
    """
    theirs = set(Post.objects.filter(manager=manager_id).values_list("person_id", flat=True))
    listed: dict[UUID, set[UUID]] = defaultdict(set)
    rows = RosterEntry.objects.filter(cohort__in=cohorts, person__in=theirs).values_list("cohort_id", "person_id")
    for cohort_id, person in rows:
        listed[cohort_id].add(person)
    programmes = {one.programme_id for one in cohorts}
    mentors = _mentors(MentorOffer.objects.filter(programme__in=programmes, person__in=theirs))
    leads: dict[date, set[UUID]] = {}
    for day in {max(today, one.starts_on) for one in cohorts}:
        lines = managers_on(day, person_ids=theirs)
        leads[day] = {person for person, manager in lines.items() if manager == manager_id}
    people = {
        one.id: (listed[one.id] | mentors[one.programme_id]) & leads[max(today, one.starts_on)] for one in cohorts
    }
    return {cohort_id: found for cohort_id, found in people.items() if found}


def _mentors(offers: QuerySet[MentorOffer]) -> dict[UUID, set[UUID]]:
    """Programme -> who said yes."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for programme_id, person in offers.filter(accepted=True).values_list("programme_id", "person_id"):
        found[programme_id].add(person)
    return found


def last_words() -> QuerySet[HoursAgreement]:
    """What each manager said last of each intake."""
    later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), id__gt=OuterRef("id"))
    same = HoursAgreement.objects.filter(later, cohort=OuterRef("cohort"), manager=OuterRef("manager"))
    return HoursAgreement.objects.filter(~Exists(same))


def words_with_days() -> QuerySet[HoursAgreement]:
    """Those by which some day is impossible; few."""
    return last_words().exclude(weekdays=[], dates=[])


def words_of_intakes(cohorts: Sequence[Cohort], *, today: date) -> dict[UUID, list[Word]]:
    """Intake -> everybody it concerns, those without a word first, then by name; three queries more."""
    people = concerned(cohorts, today=today)
    requests = HoursRequest.objects.filter(cohort__in=cohorts).values_list("cohort_id", "manager_id", "at")
    asked = {(cohort_id, manager): at for cohort_id, manager, at in requests}
    said = {(row.cohort_id, row.manager_id): row for row in last_words().filter(cohort__in=cohorts)}
    known = names({manager for theirs in people.values() for manager in theirs})

    def words(cohort_id: UUID) -> list[Word]:
        rows = [
            Word(one, known.get(one, ""), len(theirs), asked.get((cohort_id, one)), said.get((cohort_id, one)))
            for one, theirs in people[cohort_id].items()
        ]
        return sorted(rows, key=lambda row: (row.said is not None, row.name.casefold(), str(row.manager_id)))

    return {one.id: words(one.id) for one in cohorts}


Finder = Callable[..., DaysOff]  # intake, people -> days


def impossible_days(cohort_ids: Iterable[UUID | None], person_ids: Iterable[UUID], *, day: date) -> Finder:
    """A function of an intake and people that gives the days impossible for any of them: three queries at most.

    A person's manager is the one of `day`: with a new manager the word of the former counts no more.
    """
    rows = words_with_days().filter(cohort__in={one for one in cohort_ids if one})
    said = {(row.cohort_id, row.manager_id): row for row in rows}
    if not said:
        return lambda _cohort, *_people: NONE
    manager = managers_on(day, person_ids=set(person_ids))

    def found(cohort_id: UUID | None, *people: UUID) -> DaysOff:
        words = (said.get((cohort_id, manager[one])) for one in people if cohort_id and one in manager)
        return together(word.days_off for word in words if word)

    return found


def impossible_for(pair: Pair, *, today: date) -> DaysOff:
    """The days that the sales managers of the two called impossible, as it stands today."""
    people = (pair.protege_id, pair.mentor_id)
    return impossible_days([pair.cohort_id], people, day=max(today, pair.starts_on))(pair.cohort_id, *people)


@dataclass(frozen=True, slots=True)
class Clash:
    """A meeting ahead that lies on a day which the manager of one of the two called impossible."""

    session: Session
    days_off: DaysOff


def clashes(programmes: Collection[Programme], *, now: datetime, today: date) -> list[Clash]:
    """Meetings of the plan that lie ahead, in order of time; five queries for any number."""
    words = words_with_days().filter(cohort__programme__in=programmes)
    said = list(words.values_list("cohort_id", "manager_id"))
    if not said:
        return []
    theirs = Post.objects.filter(manager__in={manager for _intake, manager in said}).values("person")
    rows = Session.objects.filter(
        Q(pair__protege__in=theirs) | Q(pair__mentor__in=theirs),
        pair__cohort__in={intake for intake, _manager in said},
        pair__ended_at=None,
        starts_at__gt=now,
        dropped_at=None,
        week__isnull=False,
    )
    ahead = list(rows.select_related("pair__programme").order_by("starts_at", "id"))
    people = {person for one in ahead for person in (one.pair.protege_id, one.pair.mentor_id)}
    off = impossible_days({one.pair.cohort_id for one in ahead}, people, day=today)
    found = []
    for one in ahead:
        days_off = off(one.pair.cohort_id, one.pair.protege_id, one.pair.mentor_id)
        if days_off and day_of(one) in days_off:
            found.append(Clash(one, days_off))
    return found


@dataclass(frozen=True, slots=True)
class AtIssue:
    """A programme with how many managers refuse its hours, and how many meetings ahead clash with their words."""

    programme: Programme
    refusing: int
    clashing: int


def hours_at_issue(programmes: Collection[Programme], *, now: datetime, today: date) -> list[AtIssue]:
    """Those of the programmes in which somebody has to be spoken with; a manager who leads nobody there any more
    counts until their word is over, so that nothing is overlooked. Five queries for any number."""
    words = words_with_days().filter(cohort__programme__in=programmes).select_related("cohort__programme")
    refusing = Counter(
        row.cohort.programme_id for row in words if row.days_off.leaves_no_day and not is_over(row.cohort, today)
    )
    clashing = Counter(one.session.pair.programme_id for one in clashes(programmes, now=now, today=today))
    counted = [AtIssue(one, refusing[one.id], clashing[one.id]) for one in programmes]
    return [one for one in counted if one.refusing or one.clashing]


def day_of(session: Session) -> date:
    """The day of a meeting in the organisation's zone, in which managers speak of days."""
    return organisation_day(session.starts_at)


def is_refused_day(session: Session, day: date, *, today: date) -> bool:
    """Whether `day` is impossible although the week of the meeting has an open day ahead that is not."""
    days_off = impossible_for(session.pair, today=today)
    if day not in days_off:
        return False
    closed = closed_everywhere(session.pair.programme_id)
    week = (session.week_from + timedelta(days=step) for step in range(7))
    ahead = [one for one in week if one >= today and one.weekday() in WORKING_DAYS and one not in closed]
    return has_another_day(ahead, days_off)
