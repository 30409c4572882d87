"""What the pages of those who run a programme show of its draws."""

from dataclasses import dataclass

from mentorlift.draws import queries
from mentorlift.draws.models import Announcement, Draw, Preparation, PublicRule
from mentorlift.draws.pictures import Line, balance_lines
from mentorlift.draws.verification import Verdict, verify_draw
from mentorlift.programmes.models import Cohort, Programme
from mentorlift.programmes.queries.people import actor_names


@dataclass(frozen=True, slots=True)
class Intake:
    """One intake and how far its draw is."""

    cohort: Cohort
    prepared: Preparation | None
    draw: Draw | None


def intakes(programme: Programme) -> list[Intake]:
    """All intakes of a programme in order of their first days: three queries."""
    settled = Preparation.objects.defer(*queries.LISTS).filter(cohort__programme=programme)
    prepared = {found.cohort_id: found for found in settled}
    drawn = {found.cohort_id: found for found in queries.draws_of(programme)}
    cohorts = Cohort.objects.filter(programme=programme)
    return [Intake(cohort, prepared.get(cohort.id), drawn.get(cohort.id)) for cohort in cohorts]


def can_be_settled(cohort: Cohort) -> bool:
    """Whether the numbers and the public value are still to be said: the list is fixed and nothing is settled yet."""
    return cohort.frozen_at is not None and queries.preparation_of(cohort) is None


def waits_for_a_number(cohort: Cohort) -> bool:
    """Whether a public value has to be typed in; a date draws by itself."""
    prepared = queries.preparation_of(cohort)
    return prepared is not None and prepared.public_rule != PublicRule.DATE


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a draw came out. `waiting`: codes in the order in which they move up."""

    groups: list[queries.Group]
    verdict: Verdict
    balance: list[Line]
    waiting: list[str]
    announcement: Announcement | None
    drawn_by: str

    @property
    def people(self) -> int:
        return self.verdict.people

    @property
    def several(self) -> bool:
        """Whether there are two ways in."""
        return len({group.branch for group in self.groups}) > 1

    @property
    def mentored(self) -> int:
        return sum(group.mentored for group in self.groups)

    @property
    def later(self) -> int:
        return sum(group.later for group in self.groups)


def outcome_of(drawn: Draw) -> Outcome:
    """Drawn again while it is read, as the public page does."""
    reserve = drawn.assignments.filter(reserve_place__isnull=False).order_by("reserve_place")
    return Outcome(
        groups=queries.groups(drawn),
        verdict=verify_draw(drawn),
        balance=balance_lines(drawn.balance),
        waiting=list(reserve.values_list("code", flat=True)),
        announcement=getattr(drawn, "announcement", None),
        drawn_by=actor_names([drawn.drawn_by]).get(drawn.drawn_by, ""),
    )
