"""Shares and days of staying against lifelines and against slow direct sums."""

import dataclasses

import numpy as np
import pytest
from lifelines import KaplanMeierFitter

from mentorlift.science.effects.curves import survival_curves
from mentorlift.science.effects.hazard_ratio import hazard_ratio
from mentorlift.science.effects.log_rank import log_rank
from mentorlift.science.effects.retention import retention
from mentorlift.science.effects.rmst import rmst
from tests.science.trial import leavers, only, plan, table, units

PLAN = plan()


def test_retention_in_one_stratum_is_the_kaplan_meier_of_lifelines():
    people = leavers(strata=1)
    rows = table(people)
    for day in PLAN.retention_at:
        got = only(retention(people, None, PLAN), at=day, scale="difference")
        share, variance = {}, {}
        for arm, mine in rows.groupby("arm"):
            fit = KaplanMeierFitter().fit(mine.time, mine.event)
            share[arm] = fit.predict(day)
            until = fit.event_table.loc[:day]
            inside = until.observed / (until.at_risk * (until.at_risk - until.observed))
            variance[arm] = share[arm] ** 2 * inside.sum()
        assert got.estimate == pytest.approx(share[1] - share[0], abs=1e-10)
        assert got.se == pytest.approx(np.sqrt(variance[0] + variance[1]), abs=1e-10)
        ratio = only(retention(people, None, PLAN), at=day, scale="ratio")
        assert ratio.estimate == pytest.approx(share[1] / share[0])
        assert np.log(ratio.ci_high / ratio.ci_low) == pytest.approx(
            2 * 1.959964 * np.sqrt(sum(variance[a] / share[a] ** 2 for a in (0, 1))), rel=1e-6
        )


def test_strata_are_weighted_by_their_share_of_the_drawn():
    people = leavers(strata=3)
    rows = table(people)
    want = {0: 0.0, 1: 0.0}
    for (_, arm), mine in rows.groupby(["stratum", "arm"]):
        share = np.mean(rows.stratum == mine.stratum.iloc[0])
        want[arm] += share * KaplanMeierFitter().fit(mine.time, mine.event).predict(90)
    got = only(retention(people, None, PLAN), at=90, scale="difference")
    assert got.estimate == pytest.approx(want[1] - want[0], abs=1e-10)


def test_without_censoring_greenwood_is_the_binomial_variance():
    people = leavers(strata=1, observed=(500, 501))
    stays = people.exit_day > 60
    shares = [stays[people.arm == a].mean() for a in (0, 1)]
    sizes = [np.sum(people.arm == a) for a in (0, 1)]
    got = only(retention(people, None, PLAN), at=60, scale="difference")
    assert got.estimate == pytest.approx(shares[1] - shares[0])
    assert got.se == pytest.approx(np.sqrt(sum(p * (1 - p) / n for p, n in zip(shares, sizes, strict=True))))


def test_errors_by_group_of_one_agree_with_greenwood():
    people = leavers(strata=1, observed=(500, 501))
    pairs = dataclasses.replace(people, cluster=np.concatenate([[0, 0], np.arange(people.n - 2) + 1]))
    one = only(retention(people, None, PLAN), at=60, scale="difference")
    two = only(retention(pairs, None, PLAN), at=60, scale="difference")
    assert two.clusters == people.n - 1
    assert two.se == pytest.approx(one.se, rel=0.03)


def test_restricted_mean_without_censoring_is_the_mean_of_the_days_stayed():
    people = leavers(strata=1, observed=(500, 501))
    days = np.minimum(people.exit_day, 180)
    means = [days[people.arm == a].mean() for a in (0, 1)]
    variance = sum(days[people.arm == a].var() / np.sum(people.arm == a) for a in (0, 1))
    (got,) = rmst(people, None, PLAN)
    assert got.estimate == pytest.approx(means[1] - means[0])
    assert got.se == pytest.approx(np.sqrt(variance))


def test_restricted_mean_is_the_area_of_lifelines_with_the_variance_of_klein_and_moeschberger():
    people = leavers(strata=1, observed=(150, 300))
    (got,) = rmst(people, None, PLAN)
    area, variance = {}, 0.0
    for arm, mine in table(people).groupby("arm"):
        fit = KaplanMeierFitter().fit(mine.time, mine.event)
        share = fit.predict(np.arange(180)).to_numpy()
        area[arm] = share.sum()
        for day, row in fit.event_table.loc[:179].iterrows():
            if row.observed:
                after = share[int(day) :].sum()
                variance += after**2 * row.observed / (row.at_risk * (row.at_risk - row.observed))
    assert got.estimate == pytest.approx(area[1] - area[0])
    assert got.se == pytest.approx(np.sqrt(variance))


def test_a_day_beyond_the_data_is_refused_with_the_last_day_seen():
    people = leavers(observed=(60, 100))
    got = only(retention(people, None, PLAN), at=180, scale="ratio")
    assert got.not_estimable.startswith("people are followed to day 9")
    assert rmst(people, None, PLAN)[0].not_estimable


def test_mean_days_to_180_need_180_days_and_no_more():
    enough = leavers(observed=(180, 181))
    (got,) = rmst(enough, None, PLAN)
    means = []
    for arm in (0, 1):
        days = [np.minimum(enough.exit_day, 180)[(enough.arm == arm) & (enough.stratum == s)] for s in range(3)]
        means.append(np.mean([mine.mean() for mine in days]))  # three strata of equal size, nobody censored before
    assert got.estimate == pytest.approx(means[1] - means[0])
    (early,) = rmst(leavers(observed=(179, 180)), None, PLAN)
    assert early.not_estimable == "people are followed to day 178 only, not to day 179"


