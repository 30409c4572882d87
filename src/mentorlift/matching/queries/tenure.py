"""How long people have been here, as a column of the pool: the only measure of a generation that is not imported."""

from uuid import UUID

from mentorlift.people.queries import PersonFacts
from mentorlift.programmes.models import Cohort

YEARS_HERE = "years_here"
A_YEAR = 365.25


def years_here(
    cohort: Cohort, people: list[PersonFacts], said: dict[UUID, dict[str, str]]
) -> dict[UUID, dict[str, str]]:
    """`said` with the years since each was hired, to a tenth, on the intake's first day: the same in every draft."""
    years = {f.person_id: max(0.0, (cohort.starts_on - f.hired_on).days / A_YEAR) for f in people}
    return {one: {YEARS_HERE: f"{many:.1f}", **said.get(one, {})} for one, many in years.items()}
