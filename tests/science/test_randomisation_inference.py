"""Redraws against full enumeration, Neyman's formula and the promise of 5 % false alarms."""

import itertools

import numpy as np
import pytest

from mentorlift.science.effects.randomisation_inference import p_value, randomisation_inference
from mentorlift.science.effects.redrawn import Target, differences
from tests.science.redraws import shuffled, small
from tests.science.trial import only, panel, plan, units


def enumerated(arm, stratum):
    """Every assignment with the same counts per stratum, and a `redraws` that walks through them."""
    pools = []
    for s in np.unique(stratum):
        mine = np.flatnonzero(stratum == s)
        pools.append([(mine, set(c)) for c in itertools.combinations(mine, int(arm[mine].sum()))])
    rows = []
    for chosen in itertools.product(*pools):
        row = np.zeros(len(arm), dtype=np.int64)
        for _, treated in chosen:
            row[list(treated)] = 1
        rows.append(row)
    rows = np.array(rows)
    return rows, lambda first, count: rows[first : first + count]


def direct_t(total, arm, stratum):
    value = variance = 0.0
    for s in np.unique(stratum):
        parts = [total[(stratum == s) & (arm == a)] for a in (0, 1)]
        share = np.mean(stratum == s)
        value += share * (parts[1].mean() - parts[0].mean())
        variance += share**2 * sum(part.var(ddof=1) / len(part) for part in parts)
    return value / np.sqrt(variance), value


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_p_is_that_of_going_through_every_possible_draw(seed):
    people, outcomes, arm, stratum = small(seed)
    rows, redraws = enumerated(arm, stratum)
    total = outcomes.y.sum(axis=1)
    every = np.array([direct_t(total, row, stratum)[0] for row in rows])
    observed, effect = direct_t(total, arm, stratum)
    answers = randomisation_inference(people, outcomes, plan(early=(0, 4), late=(2, 4), redraws=len(rows)), redraws)
    got = only(answers, window="early", unit="currency")
    assert got.estimate == pytest.approx(effect)
    assert got.p_value == pytest.approx((1 + np.sum(np.abs(every) >= abs(observed) - 1e-9)) / (1 + len(rows)))


def test_the_interval_holds_exactly_the_shifts_that_are_not_rejected():
    people, outcomes, arm, stratum = small()
    rows, redraws = enumerated(arm, stratum)
    got = only(
        randomisation_inference(people, outcomes, plan(early=(0, 4), redraws=len(rows)), redraws),
        window="early",
        unit="currency",
    )
    total = outcomes.y.sum(axis=1)

    def p(shift):
        moved = total - shift * arm
        every = np.array([direct_t(moved, row, stratum)[0] for row in rows])
        return p_value(direct_t(moved, arm, stratum)[0], every)

    width = got.ci_high - got.ci_low
    for end, outwards in ((got.ci_low, -1), (got.ci_high, 1)):
        assert p(end + outwards * 1e-6 * width) <= 0.05
        assert p(end - outwards * 1e-6 * width) > 0.05


def test_covariates_are_explained_away_before_the_redraws():
    rng = np.random.default_rng(5)
    arm, stratum = np.arange(200) % 2, np.zeros(200, dtype=int)
    size = rng.normal(0, 30, 200)
    y = (20 + size + 6 * arm + rng.normal(0, 4, 200))[:, None]
    people = units(arm, observed_day=np.full(200, 1.0), covariates={"size": size})
    chosen = {"early": (0, 1), "redraws": 400}
    redraws = shuffled(arm, stratum)
    without = only(randomisation_inference(people, panel(y), plan(**chosen), redraws), window="early", unit="currency")
    adjusted = only(
        randomisation_inference(people, panel(y), plan(**chosen, covariates=("size",)), redraws),
        window="early",
        unit="currency",
    )
    assert adjusted.ci_high - adjusted.ci_low < 0.3 * (without.ci_high - without.ci_low)
    assert adjusted.p_value == pytest.approx(1 / 401)


def test_what_people_did_before_is_explained_away_like_a_covariate():
    rng = np.random.default_rng(5)
    arm, stratum = np.arange(200) % 2, np.zeros(200, dtype=int)
    size = rng.normal(0, 30, 200)
    now = 20 + size + 6 * arm + rng.normal(0, 4, 200)
    people = units(arm, observed_day=np.full(200, 1.0), covariates={"size": size})
    past = panel(np.column_stack([size, now]), first_day=-1)
    redraws = shuffled(arm, stratum)
    by_past, by_covariate, neither = (
        randomisation_inference(people, past, plan(early=(0, 1), pre=(-1, 0), redraws=200, **changes), redraws)
        for changes in ({}, {"covariates": ("size",), "pre_period_mean": False}, {"pre_period_mean": False})
    )
    for e, same, wide in zip(by_past, by_covariate, neither, strict=True):
        if e.estimate is not None:
            assert e.estimate == pytest.approx(same.estimate, rel=1e-8)
            assert abs(e.estimate) != pytest.approx(abs(wide.estimate), rel=1e-3)


