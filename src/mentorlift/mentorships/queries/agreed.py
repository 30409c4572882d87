"""Which sales managers an intake concerns, what they said about its hours, and which days that makes impossible."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from mentorlift.mentorships.models import HoursAgreement, HoursRequest, Pair, Session
from mentorlift.mentorships.queries.days import closed_everywhere
from mentorlift.mentorships.rules.impossible import NONE, WORKING_DAYS, DaysOff, has_another_day, together
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


def concerned(cohort: Cohort, *, today: date) -> dict[UUID, set[UUID]]:
    """Manager -> their people on the list or among those who said yes to mentor, by the lines of today.

    Before the first day the lines of that day count, since new people stand in none before it. Four queries.
    """
    return concerned_by([cohort], today=today)[cohort.id]


def concerned_by(cohorts: Sequence[Cohort], *, today: date) -> dict[UUID, dict[UUID, set[UUID]]]:
    """`concerned` for each of these intakes of one programme: four queries, two more for every other first day."""
    people: dict[UUID, set[UUID]] = {cohort.id: set() for cohort in cohorts}
    for cohort_id, person in RosterEntry.objects.filter(cohort__in=people).values_list("cohort_id", "person_id"):
        people[cohort_id].add(person)
    found: dict[UUID, dict[UUID, set[UUID]]] = {cohort.id: {} for cohort in cohorts}
    filled = [cohort for cohort in cohorts if people[cohort.id]]
    if not filled:
        return found
    offers = MentorOffer.objects.filter(programme=filled[0].programme_id, accepted=True)
    mentors = set(offers.values_list("person_id", flat=True))
    for day in sorted({max(today, cohort.starts_on) for cohort in filled}):
        then = [cohort for cohort in filled if max(today, cohort.starts_on) == day]
        managers = managers_on(day, person_ids=mentors.union(*(people[cohort.id] for cohort in then)))
        for cohort in then:
            for person in people[cohort.id] | mentors:
                if person in managers:
                    found[cohort.id].setdefault(managers[person], set()).add(person)
    return found


def last_words(cohort_ids: Collection[UUID | None]) -> dict[tuple[UUID, UUID], HoursAgreement]:
    """(intake, manager) -> what they said last: one query."""
    rows = HoursAgreement.objects.filter(cohort_id__in=cohort_ids).order_by("at", "id")
    return {(row.cohort_id, row.manager_id): row for row in rows}


def words_of_intake(cohort: Cohort, *, today: date) -> list[Word]:
    """Everybody concerned, those without a word first, then by name."""
    return words_of_intakes([cohort], today=today)


def words_of_intakes(cohorts: Sequence[Cohort], *, today: date) -> list[Word]:
    """`words_of_intake` of several intakes of one programme, one after another: three queries more than it takes to
    know who is concerned."""
    people = concerned_by(cohorts, today=today)
    requests = HoursRequest.objects.filter(cohort__in=people).values_list("cohort_id", "manager_id", "at")
    asked = {(cohort_id, manager): at for cohort_id, manager, at in requests}
    said, known = last_words(list(people)), names({manager for those in people.values() for manager in those})
    found = []
    for cohort in cohorts:
        rows = [
            Word(
                manager,
                known.get(manager, ""),
                len(theirs),
                asked.get((cohort.id, manager)),
                said.get((cohort.id, manager)),
            )
            for manager, theirs in people[cohort.id].items()
        ]
        found += sorted(rows, key=lambda row: (row.said is not None, row.name.casefold(), str(row.manager_id)))
    return found


Finder = Callable[..., DaysOff]  # intake, people -> days


def impossible_days(cohort_ids: Iterable[UUID | None], person_ids: Iterable[UUID], *, day: date) -> Finder:
    """A function of an intake and people that gives the days impossible for any of them: three queries at most.

    A person's manager is the one of `day`: with a new manager the word of the former counts no more.
    """
    said = last_words({one for one in cohort_ids if one})
    if not any(row.days_off for row in said.values()):
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
    words = HoursAgreement.objects.filter(cohort__programme__in=programmes)
    intakes = {word.cohort_id for word in words if word.days_off}
    if not intakes:
        return []
    rows = Session.objects.filter(
        pair__cohort__in=intakes, pair__ended_at=None, starts_at__gt=now, dropped_at=None, week__isnull=False
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
    words: dict[tuple[UUID, UUID], HoursAgreement] = {}
    rows = HoursAgreement.objects.filter(cohort__programme__in=programmes).select_related("cohort__programme")
    for row in rows.order_by("at", "id"):
        words[row.cohort_id, row.manager_id] = row
    refusing = Counter(
        row.cohort.programme_id
        for row in words.values()
        if row.days_off.leaves_no_day and not is_over(row.cohort, today)
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
