"""Where chances differ within a stratum: weighted means against sums written out, over all lotteries there can be."""

from dataclasses import replace

import numpy as np
import pytest

from mentorlift.science.effects.analysis import Drawn, analyse, asked
from mentorlift.science.effects.itt import itt
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.effects.randomisation_inference import randomisation_inference
from mentorlift.science.effects.redrawn import Target, differences
from mentorlift.science.effects.total_value import total_value
from mentorlift.science.lottery.redraws import pivotal_rows
from tests.science.trial import only, panel, plan, units

PLAN = plan(assignment="lottery", early=(0, 10), late=(0, 10), pre_period_mean=False)
CLOSE = {"rel": 1e-8, "abs": 1e-10}


def needy(seed=1, n=160, gain=0.0, strata=2):
    """People drawn the likelier the less they sell; every stratum holds all kinds of chances."""
    rng = np.random.default_rng(seed)
    level = rng.lognormal(3, 0.5, n)
    weight = 1 / level
    chance = 0.4 * n * weight / weight.sum()
    chance = np.clip(chance, 0.05, 0.9)
    chance *= round(chance.sum()) / chance.sum()
    stratum = np.arange(n) % strata
    return rng, level, chance, stratum, gain


def drawn(rng, level, chance, stratum, gain):
    n = len(level)
    arm = pivotal_rows(chance, stratum, 1, rng)[0].astype(int)
    y = level[:, None] * rng.lognormal(0, 0.5, (n, 10)) + gain * arm[:, None]
    people = units(arm, stratum=stratum, chance=np.column_stack([1 - chance, chance]))
    return people, panel(y)


def written_out(people, value):
    """Hajek's means by stratum and arm, strata by their people, and the variance of their influences."""
    effect, variance = 0.0, 0.0
    for s in np.unique(people.stratum):
        share = (people.stratum == s).mean()
        for sign, arm in ((1, 1), (-1, 0)):
            rows = (people.stratum == s) & (people.arm == arm)
            weight = 1 / people.chance[rows, arm]
            mean = (weight * value[rows]).sum() / weight.sum()
            psi = share * weight * (value[rows] - mean) / weight.sum()
            effect += sign * share * mean
            variance += (psi**2 / (1 - weight / weight.sum())).sum()
    return effect, np.sqrt(variance)


def test_total_value_is_hajeks_weighted_difference():
    people, outcome = drawn(*needy())
    effect, error = written_out(people, outcome.y.sum(axis=1))
    got = only(total_value(people, outcome, PLAN), window="early", scale="difference")
    assert got.estimate == pytest.approx(effect, **CLOSE)
    assert got.se == pytest.approx(error, **CLOSE)
    per_day = only(itt_per_day(people, outcome, PLAN), window="early", scale="difference")
    assert per_day.estimate == pytest.approx(effect / 10, **CLOSE)  # everybody works on every day
    assert per_day.se == pytest.approx(error / 10, **CLOSE)


def test_the_regression_is_weighted_by_one_over_the_chance():
    import statsmodels.api as sm

    people, outcome = drawn(*needy(strata=1))
    fit = sm.WLS(outcome.y.mean(axis=1), sm.add_constant(people.arm.astype(float)), weights=people.inverse).fit(
        cov_type="HC2"
    )
    got = only(itt(people, outcome, PLAN), window="early", scale="difference")
    assert got.estimate == pytest.approx(fit.params[1], **CLOSE)
    assert got.se == pytest.approx(fit.bse[1], **CLOSE)
    total = only(total_value(people, outcome, PLAN), window="early", scale="difference")
    assert (total.estimate, total.se) == pytest.approx((10 * fit.params[1], 10 * fit.bse[1]), **CLOSE)


def test_without_weights_the_answer_would_be_wrong_and_with_them_it_is_not():
    plain, weighted, held = [], [], []
    for seed in range(200):
        people, outcome = drawn(*needy(seed=seed, gain=2.0))
        got = only(total_value(people, outcome, PLAN), window="early", scale="difference")
        weighted.append(got.estimate)
        held.append(got.ci_low <= 20 <= got.ci_high)
        blind = total_value(replace(people, chance=None), outcome, PLAN)
        plain.append(only(blind, window="early", scale="difference").estimate)
    error = np.std(weighted, ddof=1) / np.sqrt(200)
    assert abs(np.mean(weighted) - 20) < 4 * error
    assert abs(np.mean(plain) - 20) > 10 * error
    assert 0.93 - 3 * np.sqrt(0.05 * 0.95 / 200) <= np.mean(held)


