"""Two people never win one place, and a request has one ending: real transactions in real threads."""

from datetime import date, timedelta

import pytest

from mentorlift.matching import services
from mentorlift.matching.models import MentorRequest
from mentorlift.matching.tests.builders import NOW
from mentorlift.matching.tests.choosing import ChoosingTown, fresh
from mentorlift.mentorships.models import MentorSeat, Pair
from mentorlift.mentorships.tests.test_places_under_pressure import at_once
from mentorlift.notifications.models import Message

pytestmark = pytest.mark.django_db(transaction=True)
SOON = NOW + timedelta(hours=1)


def kinds(outcomes):
    return sorted(type(one).__name__ for one in outcomes)


def test_of_two_yeses_for_one_place_one_makes_a_pair_and_the_other_is_told():
    town = ChoosingTown()
    first, second = town.ask(town.mei, town.ruth), town.ask(town.dele, town.ruth)
    town.user_of(town.ruth)
    outcomes = at_once(lambda: town.accept(first), lambda: town.accept(second))
    assert kinds(outcomes) == ["Pair", "UnableToAnswer"], outcomes
    assert Pair.objects.count() == MentorSeat.objects.count() == 1
    assert sorted([fresh(first).outcome, fresh(second).outcome]) == ["accepted", "filled"]
    assert Message.objects.filter(subject="You can ask the next mentor").count() == 1


def test_a_yes_pressed_twice_makes_one_pair():
    town = ChoosingTown()
    asked = town.ask(town.luis, town.tom)
    town.user_of(town.tom)
    outcomes = at_once(lambda: town.accept(asked), lambda: town.accept(asked), lambda: town.accept(asked))
    assert kinds(outcomes) == ["Pair", "UnableToAnswer", "UnableToAnswer"], outcomes
    assert Pair.objects.count() == 1


def test_of_many_who_ask_one_mentor_at_once_only_as_many_as_may_wait_do():
    town = ChoosingTown()
    people = [town.dele, town.mei, town.luis]
    for one in people:
        town.user_of(one)
    outcomes = at_once(*(lambda p=p: town.ask(p, town.ruth) for p in people))
    assert kinds(outcomes) == ["MentorRequest", "MentorRequest", "UnableToAsk"], outcomes
    assert sorted(MentorRequest.objects.values_list("number", flat=True)) == [1, 2]


def test_a_protege_who_asks_two_mentors_at_once_has_asked_one():
    town = ChoosingTown()
    town.user_of(town.luis)
    outcomes = at_once(lambda: town.ask(town.luis, town.tom), lambda: town.ask(town.luis, town.bea))
    assert kinds(outcomes) == ["MentorRequest", "UnableToAsk"], outcomes
    assert MentorRequest.objects.count() == 1


def test_yes_no_taking_back_silence_and_the_end_at_once_leave_one_ending():
    town = ChoosingTown()
    asked = town.ask(town.luis, town.tom)
    town.user_of(town.luis), town.user_of(town.tom)
    outcomes = at_once(
        lambda: town.accept(asked),
        lambda: town.decline(asked),
        lambda: town.withdraw(asked),
        lambda: services.pass_on_overdue(now=SOON, today=date(2026, 3, 20)),
        lambda: services.close_choosing(choosing=town.choosing, actor=town.manager, now=SOON),
    )
    assert all(one is None or isinstance(one, int | Pair | services.UnableToAnswer) for one in outcomes), outcomes
    kept = fresh(asked)
    assert kept.outcome
    assert Pair.objects.count() == (kept.outcome == "accepted")
    endings = [one for one in outcomes if not isinstance(one, services.UnableToAnswer | int)] + [
        one for one in outcomes if one == 1
    ]
    assert len(endings) == 1, outcomes


def test_two_sweeps_at_once_tell_each_once():
    town = ChoosingTown()
    town.ask(town.luis, town.tom)
    town.ask(town.dele, town.ruth)
    late = date(2026, 3, 20)
    outcomes = at_once(*[lambda: services.pass_on_overdue(now=SOON, today=late)] * 2)
    assert sum(outcomes) == 2, outcomes
    assert Message.objects.filter(key__contains=":ended:").count() == 4


def test_a_draft_is_not_published_while_an_intake_turns_to_choosing():
    from mentorlift.matching.tests.builders import Town

    town = Town()
    draft = town.draft()
    outcomes = at_once(
        lambda: town.publish(draft),
        lambda: services.open_choosing(cohort=town.cohort, shown=5, days=5, actor=town.manager, now=NOW),
    )
    assert sum(isinstance(one, services.UnableToPublish | services.UnableToOpenChoosing) for one in outcomes) == 1, (
        outcomes
    )
