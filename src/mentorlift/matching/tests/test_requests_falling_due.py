"""Requests that end by themselves, and that both are told."""

from datetime import timedelta

import pytest

from mentorlift.matching import services
from mentorlift.matching.tests.builders import NOW
from mentorlift.matching.tests.choosing import MONDAY, ChoosingTown, fresh, letters
from mentorlift.people.models import Employment, Identity
from mentorlift.programmes.models import MentorOffer

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return ChoosingTown()


@pytest.mark.parametrize("what", ["mentor left", "protege left", "mentor says no", "ended", "paired"])
def test_a_request_that_cannot_become_a_pair_ends_by_itself_and_is_told(town, what):
    asked = town.ask(town.luis, town.tom)
    if what == "mentor left":
        Employment.objects.filter(person=town.tom).update(exited_on=MONDAY)
    elif what == "protege left":
        Employment.objects.filter(person=town.luis).update(exited_on=MONDAY)
    elif what == "mentor says no":
        from mentorlift.programmes.services.mentors import answer_offer

        answer_offer(offer=MentorOffer.objects.get(person=town.tom), accepted=False, actor_id="tom", now=NOW)
    elif what == "ended":
        from mentorlift.programmes.services import stop

        stop(programme=town.programme, reason="Too few.", actor_id="test", now=NOW)
    else:
        from mentorlift.mentorships.services import open_pairs

        two = [(town.luis.id, town.bea.id)]
        open_pairs(cohort=town.cohort, pairs=two, starts_on=MONDAY, source="hand", actor=town.manager, now=NOW)
    assert services.settle_impossible(now=NOW, today=MONDAY) == 1
    assert services.settle_impossible(now=NOW, today=MONDAY) == 0
    assert fresh(asked).outcome == "lapsed"
    assert "Your request has ended" in letters(town.luis)


def test_a_place_that_somebody_else_filled_ends_the_request(town):
    asked = town.ask(town.dele, town.ruth)
    from mentorlift.mentorships.services import open_pairs

    two = [(town.mei.id, town.ruth.id)]
    open_pairs(cohort=town.cohort, pairs=two, starts_on=MONDAY, source="hand", actor=town.manager, now=NOW)
    assert services.settle_impossible(now=NOW, today=MONDAY) == 1
    assert fresh(asked).outcome == "filled"
    assert "You can ask the next mentor" in letters(town.dele)
    assert "A request to you has ended" in letters(town.ruth)


def test_the_sweep_is_a_job_of_its_own_and_looks_with_the_same_queries_at_many(town, django_assert_max_num_queries):
    from mentorlift.jobs.registry import find

    assert find("matching.requests").every == timedelta(minutes=15)
    town.ask(town.luis, town.tom)
    town.ask(town.dele, town.tom)
    with django_assert_max_num_queries(9):
        assert services.settle_impossible(now=NOW, today=MONDAY) == 0


def test_the_lines_of_the_erased_are_emptied(town):
    asked = town.ask(town.luis, town.tom, line="Hello Tom")
    town.decline(asked, line="Not now, Luis")
    Identity.objects.filter(person=town.luis).delete()
    assert services.remove_lines_of_erased(now=NOW) == 1
    assert (fresh(asked).line, fresh(asked).answer_line) == ("", "Not now, Luis")
    Identity.objects.filter(person=town.tom).delete()
    assert services.remove_lines_of_erased(now=NOW) == 1
    assert fresh(asked).answer_line == ""
    assert services.remove_lines_of_erased(now=NOW) == 0
