"""Pairs that change every week: whose turn it is in which week, and who has somebody in it already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from mentorlift.draws.models import Assignment
from mentorlift.matching.models import Group, MatchPolicy
from mentorlift.matching.queries.pool import arm_of, first_day
from mentorlift.matching.rules import content_of
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.queries.days import closed_at
from mentorlift.people.models import Employment
from mentorlift.programmes.models import Cohort, Programme
from mentorlift.programmes.rules.calendar import SessionWeek, session_weeks

A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Turn:
    """The weeks of somebody's own group, and the intake it is of."""

    cohort_id: UUID
    weeks: tuple[SessionWeek, ...]

    def week_at(self, day: date) -> SessionWeek | None:
        """The week of theirs that holds a day."""
        return next((week for week in self.weeks if week.from_on <= day < week.until_on), None)


@dataclass(frozen=True, kw_only=True)
class Turns:
    """Everybody whom a draw of the programme gave a turn, with the weekly pairs that are published."""

    of: Mapping[UUID, Turn]
    spells: Mapping[UUID, list[tuple[date, date | None]]]
    pairs: Sequence[tuple[date, UUID, UUID, bool]]  # first day of the week, the two, whether it stands

    def at(self, day: date) -> set[UUID]:
        """Whose turn it is in the week that begins on a day, and who works here then."""
        return {one for one, turn in self.of.items() if turn.week_at(day) and self._works(one, day)}

    def free_at(self, day: date) -> set[UUID]:
        """Those of them who have nobody in that week yet."""
        return self.at(day) - self.busy_at(day)

    def busy_at(self, day: date) -> set[UUID]:
        """Who has somebody in a week that shares a day with the one that begins on `day`."""
        near = [pair for pair in self.pairs if pair[3] and abs(pair[0] - day) < A_WEEK]
        return {person for _on, one, other, _stands in near for person in (one, other)}

    @property
    def met(self) -> list[tuple[str, str]]:
        """Everybody who was brought together in a week, whether it came to a meeting or not."""
        return [(str(one), str(other)) for _on, one, other, _stands in self.pairs]

    def sat_out_before(self, day: date) -> dict[str, int]:
        """How often each had nobody in a published week before a day."""
        found: dict[str, int] = {}
        for begins in {pair[0] for pair in self.pairs if pair[0] < day}:
            for one in self.free_at(begins):
                found[str(one)] = found.get(str(one), 0) + 1
        return found

    def _works(self, person_id: UUID, day: date) -> bool:
        return any(hired <= day and (left is None or left > day) for hired, left in self.spells.get(person_id, ()))


def turns_of(programme: Programme) -> Turns:
    """A fixed number of queries, whatever the number of people."""
    closed = closed_at(programme)()
    turns: dict[tuple[UUID, str], Turn] = {}
    for cohort in Cohort.objects.filter(programme=programme):
        for group in Group.values:
            if (starts_on := first_day(cohort, group)) is not None:
                weeks = tuple(session_weeks(starts_on, weeks=programme.weeks, closed=closed))
                turns[cohort.id, arm_of(group)] = Turn(cohort.id, weeks)
    drawn = Assignment.objects.filter(draw__cohort__programme=programme)
    rows = drawn.values_list("person_id", "draw__cohort_id", "arm")
    of = {person: turns[cohort, arm] for person, cohort, arm in rows if (cohort, arm) in turns}
    spells: dict[UUID, list[tuple[date, date | None]]] = {}
    for person, hired, left in Employment.objects.filter(person__in=drawn.values("person")).values_list(
        "person_id", "hired_on", "exited_on"
    ):
        spells.setdefault(person, []).append((hired, left))
    pairs = Pair.objects.filter(programme=programme, week__isnull=False).order_by("starts_on", "id")
    return Turns(
        of=of,
        spells=spells,
        pairs=[
            (on, one, other, ended is None)
            for on, one, other, ended in pairs.values_list("starts_on", "protege_id", "mentor_id", "ended_at")
        ],
    )


def weeks_ahead(cohort: Cohort, group: str, version: MatchPolicy, *, today: date) -> list[SessionWeek]:
    """The weeks of a group that have not begun, as far as the policy plans them."""
    starts_on, programme = first_day(cohort, group), cohort.programme
    if starts_on is None:
        return []
    planned = min(content_of(version.toml).weeks or programme.weeks, programme.weeks)
    weeks = session_weeks(starts_on, weeks=planned, closed=closed_at(programme)())
    return [week for week in weeks if week.from_on >= today]