def test_teams_that_were_drawn_together_move_together():
    rng = np.random.default_rng(6)
    team = np.repeat(np.arange(8), [3, 5, 4, 6, 2, 4, 5, 3])
    arm = (team % 2).astype(int)
    y = (rng.normal(10, 1, len(team)) + rng.normal(0, 5, 8)[team])[:, None]
    people = units(arm, cluster=team, observed_day=np.full(len(team), 1.0))
    inside = np.ones(len(team), dtype=bool)
    (got,) = differences(people, [Target(columns=y, inside=inside)], 1, arm[None])
    sums = np.bincount(team, weights=y[:, 0] - y.mean()) / (len(team) / 8)
    parts = [sums[np.arange(8) % 2 == a] for a in (0, 1)]
    assert got.value[0, 0] == pytest.approx(parts[1].mean() - parts[0].mean())
    assert got.covariance[0, 0, 0] == pytest.approx(sum(part.var(ddof=1) / 4 for part in parts))


def test_a_pool_too_small_to_reject_anything_gives_the_whole_line():
    _, outcomes, _, _ = small()
    rows, redraws = enumerated(np.array([1, 1, 0, 0]), np.zeros(4))
    people = units([1, 1, 0, 0], observed_day=np.full(4, 4.0))
    got = only(
        randomisation_inference(people, panel(outcomes.y[:4]), plan(early=(0, 4), redraws=6), redraws),
        window="early",
        unit="currency",
    )
    assert len(rows) == 6
    assert (got.ci_kind, got.ci_low, got.ci_high) == ("line", None, None)


def test_blocks_of_redraws_do_not_change_the_answer(monkeypatch):
    people, outcomes, arm, stratum = small()
    chosen = plan(early=(0, 4), redraws=97)
    whole = randomisation_inference(people, outcomes, chosen, shuffled(arm, stratum))
    monkeypatch.setattr("mentorlift.science.effects.redrawn.BLOCK", 110)
    assert randomisation_inference(people, outcomes, chosen, shuffled(arm, stratum)) == whole


def test_without_a_draw_file_it_is_not_estimable():
    people, outcomes, _, _ = small()
    answers = randomisation_inference(people, outcomes, plan(early=(0, 4)))
    assert len(answers) == 4
    assert all("no draw file" in e.not_estimable for e in answers if e.window == "early")


def test_equal_values_are_refused_not_given_a_p_of_one():
    people, _, arm, stratum = small()
    answers = randomisation_inference(
        people, panel(np.ones((11, 4))), plan(early=(0, 4), redraws=50), shuffled(arm, stratum)
    )
    assert all(e.not_estimable for e in answers if e.window == "early")


@pytest.mark.slow
def test_with_no_effect_one_in_twenty_is_rejected():
    rng = np.random.default_rng(8)
    n = 60
    stratum = np.arange(n) % 4
    exits = np.where(rng.random(n) < 0.3, rng.integers(2, 9, n), np.inf)
    y = rng.lognormal(3, 1, (n, 10)) * (rng.random((n, 10)) < 0.4)
    y[np.arange(10) >= exits[:, None]] = np.nan
    rejected = []
    for seed in range(1000):
        arm = shuffled((np.arange(n) // 4 % 3 == 0).astype(int), stratum, seed + 10_000)(0, 1)[0]
        people = units(arm, stratum=stratum, exit_day=exits, observed_day=np.full(n, 10.0))
        redraws = _same_draws(arm, stratum)
        answers = randomisation_inference(people, panel(y), plan(early=(0, 10), redraws=99), redraws)
        rejected.append([e.p_value <= 0.05 for e in answers if e.window == "early"])
    share = np.mean(rejected, axis=0)
    assert np.all(share < 0.05 + 0.01 + 3 * np.sqrt(0.05 * 0.95 / 1000))
    assert np.all(share > 0.05 - 0.01 - 3 * np.sqrt(0.05 * 0.95 / 1000))


def _same_draws(arm, stratum):
    """Fast redraws for the simulation: one shuffle per stratum for all of them."""
    rng = np.random.default_rng(1)
    out = np.tile(arm, (99, 1))
    for s in np.unique(stratum):
        mine = np.flatnonzero(stratum == s)
        out[:, mine] = rng.permuted(np.tile(arm[mine], (99, 1)), axis=1)
    return lambda first, count: out[first : first + count]
