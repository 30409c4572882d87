"""Who gains: against the effects of the groups alone, slow direct tests, statsmodels and dense integration."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests

from mentorlift.science.effects.groups import BESIDE, SMALL, groups
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.effects.joint import joint_test, together
from mentorlift.science.effects.random_effects import paule_mandel, shrunken
from tests.science.sellers import sellers
from tests.science.trial import only, plan

CLOSE = {"rel": 1e-8, "abs": 1e-10}
PLAN = plan(early=(0, 28), late=(14, 28), groups=("site",))
RNG = np.random.default_rng(3)
VALUES, VARIANCES = RNG.normal(10, 6, 6), RNG.uniform(4, 30, 6)


def trial(seed=1, n=240, sizes=(0.5, 0.3, 0.2), **shape):
    people, outcome = sellers(seed=seed, n=n, **shape)
    rng = np.random.default_rng(seed)
    site = tuple(rng.choice([f"s{k}" for k in range(len(sizes))], n, p=sizes).tolist())
    return replace(people, groups={"site": site}), outcome


def in_group(people, label, column="site"):
    mine = np.array(people.groups[column]) == label
    return replace(people, arm=np.where(mine, people.arm, -1))


def test_a_groups_effect_is_the_headline_among_its_people():
    people, outcome = trial()
    for scale in ("difference", "percent"):
        got = only(groups(people, outcome, PLAN), question="groups", group="site=s1", window="early", scale=scale)
        alone = only(itt_per_day(in_group(people, "s1"), outcome, PLAN), window="early", scale=scale)
        assert (got.estimate, got.se, got.df) == pytest.approx((alone.estimate, alone.se, alone.df), **CLOSE)
        assert (got.ci_low, got.ci_high) == pytest.approx((alone.ci_low, alone.ci_high), **CLOSE)


def test_the_ps_of_planned_groups_are_holms():
    people, outcome = trial()
    found = groups(people, outcome, PLAN)
    raw = [
        only(itt_per_day(in_group(people, f"s{k}"), outcome, PLAN), window="early", scale="percent").p_value
        for k in range(3)
    ]
    got = [
        only(found, question="groups", group=f"site=s{k}", window="early", scale="percent").p_value for k in range(3)
    ]
    assert got == pytest.approx(multipletests(raw, method="holm")[1], **CLOSE)


def test_two_groups_differ_by_the_t_test_of_their_difference():
    people, outcome = trial(sizes=(0.6, 0.4))
    found = groups(people, outcome, PLAN)
    a, b = (
        only(itt_per_day(in_group(people, f"s{k}"), outcome, PLAN), window="early", scale="difference") for k in (0, 1)
    )
    got = only(found, question="groups_differ", window="early", scale="difference")
    variance = a.se**2 + b.se**2
    assert got.estimate == pytest.approx((a.estimate - b.estimate) ** 2 / variance, **CLOSE)
    assert got.df == pytest.approx(variance**2 / (a.se**4 / a.df + b.se**4 / b.df), rel=1e-8)


def test_the_joint_test_is_the_direct_sum_over_strata_and_arms():
    people, outcome = trial(strata=2)
    from mentorlift.science.effects.itt_per_day import arm_means

    parts = []
    for k in range(3):
        means = arm_means(in_group(people, f"s{k}"), outcome, 1, (0, 28))[1]
        parts.append(means.map(means.values[:1] - means.values[1:], np.array([[1.0, -1.0]])))
    effects = together(parts)
    apart = np.array([[-1.0, 1.0, 0.0], [-1.0, 0.0, 1.0]])
    got = joint_test(effects, apart)
    cells = {}
    for i in range(people.n):
        key = (people.groups["site"][i], people.stratum[i], people.arm[i])
        cells.setdefault(key, []).append(apart @ effects.psi[i])
    matrices = [(sum(np.outer(v, v) for v in rows), len(rows) - 1) for rows in cells.values()]
    whole = np.linalg.inv(sum(matrix for matrix, _ in matrices))
    spent = sum((np.trace(m @ whole @ m @ whole) + np.trace(m @ whole) ** 2) / free for m, free in matrices)
    v, q = (2 + 4) / spent, 2
    square = (apart @ effects.values) @ whole @ (apart @ effects.values)
    assert got.statistic == pytest.approx(square * (v - q + 1) / (v * q), **CLOSE)
    assert (got.terms, got.df) == (2, pytest.approx(v - q + 1, rel=1e-8))


def test_the_spread_between_groups_is_paule_and_mandels():
    theirs = combine_effects(VALUES, VARIANCES, method_re="iterated", atol=1e-14, maxiter=1000)
    assert paule_mandel(VALUES, VARIANCES) == pytest.approx(theirs.tau2, rel=1e-7)
    assert paule_mandel(np.array([1.0, 1.1, 0.9]), np.ones(3)) == 0


@pytest.mark.parametrize("k", [2, 3, 6])
def test_the_shrunken_effects_are_the_posterior_of_a_dense_integration(k):
    values, variances = VALUES[:k], VARIANCES[:k]
    got = shrunken(values, variances, 0.9)
    scale = k / (1 / variances).sum()
    root = (np.arange(200_000) + 0.5) / 200_000
    between = scale * (1 / root**2 - 1)
    total = variances[:, None] + between
    precision = (1 / total).sum(axis=0)
    centre = (values[:, None] / total).sum(axis=0) / precision
    density = norm.pdf(values[:, None], centre, np.sqrt(total)).prod(axis=0) / np.sqrt(precision) * root
    density /= density.sum()
    share = variances[:, None] / total
    mean = values[:, None] - share * (values[:, None] - centre)
    variance = share * between + share**2 / precision
    assert got.value == pytest.approx(mean @ density, rel=1e-8)
    assert got.se**2 == pytest.approx((variance + mean**2) @ density - (mean @ density) ** 2, rel=1e-7)
    for g in range(k):
        for end, tail in ((got.low[g], 0.05), (got.high[g], 0.95)):
            assert norm.cdf(end, mean[g], np.sqrt(variance[g])) @ density == pytest.approx(tail, abs=1e-8)


def test_groups_that_are_alike_are_drawn_together_and_far_ones_less():
    near, far = (
        shrunken(np.array([1.0, 1.2, 0.8]), np.ones(3), 0.95),
        shrunken(np.array([0.0, 30.0, 60.0]), np.ones(3), 0.95),
    )
    assert np.ptp(near.value) < 0.4 * 0.4
    assert np.ptp(far.value) > 0.99 * 60


def test_small_groups_are_hidden_with_what_would_give_them_away():
    people, outcome = trial(sizes=(0.6, 0.38, 0.02))
    found = groups(people, outcome, PLAN)
    raw = {e.group: e for e in found if e.question == "groups" and e.window == "early" and e.scale == "difference"}
    assert raw["site=s2"].not_estimable == SMALL
    assert raw["site=s1"].not_estimable == BESIDE  # everybody less s0 and s1 would be the two of s2
    assert raw["site=s0"].estimate is not None
    assert all(e.n_treated is None for e in raw.values() if e.not_estimable)
    shrunk = [e for e in found if e.question == "groups_shrunk"]
    assert all(e.not_estimable == "fewer than two groups have a figure that can be shown" for e in shrunk)


def test_what_was_not_planned_is_stamped_and_is_a_family_of_its_own():
    people, outcome = trial()
    month = tuple(np.random.default_rng(8).choice(["may", "june"], people.n).tolist())
    both = replace(people, groups=people.groups | {"month": month})
    found = groups(both, outcome, PLAN)
    assert {e.group.split("=")[0] for e in found if e.exploratory} == {"month"}
    assert all(
        e.method.startswith("exploratory: not planned") for e in found if e.exploratory and e.estimate is not None
    )
    planned = [e for e in found if not e.exploratory]
    assert planned == groups(people, outcome, PLAN)


def test_shared_mentors_across_groups_are_in_the_test_of_their_difference():
    people, outcome = trial(sizes=(0.5, 0.5), strata=1)
    mentor = np.where(people.arm == 1, np.arange(people.n) // 4, -1)
    plain = only(groups(people, outcome, PLAN), question="groups_differ", window="early", scale="difference")
    shared = only(
        groups(replace(people, mentor=mentor), outcome, PLAN),
        question="groups_differ",
        window="early",
        scale="difference",
    )
    assert shared.estimate != pytest.approx(plain.estimate, rel=1e-3)


@pytest.mark.slow
def test_equal_effects_are_called_different_once_in_twenty():
    people, outcome = trial(n=150, days=8, leave=0, gain=0.0, strata=2)
    chosen = replace(PLAN, early=(0, 8), late=(0, 8))
    rng, draws, rejected = np.random.default_rng(4), 200, 0
    for _ in range(draws):
        arm = people.arm.copy()
        for s in range(2):
            mine = np.flatnonzero(people.stratum == s)
            arm[mine] = rng.permutation(arm[mine])
        found = groups(replace(people, arm=arm), outcome, chosen)
        rejected += only(found, question="groups_differ", window="early", scale="difference").p_value <= 0.05
    assert abs(rejected / draws - 0.05) <= 0.01 + 3 * np.sqrt(0.05 * 0.95 / draws)


def test_shrunken_intervals_hold_the_effects_of_groups_on_average_over_groups():
    rng = np.random.default_rng(11)
    for spread in (0.0, 0.5, 3.0):
        held = []
        for _ in range(80):
            variances = rng.uniform(0.5, 2, 5)
            effects = rng.normal(4, spread, 5)
            got = shrunken(rng.normal(effects, np.sqrt(variances)), variances, 0.95)
            held.append((got.low <= effects) & (effects <= got.high))
        share = np.mean(held)
        error = 3 * np.std([row.mean() for row in held]) / np.sqrt(len(held))
        assert share >= 0.93 - error
