"""The pool on its pages: who waits, who has places, and what a draft would find."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentorlift.draws.models import Assignment, Draw
from mentorlift.draws.rules import MENTORED
from mentorlift.matching.queries.pool import columns_here, gather
from mentorlift.matching.tests.browsing import get, text
from mentorlift.matching.tests.builders import STARTS_ON, somebody
from mentorlift.mentorships.tests.builders import offer
from mentorlift.people.models import Employment, Post

pytestmark = pytest.mark.django_db


def test_the_pool_can_be_read_before_there_is_a_draft(town, petra):
    page = text(get(petra, "matching:pool", town.cohort.id, "now"))
    assert "4 people wait for a mentor. Free places: 4." in page
    assert "Tom Hill" in page and "2 of 2 free" in page and "wants to learn: calls, price" in page


def test_the_pool_is_paged_and_searched_on_each_side(town, petra):
    page = "matching:pool", town.cohort.id, "now"
    with CaptureQueriesContext(connection) as few:
        get(petra, *page)
    drawn = Draw.objects.get()
    for number in range(55):
        learner, mentor = somebody(f"Learner {number:02}"), somebody(f"Mentor {number:02}")
        Assignment.objects.create(
            draw=drawn, person=learner, code=f"x{number}", arm=MENTORED, branch="mandatory", stratum="s"
        )
        offer(town.programme, mentor, places=2)
    with CaptureQueriesContext(connection) as many:
        first = text(get(petra, *page))
    assert len(many) == len(few)
    assert "59 people wait for a mentor. Free places: 114." in first
    assert "Learner 10" in first and "Mentor 10" in first and "Learner 54" not in first and "Tom Hill" not in first
    second = text(get(petra, *page, mentors="2"))
    assert "Tom Hill" in second and "Learner 10" in second
    found = text(get(petra, *page, q="learner 54"))
    assert "Learner 54" in found and "Learner 10" not in found and "Nobody of that name." in found
    assert "59 people wait" in found


def test_the_first_page_counts_and_offers_what_a_draft_would_find(town, petra):
    left = Employment.objects.filter(person=town.dele)
    left.update(exited_on=STARTS_ON)
    Employment.objects.filter(person=town.tom).update(exited_on=STARTS_ON)
    page = get(petra, "matching:matching", town.cohort.id)
    assert "3 people wait for a mentor." in text(page)
    gathered = gather(town.cohort, "now", on=STARTS_ON)
    assert page.context["waiting"] == len(gathered.proteges.rows)
    assert page.context["mentors"] == len(gathered.mentors.rows)
    free = gathered.mentors.columns.index("capacity")
    assert page.context["places"] == sum(int(cells[free]) for _row, cells in gathered.mentors.rows)
    Post.objects.filter(person=town.tom).update(attributes={"hobby": "chess"})
    Post.objects.filter(person=town.ruth).update(attributes={"badge": "x", "empty": ""})
    columns = columns_here(town.cohort, "now", on=STARTS_ON)
    assert {"badge", "languages", "wants_to_learn", "capacity"} <= columns
    assert not {"hobby", "empty", "topics"} & columns


def test_those_drawn_for_later_without_a_day_are_not_in_this_round(town, petra):
    assert "Not in this round" in text(get(petra, "matching:group", town.cohort.id, "later"))
