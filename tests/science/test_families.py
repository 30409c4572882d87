"""Several outcomes at once: max-T over the same redraws, Holm without a draw."""

import numpy as np
import pytest

from mentorlift.science.effects.families import family_wise, holm, redrawn_family, westfall_young
from mentorlift.science.effects.randomisation_inference import p_value, randomisation_inference
from mentorlift.science.effects.total_value import total_value
from tests.science.redraws import shuffled, small
from tests.science.trial import only, panel, plan


def test_max_t_is_at_least_the_single_p_and_falls_with_the_statistic():
    rng = np.random.default_rng(0)
    there = rng.normal(size=(999, 4))
    observed = np.array([0.3, -3.2, 2.1, 1.0])
    adjusted = westfall_young(observed, there)
    single = [p_value(o, there[:, k]) for k, o in enumerate(observed)]
    assert np.all(adjusted >= single)
    assert np.all(np.diff(adjusted[np.argsort(-np.abs(observed))]) >= 0)
    slow = [
        (1 + np.sum(np.max(np.abs(there[:, np.abs(observed) <= abs(o)]), axis=1) >= abs(o))) / 1000 for o in observed
    ]
    assert adjusted == pytest.approx(np.maximum.accumulate(np.array(slow)[[1, 2, 3, 0]])[[3, 0, 1, 2]])


def test_holm_multiplies_by_the_number_left():
    assert holm(np.array([0.01, 0.04, 0.03])) == pytest.approx([0.03, 0.06, 0.06])


def test_a_family_of_one_is_the_test_itself():
    people, outcomes, arm, stratum = small()
    chosen = plan(early=(0, 4), redraws=200)
    alone = only(
        randomisation_inference(people, outcomes, chosen, shuffled(arm, stratum)), window="early", unit="currency"
    )
    family = redrawn_family(people, [outcomes], chosen, shuffled(arm, stratum))
    assert family["total_value", "mentored", "early", "revenue"] == alone.p_value


def test_secondary_outcomes_are_judged_as_a_family_over_the_same_redraws():
    people, outcomes, arm, stratum = small(effect=20.0)
    noise = panel(np.random.default_rng(3).random((11, 4)), outcome="calls")
    chosen = plan(early=(0, 4), redraws=500)
    family = redrawn_family(people, [outcomes, noise], chosen, shuffled(arm, stratum))
    alone = redrawn_family(people, [noise], chosen, shuffled(arm, stratum))
    found = [*total_value(people, outcomes, chosen), *total_value(people, noise, chosen)]
    early = [e for e in family_wise(found, family) if e.window == "early" and e.scale == "difference"]
    assert [e.p_value for e in early] == [family["total_value", "mentored", "early", e.outcome] for e in early]
    assert early[1].p_value >= alone["total_value", "mentored", "early", "calls"]
    assert all("Westfall-Young over 2 secondary outcomes" in e.method for e in early)


def test_without_a_draw_the_family_is_judged_by_holm():
    people, outcomes, _, _ = small()
    noise = panel(np.random.default_rng(3).random((11, 4)), outcome="calls")
    found = [
        e
        for p in (outcomes, noise)
        for e in total_value(people, p, plan(early=(0, 4)))
        if e.window == "early" and e.scale == "difference"
    ]
    got = family_wise(found)
    assert [e.p_value for e in got] == pytest.approx(holm(np.array([e.p_value for e in found])))
    assert [e.ci_low for e in got] == [e.ci_low for e in found]
