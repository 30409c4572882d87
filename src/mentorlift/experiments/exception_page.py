"""What has been done against the plan so far, for those who run a programme; and the same as counts for everybody."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mentorlift.draws.models import Draw
from mentorlift.draws.queries import arms
from mentorlift.draws.rules import LATER
from mentorlift.experiments.models import Crossover
from mentorlift.matching.queries.pool import free_places
from mentorlift.mentorships.models import Pair
from mentorlift.people.queries import names
from mentorlift.programmes.models import Cohort, EarlyStart, Outside, Programme, StepAside


@dataclass(frozen=True, kw_only=True)
class ExceptionSheet:
    """Rows with the names they are about. `drawn`: intakes that were drawn; `may_start`: those whose others wait."""

    outside: list[tuple[Outside, str]]
    crossed: list[tuple[Crossover, str]]
    aside: list[tuple[StepAside, str]]
    early: list[EarlyStart]
    drawn: list[Cohort]
    may_start: list[Cohort]


def exception_sheet(programme: Programme) -> ExceptionSheet:
    """For those who run it alone; six queries."""
    outside = list(Outside.objects.filter(cohort__programme=programme).select_related("cohort").order_by("at"))
    crossed = list(Crossover.objects.filter(cohort__programme=programme).select_related("cohort"))
    aside = list(StepAside.objects.filter(programme=programme))
    early = list(EarlyStart.objects.filter(cohort__programme=programme).select_related("cohort").order_by("at"))
    about = [row.person_id for row in outside] + [row.person_id for row in crossed] + [row.person_id for row in aside]
    known = names(about)
    drawn = [draw.cohort for draw in Draw.objects.filter(cohort__programme=programme).select_related("cohort")]
    over = hasattr(programme, "stop") or hasattr(programme, "closing")
    brought_forward = {row.cohort_id for row in early}
    return ExceptionSheet(
        outside=[(row, known.get(row.person_id, "")) for row in outside],
        crossed=[(row, known.get(row.person_id, "")) for row in crossed],
        aside=[(row, known.get(row.person_id, "")) for row in aside],
        early=early,
        drawn=[] if over else drawn,
        may_start=[] if over else [cohort for cohort in drawn if cohort.id not in brought_forward],
    )


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The same without names, beside the results."""

    outside: int
    reasons: list[tuple[str, int]]
    crossed: int
    excused: int
    withdrew: int
    early: list[EarlyStart]

    @property
    def row(self) -> dict[str, object]:
        """As it stands in results.json: who steps aside is a matter of a few, so a small count is a word."""
        return {
            "outside": self.outside,
            "reasons": [list(one) for one in self.reasons],
            "crossed": self.crossed,
            "excused": few(self.excused),
            "withdrew": few(self.withdrew),
            "early": [{"intake": one.cohort.name, "starts_on": one.starts_on.isoformat()} for one in self.early],
        }

    @property
    def is_any(self) -> bool:
        return bool(self.outside or self.crossed or self.excused or self.withdrew or self.early)


FEW = "fewer than 5"  # what stands for a small count of people who could be guessed


def counted(programme: Programme) -> Counted:
    """Four queries. Reasons are told where five people or more share one."""
    why = Counter(Outside.objects.filter(cohort__programme=programme).values_list("reason", flat=True))
    aside = Counter(StepAside.objects.filter(programme=programme).values_list("kind", flat=True))
    return Counted(
        outside=sum(why.values()),
        reasons=[(reason, count) for reason, count in why.most_common() if count >= FEWEST],
        crossed=Crossover.objects.filter(cohort__programme=programme).count(),
        excused=aside[StepAside.Kind.EXCUSED],
        withdrew=aside[StepAside.Kind.WITHDREW],
        early=list(EarlyStart.objects.filter(cohort__programme=programme).select_related("cohort").order_by("at")),
    )


FEWEST = 5


def few(count: int) -> int | str:
    """A count of people, unless it is so small that somebody could be meant."""
    return FEW if 0 < count < FEWEST else count


def those_waiting(cohort: Cohort) -> list[tuple[str, str]]:
    """(id, name) of those drawn for later who have no mentor and take part, by name."""
    later = {person for person, arm in arms(cohort).items() if arm == LATER}
    paired = Pair.objects.filter(programme=cohort.programme, ended_at=None, protege__in=later)
    aside = StepAside.objects.filter(programme=cohort.programme, back_at=None, person__in=later)
    later -= set(paired.values_list("protege_id", flat=True)) | set(aside.values_list("person_id", flat=True))
    return _by_name(names(later))


def mentors_free(cohort: Cohort, *, on: date) -> list[tuple[str, str]]:
    """(id, name) of mentors with a free place, by name."""
    free = [person for person, (places, _said) in free_places(cohort, on=on).items() if places > 0]
    return _by_name(names(free))


def _by_name(known: dict[UUID, str]) -> list[tuple[str, str]]:
    return sorted(((str(person), name) for person, name in known.items()), key=lambda row: (row[1].casefold(), row[0]))
