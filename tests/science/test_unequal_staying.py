"""Who stays, and who is a yes, where chances differ: against lifelines and slow versions, and over many lotteries."""

from dataclasses import replace

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from scipy.optimize import brentq
from scipy.special import stdtrit

from benchmarks.coverage_unequal import STAY, followed, no_effect, truths
from mentorlift.science.effects.hazard_ratio import hazard_ratio
from mentorlift.science.effects.mentor_effects import mentor_effects
from mentorlift.science.effects.period_itt import period_itt
from mentorlift.science.effects.retention import retention
from mentorlift.science.effects.rmst import rmst
from mentorlift.science.effects.yes_no import yes_no
from tests.science.test_period_itt_oracles import PERIODS, frame, trial
from tests.science.trial import leavers, only, panel, plan, table, units
from tests.science.unequal import by_weights, rows_of, unlike

PLAN = plan(retention_at=(30, 90))
CLOSE = {"rel": 1e-8, "abs": 1e-10}


def kaplan_meier(people, weight, day):
    """Treated less control after each day to `day`: days in turn, strata by their people."""
    rows = table(people)
    out = np.zeros((2, day + 1))
    for s in np.unique(people.stratum):
        for arm in (0, 1):
            here = (people.stratum == s) & (people.arm == arm)
            w, time, event = weight[here], rows.time[here].to_numpy(), rows.event[here].to_numpy()
            stays = 1.0
            for t in range(day + 1):
                stays *= 1 - w[(time == t) & event].sum() / w[time >= t].sum()
                out[arm, t] += stays * np.mean(people.stratum == s)
    return out[1] - out[0]


@pytest.mark.filterwarnings("ignore")
def test_the_curve_is_the_weighted_one_of_lifelines():
    people = unlike()
    rows = rows_of(people)
    for day in PLAN.retention_at:
        want = np.zeros(2)
        for (_, arm), mine in rows.groupby(["stratum", "arm"]):
            share = np.mean(rows.stratum == mine.stratum.iloc[0])
            fit = KaplanMeierFitter().fit(mine.time, mine.event, weights=people.inverse[mine.index])
            want[arm] += share * float(fit.predict(day))
        found = retention(people, None, PLAN)
        assert only(found, at=day, scale="difference").estimate == pytest.approx(want[1] - want[0], **CLOSE)
        assert only(found, at=day, scale="ratio").estimate == pytest.approx(want[1] / want[0], **CLOSE)


def test_the_errors_of_curve_and_area_are_those_of_moving_single_weights():
    people = unlike(n=60)
    value, error = by_weights(people, lambda w: kaplan_meier(people, w, 90)[-1])
    got = only(retention(people, None, PLAN), at=90, scale="difference")
    assert (got.estimate, got.se) == pytest.approx((value, error), rel=1e-6)
    assert "people by one over their chance, errors by person" in got.method

    value, error = by_weights(people, lambda w: kaplan_meier(people, w, 39).sum())
    got = only(rmst(people, None, plan(retention_at=(40,))))
    assert (got.estimate, got.se) == pytest.approx((value, error), rel=1e-6)


@pytest.mark.filterwarnings("ignore")
def test_the_area_is_that_of_the_weighted_curves_of_lifelines():
    people = unlike(strata=1)
    rows, areas = rows_of(people), []
    for arm in (0, 1):
        mine = rows[rows.arm == arm]
        fit = KaplanMeierFitter().fit(mine.time, mine.event, weights=people.inverse[mine.index])
        areas.append(fit.predict(np.arange(90)).sum())
    assert only(rmst(people, None, PLAN)).estimate == pytest.approx(areas[1] - areas[0], **CLOSE)