def test_a_day_after_the_controls_were_mentored_is_refused():
    people = leavers(observed=(200, 300))
    served = dataclasses.replace(people, served_day=np.where(people.arm == 0, 56.0, np.inf))
    answers = retention(served, None, PLAN)
    assert only(answers, at=30, scale="difference").estimate is not None
    assert "mentored from day 56" in only(answers, at=60, scale="difference").not_estimable
    assert "until its first control" in log_rank(served, None, PLAN)[0].method


def test_stay_counts_from_the_draw_when_that_came_after_the_start():
    people = leavers(strata=1, observed=(200, 300))
    shifted = dataclasses.replace(
        people,
        started=np.full(people.n, 1000),
        exit_day=people.exit_day + 40,
        observed_day=people.observed_day + 40,
    )
    want = retention(people, None, PLAN)
    got = retention(shifted, None, PLAN, drawn_on=1040)
    assert [e.estimate for e in got] == [e.estimate for e in want]


def test_nobody_leaving_is_refused_not_given_as_zero():
    people = units(np.arange(20) % 2)
    for question in (retention, rmst, log_rank, hazard_ratio):
        assert all(e.estimate is None and e.not_estimable for e in question(people, None, PLAN))


def test_curves_fall_from_one_and_their_bands_hold_them():
    control, treated = survival_curves(leavers(observed=(200, 300)), 1, PLAN)
    assert (control.arm, treated.arm) == ("later", "mentored")
    for curve in (control, treated):
        assert len(curve.days) == 181
        assert np.all(np.diff(curve.share) <= 0)
        assert np.all((curve.low <= curve.share) & (curve.share <= curve.high))
        assert curve.low.min() >= 0 and curve.high.max() <= 1


def small_strata(seed, people=40, strata=12):
    """Who leaves when has nothing to do with the draw, which is made within strata of three or four."""
    rng = np.random.default_rng(seed)
    stratum = np.arange(people) % strata
    arm = np.zeros(people, dtype=int)
    for code in range(strata):
        here = rng.permutation(np.flatnonzero(stratum == code))
        arm[here[: 1 + rng.integers(2)]] = 1
    leaves = np.where(rng.random(people) < 0.5, rng.integers(1, 45, people), np.inf)
    return dataclasses.replace(
        leavers(strata=1, n=people),
        arm=arm,
        stratum=stratum,
        exit_day=leaves,
        observed_day=np.full(people, 60.0),
        served_day=np.full(people, np.inf),
        cluster=np.full(people, -1),
        mentor=np.full(people, -1),
    )


def test_in_strata_of_three_people_staying_is_not_seen_to_differ_where_it_does_not():
    early = plan(retention_at=(10, 30))
    seen = {"difference": 0, "ratio": 0, "days": 0}
    runs = 300
    for seed in range(runs):
        people = small_strata(seed)
        for found in retention(people, None, early):
            seen[found.scale] += found.at == 30 and found.p_value is not None and found.p_value < 0.05
        seen["days"] += only(rmst(people, None, early)).p_value < 0.05
    assert max(seen.values()) < 0.05 * runs + 3 * np.sqrt(runs * 0.05 * 0.95)  # Greenwood: 28 %
    assert seen["difference"] > 0


@pytest.mark.parametrize(("size", "stays"), [(3, 0.6), (4, 0.75), (6, 0.75)])
def test_with_a_handful_of_people_staying_is_not_seen_to_differ_where_it_does_not(size, stays):
    early, seen, runs = plan(retention_at=(30,)), {"difference": 0, "ratio": 0, "days": 0}, 400
    for seed in range(runs):
        rng = np.random.default_rng([size, seed])
        leaves = np.where(rng.random(2 * size) < stays, np.inf, rng.integers(1, 31, 2 * size))
        people = units(rng.permutation(np.arange(2 * size) % 2), exit_day=leaves)
        for found in retention(people, None, early):
            seen[found.scale] += found.p_value is not None and found.p_value < 0.05
        days = only(rmst(people, None, early))
        seen["days"] += days.p_value is not None and days.p_value < 0.05
    assert max(seen.values()) < 0.05 * runs + 3 * np.sqrt(runs * 0.05 * 0.95)  # Greenwood and a normal: 16 %


def test_that_nobody_of_four_left_is_no_certainty():
    leaves = np.array([np.inf, np.inf, 3, 9, np.inf, np.inf, np.inf, np.inf])
    found = only(
        retention(units([0] * 4 + [1] * 4, exit_day=leaves), None, plan(retention_at=(30,))), scale="difference"
    )
    assert found.estimate == pytest.approx(0.5)
    assert found.se == pytest.approx(np.sqrt(0.25 / 3))  # the sample variance of the four controls over four
    assert (found.df, found.ci_low < 0) == (pytest.approx(3), True)
    assert found.method.endswith("errors by person")


def test_people_of_small_strata_are_held_against_the_curve_of_their_arm():
    people = small_strata(1)
    found = only(retention(people, None, plan(retention_at=(30,))), at=30, scale="difference")
    assert "errors by person, those of fewer than 10 people against the curve of their arm" in found.method
    assert (found.clusters, found.df is not None) == (None, True)
    variance = 0.0
    for arm in (0, 1):
        stays = people.exit_day > 30
        everybody = np.mean(stays[people.arm == arm])
        for code in range(12):
            here = (people.arm == arm) & (people.stratum == code)
            away = stays[here] - everybody
            own = 1 / (people.arm == arm).sum()  # of somebody alone: their part of what they are held against
            spread = (
                np.sum((away - away.mean()) ** 2) * here.sum() / (here.sum() - 1)
                if here.sum() > 1
                else away @ away / (1 - own)
            )
            variance += (np.mean(people.stratum == code) / here.sum()) ** 2 * spread
    assert found.se == pytest.approx(np.sqrt(variance))
