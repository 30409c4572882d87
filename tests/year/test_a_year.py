"""A year of three hundred pairs through the services, and after every step what must always hold."""

from datetime import date, timedelta

import pytest

from mentorlift.demo.stage import person_ids
from tests.year.company import move_in
from tests.year.invariants import Year
from tests.year.steps import STEPS, begin

START = date(2027, 2, 1)


@pytest.mark.django_db(transaction=False)
def test_a_year_of_three_hundred_pairs_breaks_nothing() -> None:
    actors = move_in(START, on=START - timedelta(days=90))
    world, year = begin(START, actors, person_ids()), Year()
    for name, step in STEPS:
        try:
            step(world)
            year.check(world.programme)
        except Exception as error:
            error.add_note(f"in the step: {name}")
            raise
