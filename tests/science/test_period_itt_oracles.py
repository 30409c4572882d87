"""Person-period regressions against pyfixest and linearmodels, CR2 against the sums written out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mentorlift.science.effects.data import Panel
from mentorlift.science.effects.period_itt import period_by_week, period_itt
from tests.science.trial import only, panel, plan, units

PERIODS = {"early": (-1, 6), "late": (2, 6), "level": "period", "errors": "CR1", "treated": ("mentor", "class")}


def trial(seed=3, n=120, gaps=0.2, strata=3):
    rng = np.random.default_rng(seed)
    arm = rng.integers(0, 3, n)
    stratum = rng.integers(0, strata, n)
    age = rng.normal(30, 5, n)
    years = np.where(rng.random(n) < 0.03, np.nan, rng.poisson(3, n))
    y = rng.normal(100, 20, (n, 7)) + rng.normal(0, 30, n)[:, None] + np.nan_to_num(2 * age)[:, None]
    y[:, 1:] += (5.0 * arm)[:, None] + np.arange(6) * stratum[:, None]
    y[rng.random(y.shape) < gaps] = np.nan
    covariates = {"age": age, "years": years, "months": 12 * years, "share": rng.uniform(0.2, 1, n)}
    people = units(
        arm, arms=("later", "mentor", "class"), stratum=stratum, observed_day=np.full(n, 6.0), covariates=covariates
    )
    return people, panel(y, first_day=-1)


def frame(people, outcomes, first, last):
    rows = [
        dict(
            person=i,
            cell=f"{people.stratum[i]}.{t}",
            y=outcomes.y[i, t + 1],
            mentor=float(people.arm[i] == 1 and t >= 0),
            klass=float(people.arm[i] == 2 and t >= 0),
            **{name: values[i] for name, values in people.covariates.items()},
        )
        for i in range(people.n)
        for t in range(first, last)
    ]
    return pd.DataFrame(rows).dropna()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("weight", ["", "share"])
@pytest.mark.parametrize("window", ["early", "late"])
def test_effect_and_cr1_error_are_those_of_pyfixest(window, weight):
    import pyfixest

    people, outcomes = trial()
    chosen = plan(**PERIODS, covariates=("age", "years", "months"), weight=weight)
    data = frame(people, outcomes, *chosen.span(window))
    fit = pyfixest.feols(
        "y ~ mentor + klass + age + years | cell",
        data=data,
        vcov={"CRV1": "person"},
        fixef_rm="none",
        weights=weight or None,
    ).tidy()
    for arm, name in (("mentor", "mentor"), ("class", "klass")):
        got = only(period_itt(people, outcomes, chosen), arm=arm, window=window, scale="difference")
        assert got.estimate == pytest.approx(fit.loc[name, "Estimate"], rel=1e-8)
        assert got.se == pytest.approx(fit.loc[name, "Std. Error"], rel=1e-8)
        assert got.p_value == pytest.approx(fit.loc[name, "Pr(>|t|)"], rel=1e-6)
        assert got.rows == len(data) and got.clusters == data.person.nunique()
        assert "months left out" in got.method


def test_effect_is_that_of_linearmodels():
    from linearmodels import PanelOLS

    people, outcomes = trial(strata=1)
    chosen = plan(**PERIODS, covariates=("age",))
    data = frame(people, outcomes, -1, 6).assign(period=lambda d: d.cell.str.split(".").str[1].astype(int))
    every = people.covariates["years"]
    people.covariates["age"][np.isnan(every)] = np.nan  # the frame drops them as well
    fit = PanelOLS.from_formula("y ~ mentor + klass + age + TimeEffects", data.set_index(["person", "period"])).fit(
        cov_type="clustered", cluster_entity=True, debiased=True, group_debias=True
    )
    got = only(period_itt(people, outcomes, chosen), arm="mentor", window="early", scale="difference")
    assert got.estimate == pytest.approx(fit.params["mentor"], rel=1e-8)
    assert got.se == pytest.approx(fit.std_errors["mentor"], rel=2e-3)  # its factor counts one term less


def written_out(data, unit, names):
    """CR2 with the dummies laid out: every matrix in full."""
    cells = pd.get_dummies(data.cell).to_numpy(float)
    weight = np.sqrt(data.weight.to_numpy())
    x = np.column_stack([data[names].to_numpy(), cells]) * weight[:, None]
    y = data.y.to_numpy() * weight
    bread = np.linalg.pinv(x.T @ x)
    hat = x @ bread @ x.T
    left = np.eye(len(x)) - hat
    residual = left @ y
    meat, maps = 0, []
    for code in np.unique(unit):
        rows = unit == code
        size, axes = np.linalg.eigh(left[np.ix_(rows, rows)])
        root = (axes * np.where(size > 1e-9, 1 / np.sqrt(np.maximum(size, 1e-9)), 0)) @ axes.T
        score = x[rows].T @ root @ residual[rows]
        meat = meat + np.outer(score, score)
        maps.append(left[:, rows] @ root @ x[rows] @ bread[:, 0])
    gram = np.array(maps) @ np.array(maps).T
    df = np.trace(gram) ** 2 / (gram**2).sum()
    return (bread @ x.T @ y)[0], np.sqrt((bread @ meat @ bread)[0, 0]), df


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("by_team", [False, True])
def test_cr2_and_its_degrees_of_freedom_are_those_of_the_full_matrices(by_team, weighted):
    people, outcomes = trial(n=45, strata=2)
    team = np.arange(people.n) // 5 if by_team else np.full(people.n, -1)
    people = units(
        people.arm,
        arms=people.arms,
        stratum=people.stratum,
        observed_day=people.observed_day,
        covariates=people.covariates,
        cluster=team,
    )
    if weighted:
        weights = np.random.default_rng(1).uniform(0.5, 2, outcomes.y.shape)
        outcomes = Panel(outcome="revenue", first_day=-1, y=outcomes.y, weight=weights)
    chosen = plan(**(PERIODS | {"errors": "CR2"}), covariates=("age", "years"), weight="w" if weighted else "")
    got = only(period_itt(people, outcomes, chosen), arm="mentor", window="early", scale="difference")
    data = frame(people, outcomes, -1, 6)
    period = data.cell.str.split(".").str[1].astype(int).to_numpy()
    data["weight"] = outcomes.weight[data.person, period + 1] if weighted else 1.0
    unit = team[data.person] if by_team else data.person.to_numpy()
    estimate, error, df = written_out(data, unit, ["mentor", "klass", "age", "years"])
    assert got.estimate == pytest.approx(estimate, rel=1e-8)
    assert got.se == pytest.approx(error, rel=1e-7)
    assert got.df == pytest.approx(df, rel=1e-6)


def test_percent_is_of_the_mean_had_nobody_been_treated():
    people, outcomes = trial(gaps=0.0, strata=1)
    chosen = plan(**(PERIODS | {"early": (0, 6)}))
    answers = period_itt(people, outcomes, chosen)
    later = outcomes.y[people.arm == 0, 1:].mean()
    effect = outcomes.y[people.arm == 1, 1:].mean() - later
    assert only(answers, arm="mentor", window="early", scale="difference").estimate == pytest.approx(effect)
    got = only(answers, arm="mentor", window="early", scale="percent")
    assert got.estimate == pytest.approx(100 * effect / later)
    means = [outcomes.y[people.arm == arm, 1:].mean(axis=1) for arm in (0, 1)]
    control, treated = (np.sum((mean - mean.mean()) ** 2) / len(mean) ** 2 for mean in means)
    sampled = treated + (1 + effect / later) ** 2 * control
    assert got.se == pytest.approx(100 * np.sqrt(sampled) / later, rel=0.02)


def test_each_period_is_regressed_by_itself():
    people, outcomes = trial()
    outcomes = replace(outcomes, periods=True)
    chosen = plan(**PERIODS, covariates=("age",))
    answers = period_by_week(people, outcomes, chosen)
    assert sorted({e.at for e in answers}) == [0, 1, 2, 3, 4, 5]
    want = only(
        period_itt(people, outcomes, plan(**(PERIODS | {"early": (3, 4)}), covariates=("age",))),
        arm="class",
        window="early",
        scale="difference",
    )
    got = only(answers, arm="class", at=3, scale="difference")
    assert (got.estimate, got.se) == (want.estimate, want.se)


def test_days_are_regressed_week_by_week():
    people, _ = trial()
    people = replace(people, observed_day=np.full(people.n, 21.0))
    days = panel(np.random.default_rng(2).normal(100, 20, (people.n, 21)))
    answers = period_by_week(people, days, plan(**PERIODS | {"early": (0, 14), "late": (7, 21)}))
    assert sorted({e.at for e in answers}) == [0, 1, 2]
    want = period_itt(people, days, plan(**PERIODS | {"early": (7, 14), "late": (14, 21)}))
    got = only(answers, arm="mentor", at=1, scale="difference")
    assert got.estimate == only(want, arm="mentor", window="early", scale="difference").estimate


def test_a_window_nobody_has_completed_is_refused():
    people, outcomes = trial()
    answers = period_itt(people, outcomes, plan(**(PERIODS | {"late": (2, 60)})))
    assert all(e.not_estimable for e in answers if e.window == "late")
    assert all(e.estimate is not None for e in answers if e.window == "early")
