"""Redraws against full enumeration, Neyman's formula and the promise of 5 % false alarms."""

import itertools

import numpy as np
import pytest

from mentorlift.science.effects.families import family_wise, holm, redrawn_family, westfall_young
from mentorlift.science.effects.randomisation_inference import p_value, randomisation_inference
from mentorlift.science.effects.redrawn import Target, differences
from mentorlift.science.effects.total_value import total_value
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


def shuffled(arm, stratum, seed=0):
    def redraws(first, count):
        out = np.empty((count, len(arm)), dtype=np.int64)
        for k in range(count):
            rng = np.random.default_rng([seed, first + k])
            for s in np.unique(stratum):
                mine = np.flatnonzero(stratum == s)
                out[k, mine] = rng.permutation(arm[mine])
        return out

    return redraws


def small(seed=0, effect=3.0):
    rng = np.random.default_rng(seed)
    stratum = np.repeat([0, 1], [6, 5])
    arm = np.array([1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0])
    y = rng.gamma(2, 5, (11, 4)) + effect * arm[:, None] + 4 * stratum[:, None]
    people = units(arm, stratum=stratum, observed_day=np.full(11, 4.0), exit_day=np.full(11, np.inf))
    return people, panel(y), arm, stratum


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


APART = [(0, 1), (1, 2), (0.1, 0.7), (100.1, 120.3), (3, 3.0001), (1e6 / 7, 1e5 / 3)]


def constant_in_each_arm(n, values, *, strata=1, chances=False, spread=0.0):
    """Two days a person; within an arm everybody has the same, or what is `spread` of it more or less."""
    arm, stratum = np.arange(n) % 2, np.arange(n) // 2 % strata
    y = np.where(arm == 1, *values) * (1 + spread * np.random.default_rng(n).normal(size=n))
    chance = np.full((n, 2), 0.5) if chances else None
    people = units(arm, stratum=stratum, observed_day=np.full(n, 2.0), chance=chance)
    return people, panel(np.tile(y[:, None], 2)), shuffled(arm, stratum)


@pytest.mark.parametrize("chances", [False, True])
@pytest.mark.parametrize("values", APART)
def test_arms_that_are_constant_and_apart_are_refused_whichever_way_rounding_goes(values, chances):
    for n, strata in itertools.product((6, 7, 10, 23, 41), (1, 3)):
        people, outcomes, redraws = constant_in_each_arm(max(n, 4 * strata), values, strata=strata, chances=chances)
        answers = randomisation_inference(people, outcomes, plan(early=(0, 2), late=(0, 2), redraws=20), redraws)
        assert {e.not_estimable for e in answers} == {
            "within the arms everybody has the same values",
            "within the arms everybody has the same total",
        }


@pytest.mark.parametrize("chances", [False, True])
def test_a_spread_of_a_thousandth_within_the_arms_is_one(chances):
    people, outcomes, redraws = constant_in_each_arm(40, (1, 2), chances=chances, spread=1e-3)
    answers = randomisation_inference(people, outcomes, plan(early=(0, 2), late=(0, 2), redraws=99), redraws)
    assert [e.p_value for e in answers] == 4 * [0.01]


def test_outcomes_that_a_covariate_tells_exactly_are_refused():
    size = np.random.default_rng(3).normal(50, 20, 31)
    arm = np.arange(31) % 2
    people = units(arm, observed_day=np.full(31, 1.0), covariates={"size": size})
    known = plan(early=(0, 1), late=(0, 1), covariates=("size",), redraws=20)
    answers = randomisation_inference(people, panel((3.7 * size)[:, None]), known, shuffled(arm, np.zeros(31)))
    assert {e.estimate for e in answers} == {None}


@pytest.mark.parametrize("low_and_high", APART)
def test_a_redraw_without_spread_is_infinitely_far_out_or_not_at_all(low_and_high):
    y = np.where(np.arange(12) < 6, *low_and_high)
    people = units(np.arange(12) % 2)
    codes = np.array([np.arange(12) < 6, np.arange(12) >= 6, np.arange(12) % 2]).astype(int)
    target = Target(columns=(y - y.mean())[:, None], inside=np.ones(12, dtype=bool))
    (found,) = differences(people, [target], 1, codes)
    assert np.isinf(found.t()).tolist() == [True, True, False]
    assert found.t()[2] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("low_and_high", APART)
def test_strata_that_cancel_out_without_spread_are_no_difference(low_and_high):
    stratum = np.arange(18) // 6
    arm = np.where(stratum == 1, np.arange(18) % 2, np.arange(18) % 2 == 0).astype(int)
    y = np.where(np.arange(18) % 2 == 1, *low_and_high) * np.array([0.5, 0.7, 0.2])[stratum]
    target = Target(columns=(y - np.repeat(y.reshape(3, 6).mean(axis=1), 6))[:, None], inside=np.ones(18, dtype=bool))
    (found,) = differences(units(arm, stratum=stratum), [target], 1, arm[None])
    assert (found.covariance[0, 0, 0], found.t()[0]) == (0.0, 0.0)


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