@pytest.mark.parametrize("strata", [2, 20])  # 20: some arm of a stratum has one person
def test_redraws_are_studentised_by_the_error_of_weighted_means(strata):
    people, outcome = drawn(*needy(strata=strata, n=60))
    columns = np.column_stack([outcome.y.sum(axis=1), people.arm == 1]).astype(float)
    everybody = Target(columns=columns, inside=np.ones(60, dtype=bool))
    got = differences(people, [everybody], 1, people.arm[None])[0]
    both = [s for s in np.unique(people.stratum) if len(set(people.arm[people.stratum == s])) == 2]
    total = np.isin(people.stratum, both).sum()
    value, covariance = np.zeros(2), np.zeros((2, 2))
    for s in both:
        held = columns - columns[people.stratum == s].mean(axis=0)
        for sign, arm in ((1, 1), (-1, 0)):
            rows = (people.stratum == s) & (people.arm == arm)
            weight, n = 1 / people.chance[rows, arm], rows.sum()
            mean = weight @ held[rows] / weight.sum()
            apart = weight[:, None] * (held[rows] - (mean if n > 1 else 0)) / weight.sum()
            share = (people.stratum == s).sum() / total
            value += sign * share * mean
            covariance += share**2 * apart.T @ apart * (n / (n - 1) if n > 1 else 1)
    np.testing.assert_allclose(got.value[0], value, rtol=1e-8, atol=1e-9)
    np.testing.assert_allclose(got.covariance[0], covariance, rtol=1e-8, atol=1e-9)


def test_the_redrawn_test_has_its_size_and_centres_on_no_effect():
    p_values, shifts = [], []
    for seed in range(120):
        rng, level, chance, stratum, gain = needy(seed=seed, n=60)
        people, outcome = drawn(rng, level, chance, stratum, gain)

        def redraws(first, count, chance=chance, stratum=stratum, seed=seed):
            return pivotal_rows(chance, stratum, count, np.random.default_rng([seed, first])).astype(np.int8)

        found = randomisation_inference(people, outcome, replace(PLAN, redraws=199), redraws)
        total = only(found, window="early", unit="currency")
        p_values.append(total.p_value)
        shifts.append(total.estimate)
    assert np.mean(np.array(p_values) <= 0.1) == pytest.approx(0.1, abs=3 * np.sqrt(0.09 / 120) + 0.01)
    assert abs(np.mean(shifts)) < 4 * np.std(shifts, ddof=1) / np.sqrt(120)


def test_chances_that_are_the_same_change_nothing():
    people, outcome = drawn(*needy())
    same = replace(people, chance=np.full((people.n, 2), 0.5))
    for question in (itt_per_day, total_value):
        with_chance, without = (question(each, outcome, PLAN) for each in (same, replace(people, chance=None)))
        for one, other in zip(with_chance, without, strict=True):
            assert (one.estimate, one.se) == pytest.approx((other.estimate, other.se), rel=1e-12)


def test_no_question_refuses_because_chances_differ():
    people, outcome = drawn(*needy())
    people = replace(people, exit_day=np.random.default_rng(3).integers(1, 60, people.n).astype(float))
    periods = replace(PLAN, level="period", errors="CR1")
    for chosen in (PLAN, periods):
        found = analyse(
            [Drawn(units=people, panels={"revenue": outcome})], replace(chosen, yes_no=("revenue >= 99 by 5",))
        )
        assert {e.question for e in found} == {*asked(PLAN), "yes_no"}
        answered = {e.question for e in found if e.estimate is not None}
        assert answered >= {"itt", "by_week", "retention", "log_rank", "yes_no"}
        said = {e.question for e in found if "one over their chance" in e.method}
        staying = {"retention", "rmst", "log_rank", "hazard_ratio"}
        assert said == staying | {"yes_no"} | ({"itt", "by_week"} if chosen is periods else set())
