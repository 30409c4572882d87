"""Shares of a yes: score intervals against published and independent ones, and with hardly anybody."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import ndtri
from scipy.stats import binom
from statsmodels.stats import proportion

from mentorlift.science.effects.phrases import yes_no_of
from mentorlift.science.effects.score_interval import Counts
from mentorlift.science.effects.yes_no import said_yes, yes_no
from tests.science.trial import only, panel, plan, units

CLOSE = {"rel": 1e-8, "abs": 1e-9}
Z = float(ndtri(0.975))
TABLES = [(5, 30, 12, 40), (1, 9, 2, 11), (20, 20, 18, 25), (90, 110, 120, 171), (0, 20, 3, 25)]


def counts(*rows, weight=None):
    yes_1, n_1, yes_0, n_0 = np.array(rows, dtype=float).T
    share = (n_1 + n_0) / (n_1 + n_0).sum() if weight is None else np.array(weight)
    return Counts(yes_1=yes_1, n_1=n_1, yes_0=yes_0, n_0=n_0, weight=share)


def test_the_interval_is_that_of_the_published_example():
    """Newcombe (1998), Stat. Med. 17(8), table II, method 6, examples (a), (e) and (g)."""
    for row, published in (
        ((56, 70, 48, 80), (0.0528, 0.3382)),
        ((5, 56, 0, 29), (-0.0326, 0.1933)),
        ((10, 10, 0, 20), (0.7156, 1.0)),
    ):
        assert counts(row).interval(Z) == pytest.approx(published, abs=5.1e-5)


@pytest.mark.parametrize("row", TABLES)
def test_the_ratio_and_the_test_are_those_of_statsmodels(row):
    got = counts(row)
    test = proportion.test_proportions_2indep(*row, method="score", compare="diff")
    assert got.statistic(0.0) == pytest.approx(test.statistic, **CLOSE)
    ends = got.interval(Z, ratio=True)
    if 0 < row[0] < row[1]:  # elsewhere statsmodels looks for its ends in the wrong place
        theirs = proportion.confint_proportions_2indep(*row, method="score", compare="ratio")
        assert ends == pytest.approx(theirs, rel=1e-8)
    for end, at in zip(ends, (Z, -Z), strict=True):
        if end > 0:
            there = proportion.test_proportions_2indep(*row, value=end, method="score", compare="ratio")
            assert there.statistic == pytest.approx(at, abs=1e-7)


@pytest.mark.parametrize("row", TABLES)
@pytest.mark.parametrize("d", [-0.3, -0.02, 0.05, 0.4])
def test_the_most_likely_shares_are_where_the_likelihood_is_flat(row, d):
    yes_1, n_1, yes_0, n_0 = (float(value) for value in row)

    def slope(q):
        p = q + d
        return yes_1 / p - (n_1 - yes_1) / (1 - p) + yes_0 / q - (n_0 - yes_0) / (1 - q)

    low, high = max(0.0, -d) + 1e-13, min(1.0, 1 - d) - 1e-13
    found = low if slope(low) < 0 else high if slope(high) > 0 else brentq(slope, low, high, xtol=1e-15)
    assert counts(row).most_likely(d)[1][0] == pytest.approx(found, abs=1e-9)


def test_over_strata_the_ends_are_where_the_weighted_statistic_meets_its_limit():
    rows, weight = TABLES[:3], [0.5, 0.3, 0.2]

    def statistic(d):
        top = spread = 0.0
        for row, w in zip(rows, weight, strict=True):
            alone = counts(row)
            q_1, q_0 = (float(q[0]) for q in alone.most_likely(d))
            yes_1, n_1, yes_0, n_0 = row
            top += w * (yes_1 / n_1 - yes_0 / n_0 - d)
            n = n_1 + n_0
            spread += w**2 * (q_1 * (1 - q_1) / n_1 + q_0 * (1 - q_0) / n_0) * n / (n - 1)
        return top / np.sqrt(spread)

    low, high = counts(*rows, weight=weight).interval(Z)
    centre = sum(w * (r[0] / r[1] - r[2] / r[3]) for r, w in zip(rows, weight, strict=True))
    assert low == pytest.approx(brentq(lambda d: statistic(d) - Z, -0.9, centre, xtol=1e-14), **CLOSE)
    assert high == pytest.approx(brentq(lambda d: statistic(d) + Z, centre, 0.9, xtol=1e-14), **CLOSE)


def exact_coverage(n_1, n_0, p_1, p_0):
    """Over every outcome there can be."""
    held = 0.0
    for yes_1 in range(n_1 + 1):
        for yes_0 in range(n_0 + 1):
            low, high = counts((yes_1, n_1, yes_0, n_0)).interval(Z)
            held += binom.pmf(yes_1, n_1, p_1) * binom.pmf(yes_0, n_0, p_0) * (low <= p_1 - p_0 <= high)
    return held


@pytest.mark.parametrize("p", [(0.05, 0.05), (0.2, 0.05), (0.9, 0.97), (0.5, 0.5)])
def test_with_ten_people_an_arm_the_interval_holds_as_often_as_it_says(p):
    assert 0.93 <= exact_coverage(9, 11, *p) <= 1.0


def trial(n=60, rate=0.5, seed=3):
    rng = np.random.default_rng(seed)
    people = units(np.arange(n) % 2, stratum=np.arange(n) % 4 // 2, exit_day=rng.choice([5.0, 10.0, np.inf], n))
    y = np.where(np.arange(10) < people.exit_day[:, None], rng.random((n, 10)) < rate / 10, np.nan)
    return people, panel(y, outcome="sales")


def test_by_a_day_a_yes_is_kept_by_those_who_left_and_at_a_day_it_is_not():
    people = units([0, 0, 1, 1], exit_day=[3, np.inf, np.inf, np.inf])
    y = [[1, 0, 0, np.nan, np.nan], [0, 0, 2, 0, 1], [0, 0, 0, 0, 0], [1, 1, 1, np.nan, np.nan]]
    outcome = panel(y, outcome="sales")

    def answers(text):
        return said_yes(people, outcome, yes_no_of(text)).tolist()

    assert answers("sales by 5") == [True, True, False, True]
    assert answers("sales >= 3 by 5") == [False, True, False, True]
    assert answers("sales by 2") == [True, False, False, True]
    assert answers("sales at 5") == [False, True, False, True]  # the last value known before the day
    assert answers("sales at 4") == [False, False, False, True]


def test_difference_and_ratio_weigh_strata_by_their_share_of_the_people():
    people, outcome = trial()
    found = yes_no(people, {"sales": outcome}, plan(yes_no=("sales by 10",)))
    yes = said_yes(people, outcome, yes_no_of("sales by 10"))
    shares = []
    for code in (1, 0):
        per = [yes[(people.arm == code) & (people.stratum == s)].mean() for s in (0, 1)]
        shares.append(np.mean(per))  # both strata hold half of the people
    difference, ratio = (only(found, scale=scale) for scale in ("difference", "ratio"))
    assert difference.estimate == pytest.approx(shares[0] - shares[1], **CLOSE)
    assert ratio.estimate == pytest.approx(shares[0] / shares[1], **CLOSE)
    assert (difference.outcome, difference.at, difference.unit) == ("sales by 10", 10, "share")
    assert difference.ci_low < difference.estimate < difference.ci_high
    assert difference.p_value == ratio.p_value


def test_nobody_and_everybody_still_have_an_interval():
    people, outcome = trial(n=24)
    nobody = replace(outcome, y=np.where(np.isfinite(outcome.y), 0.0, np.nan))
    found = yes_no(people, {"sales": nobody}, plan(yes_no=("sales by 10",)))
    difference = only(found, scale="difference")
    assert difference.estimate == 0
    assert difference.p_value == 1
    assert difference.ci_low < -0.1 < 0.1 < difference.ci_high
    assert only(found, scale="ratio").not_estimable == "nobody of the control is a yes, so a ratio has no meaning"


def test_shared_mentors_widen_the_interval_and_are_named():
    people, outcome = trial(n=120)
    alone = only(yes_no(people, {"sales": outcome}, plan(yes_no=("sales by 10",))), scale="difference")
    agreeing = replace(outcome, y=np.repeat(outcome.y[::4], 4, axis=0))
    mentor = np.where(people.arm == 1, np.arange(people.n) // 4, -1)
    people = replace(people, mentor=mentor, exit_day=np.repeat(people.exit_day[::4], 4))
    got = only(yes_no(people, {"sales": agreeing}, plan(yes_no=("sales by 10",))), scale="difference")
    assert "for shared units of error" in got.method
    assert got.ci_high - got.ci_low > alone.ci_high - alone.ci_low


def test_a_phrase_that_is_none_is_refused_with_the_way_to_write_it():
    for text in ("sales", "sales by", "sales by 0", "sales >= x by 3", "by 30"):
        with pytest.raises(ValueError, match="yes_no says"):
            plan(yes_no=(text,))
