"""Pairs drawn by lot in the product: chosen on the form, and the chance of every published pair is kept."""

import pytest
from django.utils import translation

from mentorlift.matching.models import MatchPolicy, Publication
from mentorlift.matching.queries.drafts import refusal
from mentorlift.matching.tests.builders import POLICY, Town
from mentorlift.matching.tests.test_pages import get, post, text

NEAR = POLICY.replace('mode = "optimal"', 'mode = "near-optimal"\ntolerance = 0.3\ncap = 0.9')
RANDOM = POLICY.replace('mode = "optimal"', 'mode = "random"')


@pytest.fixture
def town(db):
    return Town()


@pytest.fixture
def petra(town, client):
    client.force_login(town.user)
    return client


def form_values(petra, town, **changed):
    form = get(petra, "matching:policy", town.cohort.id).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not False} | changed


def test_the_form_offers_pairs_near_the_best_and_keeps_both_numbers(town, petra):
    town.policy()
    page = get(petra, "matching:policy", town.cohort.id)
    assert "drawn by lot near the best" in text(page) and "no pair more likely than" in text(page)
    post(
        petra, "matching:policy", town.cohort.id, **form_values(petra, town, mode="near-optimal", tolerance=12, cap=60)
    )
    toml = MatchPolicy.objects.order_by("-version").first().toml
    assert 'mode = "near-optimal"' in toml and "tolerance = 0.12" in toml and "cap = 0.6\n" in toml
    assert form_values(petra, town)["tolerance"] == 12
    post(petra, "matching:policy", town.cohort.id, **form_values(petra, town, mode="optimal"))
    assert "tolerance" not in MatchPolicy.objects.order_by("-version").first().toml


def test_near_the_best_goes_with_one_objective_and_the_form_says_so(town, petra):
    town.policy()
    values = form_values(petra, town, mode="near-optimal", objective="score", tolerance=0)
    page = post(petra, "matching:policy", town.cohort.id, **values)
    assert "go with a mentor for as many as can be" in text(page)
    assert "Give at least 0.1." in text(page)
    assert MatchPolicy.objects.count() == 1


@pytest.mark.parametrize("toml", [NEAR, RANDOM])
def test_every_published_pair_keeps_the_chance_it_had(town, petra, toml):
    draft = town.draft(toml)
    assert draft.pairs.count() == 4
    chances = dict(draft.pairs.values_list("id", "probability"))
    assert all(0 < chance <= 1 for chance in chances.values())
    assert min(chances.values()) < 1
    page = text(get(petra, "matching:draft", draft.id))
    assert "drawn by lot; the chance of this pair was" in page and "not left to chance" in page
    assert "The chance of every pair is kept with it." in page
    assert "no better set exists" not in page
    town.publish(draft)
    kept = {one.draft_pair_id: one.draft_pair.probability for one in Publication.objects.all()}
    assert kept == chances


def test_the_best_pairs_were_not_drawn_and_have_no_chance(town, petra):
    draft = town.draft()
    assert set(draft.pairs.values_list("probability", flat=True)) == {None}
    assert "the chance of this pair" not in text(get(petra, "matching:draft", draft.id))


def test_limits_that_cannot_be_kept_are_told_as_an_obstacle(town, petra):
    draft = town.draft(NEAR.replace("cap = 0.9", "cap = 0.1"))
    assert refusal(draft)[0]["what"] == "with no pair above 0.1 fewer would have a mentor than could"
    with translation.override("de"):
        assert refusal(draft)[0]["what"] == "mit keinem Tandem über 0.1 hätten weniger einen Mentor als möglich"
    assert not draft.pairs.exists()


def test_a_form_that_the_programme_does_not_have_is_a_fault_of_its_policy(town, petra):
    for table, what in (
        ("[rotation]\nweeks = 3\n", "pairs of this programme do not rotate"),
        ("[circle]\nleast = 2\nmost = 3\n", "this programme does not meet in circles"),
    ):
        page = post(petra, "matching:policy_file", town.cohort.id, toml=f"{POLICY}\n{table}")
        assert f"policy.toml:{len(POLICY.splitlines()) + 2}" in text(page) and what in text(page)
    assert not MatchPolicy.objects.exists()