def test_a_yes_is_hajeks_share_and_its_interval_where_the_statistic_meets_its_limit():
    people, sales = followed(np.random.default_rng(4), 0.2, 0.7)
    yes, w = sales.y[:, -1], people.inverse
    shares, sizes, weights = np.zeros((2, 2)), np.zeros((2, 2)), np.array([0.5, 0.5])
    linear = 0.0
    for s in (0, 1):
        for arm in (0, 1):
            here = (people.stratum == s) & (people.arm == arm)
            part = w[here] / w[here].sum()
            shares[s, arm], sizes[s, arm] = part @ yes[here], 1 / (part @ part)
            linear += (weights[s] * part * (yes[here] - shares[s, arm])) ** 2 @ (1 / (1 - part))
    binomial = (weights[:, None] ** 2 * shares * (1 - shares) / (sizes - 1)).sum()
    inflation = max(1.0, linear / binomial)

    def statistic(d):
        """Each stratum's most likely shares by search, then Miettinen and Nurminen's sum."""
        variance = 0.0
        for s in (0, 1):
            (n0, n1), (y0, y1) = sizes[s], shares[s] * sizes[s]

            def slope(q, y0=y0, y1=y1, n0=n0, n1=n1):
                return y1 / (q + d) - (n1 - y1) / (1 - q - d) + y0 / q - (n0 - y0) / (1 - q)

            q = brentq(slope, max(0, -d) + 1e-12, min(1, 1 - d) - 1e-12, xtol=1e-15)
            n = n0 + n1
            variance += weights[s] ** 2 * n / (n - 1) * ((q + d) * (1 - q - d) / n1 + q * (1 - q) / n0)
        return (weights @ (shares[:, 1] - shares[:, 0]) - d) / np.sqrt(inflation * variance)

    got = only(yes_no(people, {"sales": sales}, STAY), scale="difference")
    difference = weights @ (shares[:, 1] - shares[:, 0])
    limit = float(stdtrit(got.df, 0.975))
    assert got.estimate == pytest.approx(difference, **CLOSE)
    assert got.se == pytest.approx(np.sqrt(linear), **CLOSE)
    assert got.ci_low == pytest.approx(brentq(lambda d: statistic(d) - limit, -0.9, difference), abs=1e-8)
    assert got.ci_high == pytest.approx(brentq(lambda d: statistic(d) + limit, difference, 0.9), abs=1e-8)
    assert "people by one over their chance" in got.method


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("weight", ["", "share"])
def test_person_periods_are_the_weighted_regression_of_pyfixest(weight):
    import pyfixest

    people, outcomes = trial()
    chance = np.random.default_rng(5).dirichlet((3, 3, 3), people.n)
    people = replace(people, chance=chance)
    chosen = plan(**PERIODS, weight=weight)
    rows = frame(replace(people, covariates={"share": people.covariates["share"]}), outcomes, *chosen.span("early"))
    rows["w"] = people.inverse[rows.person] * (rows.share if weight else 1.0)
    fit = pyfixest.feols(
        "y ~ mentor + klass | cell", data=rows, vcov={"CRV1": "person"}, fixef_rm="none", weights="w"
    ).tidy()
    for arm, name in (("mentor", "mentor"), ("class", "klass")):
        got = only(period_itt(people, outcomes, chosen), arm=arm, window="early", scale="difference")
        assert got.estimate == pytest.approx(fit.loc[name, "Estimate"], rel=1e-8)
        assert got.se == pytest.approx(fit.loc[name, "Std. Error"], rel=1e-8)


def test_chances_that_are_the_same_change_no_estimate():
    people = leavers(strata=2)
    same = replace(people, chance=np.full((people.n, 2), 0.5))
    for question in (retention, rmst, hazard_ratio):
        for one, other in zip(question(same, None, PLAN), question(people, None, PLAN), strict=True):
            assert one.estimate == pytest.approx(other.estimate, rel=1e-12)
            assert one.se == pytest.approx(other.se, rel=0.1)


def test_without_weights_the_answers_would_be_wrong_and_with_them_they_are_not():
    def asked(people, sales):
        stays = only(retention(people, None, STAY), at=90, scale="difference")
        return (
            stays,
            only(rmst(people, None, STAY)),
            only(hazard_ratio(people, None, STAY)),
            only(yes_no(people, {"sales": sales}, STAY), scale="difference"),
        )

    truth = np.array([truths()[k] for k in (1, 3, 4, 5)])
    found, blind, held = [], [], []
    for seed in range(100):
        people, sales = followed(np.random.default_rng([seed, 6]), 0.2, 0.7)
        got = asked(people, sales)
        found.append([np.log(e.estimate) if e.scale == "ratio" else e.estimate for e in got])
        held.append([e.ci_low <= t <= e.ci_high for e, t in zip(got, truth, strict=True)])
        plain = asked(replace(people, chance=None), sales)
        blind.append([np.log(e.estimate) if e.scale == "ratio" else e.estimate for e in plain])
    truth[2] = np.log(truth[2])
    error = np.std(found, axis=0, ddof=1) / np.sqrt(100)
    assert (np.abs(np.mean(found, axis=0) - truth) < 4 * error).all()
    assert (np.abs(np.mean(blind, axis=0) - truth) > 10 * error).all()
    assert (np.mean(held, axis=0) >= 0.93 - 3 * np.sqrt(0.05 * 0.95 / 100)).all()


def test_with_no_effect_one_in_twenty_is_seen_to_differ():
    seen = np.array([[not row[-1] for row in no_effect(np.random.default_rng([seed, 7]))] for seed in range(120)])
    assert (np.abs(seen.mean(axis=0) - 0.05) <= 0.01 + 3 * np.sqrt(0.05 * 0.95 / 120)).all()


def test_who_got_which_mentor_by_lot_says_as_much_though_chances_of_one_differ():
    rng = np.random.default_rng(9)
    p = []
    for _ in range(60):
        n = 120
        chance = rng.uniform(0.3, 0.7, n)
        arm = (rng.random(n) < chance).astype(int)
        y = 100 - 80 * chance[:, None] + rng.normal(0, 10, (n, 1))
        mentor = np.full(n, -1)
        drawn = np.flatnonzero(arm)
        mentor[drawn] = rng.permutation(np.arange(len(drawn)) // 4)
        people = units(
            arm,
            mentor=mentor,
            pool=np.zeros(n, dtype=int),
            observed_day=np.ones(n),
            chance=np.column_stack([1 - chance, chance]),
        )
        short = plan(early=(0, 1), late=(0, 1), mentors_drawn_within="everybody")
        p.append(
            only(mentor_effects(people, panel(y), short), window="early", group="spread", scale="difference").p_value
        )
    assert np.mean(np.array(p) <= 0.2) == pytest.approx(0.2, abs=3 * np.sqrt(0.16 / 60))
