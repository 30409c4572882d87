"""Several arms with one control: the family's p against one-dimensional integrals and scipy, and over redraws."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import chi2, dunnett, f_oneway, multivariate_t

from mentorlift.science.effects.arms import arms
from mentorlift.science.effects.itt_per_day import arm_means, itt_per_day
from mentorlift.science.effects.max_t import critical_t, largest_p
from tests.science.sellers import sellers
from tests.science.trial import only, panel, plan, units

CLOSE = {"rel": 1e-8, "abs": 1e-10}
PLAN = plan(early=(0, 28), late=(14, 28), treated=("mentor", "class"))


def trial(seed=1, n=180, forms=2, **shape):
    people, outcome = sellers(seed=seed, n=n, share=0.6, **shape)
    form = 1 + np.random.default_rng(seed).integers(0, forms, n)
    names = ("mentor", "class", "film")[:forms]
    return replace(people, arms=("later", *names), arm=np.where(people.arm == 1, form, 0)), outcome


def with_equal_correlation(q, r, df, reach):
    """Dunnett (1955): given what the statistics share they are independent."""

    def given(s):
        def density(z):
            ends = ((reach * s - np.sqrt(r) * z) / np.sqrt(1 - r), (-reach * s - np.sqrt(r) * z) / np.sqrt(1 - r))
            return np.exp(-z * z / 2) / np.sqrt(2 * np.pi) * (ndtr(ends[0]) - ndtr(ends[1])) ** q

        return quad(density, -9, 9, epsabs=1e-12, epsrel=1e-12)[0]

    whole = quad(lambda x: given(np.sqrt(x / df)) * chi2.pdf(x, df), 0, chi2.isf(1e-14, df), epsabs=1e-11, limit=200)
    return 1 - whole[0]


@pytest.mark.parametrize(("q", "r", "df"), [(2, 0.5, 10), (3, 0.4, 20), (4, 0.3, 50)])
def test_the_largest_of_several_ts_is_dunnetts_integral(q, r, df):
    correlation = np.full((q, q), r) + (1 - r) * np.eye(q)
    assert largest_p(2.3, correlation, df) == pytest.approx(with_equal_correlation(q, r, df, 2.3), abs=1e-9)


def test_any_correlation_will_do():
    correlation = np.array([[1, 0.7, -0.2], [0.7, 1, 0.1], [-0.2, 0.1, 1]])
    ends = np.full(3, 2.1)
    theirs = multivariate_t.cdf(ends, shape=correlation, df=15, lower_limit=-ends, random_state=1)
    assert largest_p(2.1, correlation, 15) == pytest.approx(1 - theirs, abs=2e-4)
    assert largest_p(critical_t(0.95, correlation, 15), correlation, 15) == pytest.approx(0.05, abs=1e-9)


def test_with_equal_spread_the_family_is_that_of_scipys_dunnett():
    rng = np.random.default_rng(2)
    values = rng.normal(10, 2, (3, 40))
    values = (values - values.mean(axis=1, keepdims=True)) / values.std(axis=1, ddof=1, keepdims=True)
    values += np.array([[10.0], [10.5], [10.3]])
    people = units(np.repeat([0, 1, 2], 40), arms=("later", "mentor", "class"))
    found = arms(people, panel(values.reshape(-1, 1)), replace(PLAN, early=(0, 1), late=(0, 1)))
    theirs = dunnett(values[1], values[2], control=values[0], rng=1)
    for k, name in enumerate(("mentor", "class")):
        got = only(found, question="arms", arm=name, window="early", scale="difference")
        # scipy pools the spreads of all arms and knows more degrees of freedom: 117 for 78
        correlation = np.array([[1, 0.5], [0.5, 1]])
        t = got.estimate / got.se
        assert largest_p(t, correlation, 117.0) == pytest.approx(theirs.pvalue[k], abs=1e-4)
        assert got.p_value == pytest.approx(largest_p(t, correlation, 78.0), rel=1e-8)
    assert f_oneway(*values).pvalue == pytest.approx(
        only(found, question="arms_joint", window="early", scale="difference").p_value, abs=0.005
    )


def test_each_arm_keeps_its_estimate_and_gets_a_wider_interval():
    people, outcome = trial()
    found = arms(people, outcome, PLAN)
    for name in ("mentor", "class"):
        for scale in ("difference", "percent"):
            got = only(found, question="arms", arm=name, window="early", scale=scale)
            alone = only(itt_per_day(people, outcome, PLAN), arm=name, window="early", scale=scale)
            assert (got.estimate, got.se) == pytest.approx((alone.estimate, alone.se), **CLOSE)
            assert got.ci_low < alone.ci_low < alone.ci_high < got.ci_high
            assert alone.p_value < got.p_value < 2.2 * alone.p_value + 1e-9


def test_the_difference_of_two_arms_has_the_covariance_of_their_shared_control():
    people, outcome = trial(strata=1)
    got = only(arms(people, outcome, PLAN), question="arms_differ", window="early", scale="difference")
    means = [arm_means(people, outcome, code, (0, 28))[1] for code in (1, 2)]
    psi = (means[0].psi - means[1].psi) @ np.array([1.0, -1.0])
    assert got.se == pytest.approx(np.sqrt((psi**2).sum()), **CLOSE)
    assert (got.arm, got.group) == ("mentor", "less class")


def test_one_treated_arm_is_no_family():
    people, outcome = sellers()
    assert arms(people, outcome, plan(early=(0, 28), late=(14, 28))) == []


def test_five_arms_are_judged_by_holm():
    people, outcome = sellers(n=240, share=0.7)
    form = 1 + np.arange(people.n) % 5
    names = tuple("abcde")
    people = replace(people, arms=("later", *names), arm=np.where(people.arm == 1, form, 0))
    found = arms(people, outcome, replace(PLAN, treated=names))
    got = only(found, question="arms", arm="c", window="early", scale="difference")
    assert "Holm, interval by Bonferroni" in got.method
    assert len([e for e in found if e.question == "arms_differ" and e.window == "early"]) == 20


def lottery(people):
    def redraws(first, count):
        out = np.empty((count, people.n), dtype=np.int8)
        for k in range(count):
            rng = np.random.default_rng([7, first + k])
            for s in np.unique(people.stratum):
                mine = np.flatnonzero(people.stratum == s)
                out[k, mine] = rng.permutation(people.arm[mine])
        return out

    return redraws


def test_with_a_draw_the_family_is_that_of_the_redraws():
    people, outcome = trial(gain=0.0, leave=0)
    got = only(
        arms(people, outcome, replace(PLAN, redraws=1000), lottery(people)),
        question="arms",
        arm="mentor",
        window="early",
        scale="difference",
    )
    by_formula = only(arms(people, outcome, PLAN), question="arms", arm="mentor", window="early", scale="difference")
    assert "max-T over 1000 redraws, interval by Dunnett" in got.method
    assert got.p_value == pytest.approx(by_formula.p_value, abs=0.06)
    assert (got.ci_low, got.ci_high) == (by_formula.ci_low, by_formula.ci_high)


@pytest.mark.slow
def test_a_family_without_effects_errs_once_in_twenty():
    people, outcome = trial(n=120, gain=0.0, leave=0, days=6, strata=2)
    chosen = replace(PLAN, early=(0, 6), late=(0, 6))
    drawn, draws = lottery(people)(0, 100), 100
    wrong = np.zeros(2)
    for k in range(draws):
        found = arms(replace(people, arm=drawn[k].astype(int)), outcome, chosen)
        family = [e for e in found if e.question == "arms" and e.window == "early" and e.scale == "difference"]
        wrong[0] += any(e.p_value <= 0.05 for e in family)
        wrong[1] += only(found, question="arms_joint", window="early", scale="difference").p_value <= 0.05
        assert all((e.p_value <= 0.05) == (not e.ci_low <= 0 <= e.ci_high) for e in family)
    assert np.all(np.abs(wrong / draws - 0.05) <= 0.015 + 3 * np.sqrt(0.05 * 0.95 / draws))
