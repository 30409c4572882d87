"""Who mentors and who does not around each intake: what their own sales are compared by."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from mentorlift.draws.models import Draw
from mentorlift.mentorships.models import Pair
from mentorlift.people.queries import PersonFacts, facts_on, leave_spells
from mentorlift.programmes.models import RosterEntry
from mentorlift.programmes.queries.objections import objecting

if TYPE_CHECKING:
    from mentorlift.files.before_and_during import Around
    from mentorlift.science.effects.estimate import Estimate


def measured_mentor_sales(draws: Iterable[Draw], figures: Path, *, metric: str, confidence: float) -> "Estimate":
    """What mentors sold less a working day, or a refusal with its reason. `figures`: everybody's, as one file."""
    from mentorlift.files.before_and_during import changes_in
    from mentorlift.science.effects.contrast import refusal
    from mentorlift.science.effects.estimate import NotEstimable
    from mentorlift.science.effects.mentor_sales import mentor_sales

    rows = [row for draw in draws for row in around(draw)]
    try:
        if not any(row.mentors for row in rows):
            raise NotEstimable("nobody has mentored yet")
        return mentor_sales(changes_in(figures, metric, rows), outcome=metric, confidence=confidence)
    except NotEstimable as why:
        return refusal("mentor_sales", why, outcome=metric, unit="currency")


def around(draw: Draw) -> "list[Around]":
    """The mentors of an intake, and colleagues of the same site and job who neither mentor nor are mentored.

    As long before as meetings last. Employed and not on leave all that time. A mentor who had somebody before is not
    compared (their own "before" is not free of it), but their days count.
    """
    from mentorlift.files.before_and_during import Around

    cohort = draw.cohort
    length = timedelta(weeks=cohort.programme.weeks)
    first, middle, stop = cohort.starts_on - length, cohort.starts_on, cohort.starts_on + length
    here = [facts for facts in facts_on(middle) if _here(facts, first, stop)]
    away = _away([facts.person_id for facts in here], first, stop)
    mentors = set(Pair.objects.filter(cohort=cohort).values_list("mentor_id", flat=True))
    earlier = Pair.objects.filter(starts_on__gte=first - length, starts_on__lt=middle)
    meeting = Pair.objects.filter(starts_on__gte=first - length, starts_on__lt=stop)
    busy = _both(meeting) | set(
        RosterEntry.objects.filter(programme=cohort.programme_id).values_list("person_id", flat=True)
    )
    began, left_out = _both(earlier), objecting(cohort.programme)
    return [
        Around(
            person=str(facts.person_id),
            mentors=facts.person_id in mentors,
            cell=f"{cohort.id} {facts.site} {facts.role}",
            first=first,
            middle=middle,
            stop=stop,
            compared=facts.person_id not in began and facts.person_id not in away,
        )
        for facts in here
        if facts.person_id not in left_out and (facts.person_id in mentors or facts.person_id not in busy)
    ]


def _here(facts: PersonFacts, first: date, stop: date) -> bool:
    return facts.hired_on <= first and (facts.exited_on is None or facts.exited_on >= stop)


def _away(people: list[UUID], first: date, stop: date) -> set[UUID]:
    return {person for person, gone, back in leave_spells(people) if gone < stop and back > first}


def _both(pairs: "Iterable[Pair]") -> set[UUID]:
    return {person for pair in pairs for person in (pair.protege_id, pair.mentor_id)}
