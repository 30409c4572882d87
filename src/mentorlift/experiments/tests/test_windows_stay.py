"""Leave pauses the weeks of a pair; the window in which its people are measured never moves."""

from datetime import date, timedelta

import pytest

from mentorlift.draws.models import Draw
from mentorlift.experiments.gather import roster_lines
from mentorlift.matching.tests.builders import draw
from mentorlift.mentorships import services
from mentorlift.mentorships.models import Session
from mentorlift.mentorships.tests.builders import NOW, STARTS_ON, House, person
from mentorlift.people.models import Leave
from mentorlift.programmes.models import Cohort, FrozenPlan, RosterEntry


@pytest.mark.django_db
def test_a_pause_moves_meetings_and_no_line_of_the_roster_no_date_and_no_plan():
    house = House()
    later = person("Lena Later")
    for one in (house.ana, later):
        RosterEntry.objects.create(
            cohort=house.cohort, programme=house.programme, person=one, branch="mandatory", started_on=STARTS_ON
        )
    FrozenPlan.objects.create(
        programme=house.programme, plan_toml="x", plan_hash="0" * 64, answer_due_on=date(2026, 12, 1), frozen_at=NOW,
        frozen_by="x",
    )  # fmt: skip
    draw(house.cohort, [house.ana], [later])
    pair = house.pair()

    def measured():
        lines = roster_lines(Draw.objects.filter(cohort=house.cohort))
        cohort, plan = Cohort.objects.get(id=house.cohort.id), FrozenPlan.objects.get(programme=house.programme)
        return lines, (cohort.starts_on, cohort.serves_on, cohort.frozen_at), (plan.plan_hash, plan.answer_due_on)

    before = measured()
    assert {line.started_on for line in before[0]} == {STARTS_ON}
    first_of_week_2 = STARTS_ON + timedelta(days=7)
    Leave.objects.create(person=house.ana, from_on=first_of_week_2, to_on=first_of_week_2 + timedelta(days=60))
    assert services.pause_weeks(now=NOW) == 3
    assert Session.objects.filter(pair=pair, starts_at__date__gt=first_of_week_2 + timedelta(days=59)).count() == 3
    assert measured() == before
    pair.refresh_from_db()
    assert pair.starts_on == STARTS_ON
