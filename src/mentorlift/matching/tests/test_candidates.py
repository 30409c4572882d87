"""Protégés who choose for themselves: whom they are shown."""

from datetime import date

import pytest

from mentorlift.matching import rules, services
from mentorlift.matching.queries.choosing import candidates
from mentorlift.matching.tests.builders import NOW, POLICY, somebody
from mentorlift.matching.tests.choosing import MONDAY, ChoosingTown, shown
from mentorlift.mentorships.tests.builders import offer
from mentorlift.people.models import Leave, Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return ChoosingTown()


def test_the_best_come_first_with_reasons_and_whom_a_rule_bars_is_not_there(town):
    found = candidates(town.choosing, town.ana.id, today=MONDAY)
    assert [one.mentor.name for one in found] == ["Tom Hill", "Ruth Adler"]  # Bea leads Ana
    assert found[0].reasons[0] == "strong in 1 of 2 wanted: calls"
    assert shown(town, town.mei) == ["Ruth Adler"]  # nobody else speaks her language


def test_it_is_the_score_of_a_draft(town):
    found = {one.mentor.person_id: one.score for one in candidates(town.choosing, town.dele.id, today=MONDAY)}
    services.close_choosing(choosing=town.choosing, actor=town.manager, now=NOW)
    pair = town.draft().pairs.get(protege=town.dele)
    assert found[pair.mentor_id] == pair.score


def test_no_more_are_shown_than_the_intake_says():
    town = ChoosingTown(shown=1)
    assert shown(town, town.ana) == ["Tom Hill"]
    with pytest.raises(services.UnableToAsk, match="not among those"):
        town.ask(town.ana, town.ruth)


def test_an_empty_cell_of_one_protege_keeps_nobody_from_choosing(town):
    attributes = Post.objects.get(person=town.luis).attributes
    Post.objects.filter(person=town.luis).update(attributes=attributes | {"wants_to_learn": ""})
    assert len(shown(town, town.luis)) == 3


def test_the_full_the_kept_apart_and_the_away_are_not_shown(town):
    town.accept(town.ask(town.mei, town.ruth))
    assert "Ruth Adler" not in shown(town, town.dele)
    services.keep_apart(cohort=town.cohort, protege_id=town.dele.id, mentor_id=town.tom.id, actor=town.manager, now=NOW)
    assert shown(town, town.dele) == ["Bea Boss"]
    Leave.objects.create(person=town.bea, from_on=MONDAY, to_on=date(2026, 6, 1))
    assert shown(town, town.dele) == []


def test_a_place_locked_for_somebody_else_is_not_offered(town):
    services.keep_together(
        cohort=town.cohort, protege_id=town.mei.id, mentor_id=town.ruth.id, actor=town.manager, now=NOW
    )
    assert "Ruth Adler" not in shown(town, town.dele)
    assert shown(town, town.mei) == ["Ruth Adler"]


def test_results_of_a_mentor_are_no_reason_that_a_protege_reads():
    told = {"kind": "level", "name": "level_performance"}
    assert not rules.told_to_the_two(told)
    assert not rules.told_to_the_two({"kind": "band", "name": "band_performance"})
    assert not rules.told_to_the_two({"kind": "near", "name": "near_quota"})
    assert rules.told_to_the_two({"kind": "band", "name": "band_years_in_sales"})
    assert rules.told_to_the_two({"kind": "covers", "name": "covers_wants_to_learn"})
    policy = POLICY + '\n[[criterion]]\nkind = "level"\nof = "mentor"\nfield = "performance"\nweight = 9\n'
    town = ChoosingTown(policy=policy)
    for person, figure in ((town.tom, 90), (town.bea, 10), (town.ruth, 10)):
        attributes = Post.objects.get(person=person).attributes
        Post.objects.filter(person=person).update(attributes=attributes | {"performance": figure})
    best = candidates(town.choosing, town.luis.id, today=MONDAY)[0]
    assert best.mentor.name == "Tom Hill"  # it counts
    assert not any("results" in reason for reason in best.reasons)  # and is not told


def test_more_mentors_later_are_offered_too(town):
    offer(town.programme, somebody("Uma New", strong_in="price"))
    assert shown(town, town.luis)[0] in ("Uma New", "Bea Boss")
