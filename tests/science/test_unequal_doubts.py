"""Lee's bounds, looking early and spill-over where chances differ: against slow versions, and over many lotteries."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from mentorlift.science.effects.confidence_sequence import confidence_sequence, looks
from mentorlift.science.effects.estimate import NotEstimable
from mentorlift.science.effects.lee_bounds import day_wise_bounds, lee_bounds
from mentorlift.science.effects.spillover_redrawn import spillover_redrawn
from mentorlift.science.effects.total_value import total_value
from mentorlift.science.lottery.redraws import pivotal_rows
from tests.science.test_lee_bounds import slow
from tests.science.trial import only, panel, plan, units

PLAN = plan(assignment="lottery", early=(0, 10), late=(10, 20), pre_period_mean=False)


def leavers(seed=1, n=600, kinds=(0.25, 0.5, 0.75), gain=4.0, keeps=0.3, days=20, strata=1):
    """Whoever sells less is drawn more often; a mentor keeps some who would have left, and nobody leaves of one."""
    rng = np.random.default_rng(seed)
    kind = rng.permutation(np.arange(n) % len(kinds))
    chance = np.array(kinds)[kind]
    stratum = np.arange(n) % strata
    chance = chance * round(chance.sum()) / chance.sum()
    arm = pivotal_rows(chance, stratum, 1, rng)[0].astype(int)
    alone = np.minimum(rng.geometric(0.04 + 0.02 * kind, n), 200).astype(float)
    with_mentor = np.where(rng.random(n) < keeps, alone + 15, alone)
    level = rng.normal(80, 10, n) - 15 * kind + 0.3 * alone
    y = level[:, None] + rng.normal(0, 5, (n, days)) + gain * arm[:, None]
    exit_day = np.where(arm == 1, with_mentor, alone)
    y[np.arange(days) >= exit_day[:, None]] = np.nan
    chances = np.column_stack([1 - chance, chance])
    given = {"stratum": stratum, "exit_day": exit_day, "observed_day": np.full(n, float(days)), "chance": chances}
    return units(arm, **given), panel(y)


def test_weighing_is_the_same_as_having_so_many_alike():
    """One over the chance in whole numbers: everybody copied so often, and trimmed by hand without any weights."""
    people, outcomes = leavers(kinds=(1 / 4, 1 / 2, 3 / 4))
    nominal = np.round(4 * people.chance[:, 1]) / 4
    people = replace(people, chance=np.column_stack([1 - nominal, nominal]))
    copies = np.round(12 * people.inverse).astype(int)  # 12 x (4, 2, 4/3) and 12 x (4/3, 2, 4)
    again = np.repeat(np.arange(people.n), copies)
    alike = replace(
        people,
        **{
            name: getattr(people, name)[again]
            for name in ("arm", "stratum", "cluster", "mentor", "wish", "dose", "exit_day", "observed_day")
        },
        served_day=people.served_day[again],
        chance=None,
    )
    for window in ("early", "late"):
        low, high = slow(alike, panel(outcomes.y[again]), PLAN.span(window))
        got = [e for e in lee_bounds(people, outcomes, PLAN) if e.window == window and e.scale == "difference"]
        assert [e.estimate for e in got] == pytest.approx([low, high], rel=1e-8)
        assert got[0].n_treated == (people.arm == 1).sum()


def test_the_errors_of_the_weighted_bounds_agree_with_drawing_people_again():
    people, outcomes = leavers(n=500)
    rng, drawn = np.random.default_rng(9), []
    for _ in range(300):
        pick = np.concatenate([rng.choice(np.flatnonzero(people.arm == a), np.sum(people.arm == a)) for a in (0, 1)])
        names = ("arm", "stratum", "cluster", "mentor", "exit_day", "observed_day", "served_day", "chance")
        again = replace(people, **{name: getattr(people, name)[pick] for name in names})
        bounds = day_wise_bounds(again, panel(outcomes.y[pick]), 1, PLAN.late).means.values
        drawn.append([bounds[0] - bounds[1], bounds[2] - bounds[3]])
    got = [e for e in lee_bounds(people, outcomes, PLAN) if e.window == "late" and e.scale == "difference"]
    assert [e.se for e in got] == pytest.approx(list(np.std(drawn, axis=0)), rel=0.15)


def test_the_interval_holds_the_truth_and_without_weights_it_would_not():
    held, blind = [], []
    for seed in range(120):
        people, outcomes = leavers(seed=seed, n=500, strata=2)
        for found, given in ((held, people), (blind, replace(people, chance=None))):
            got = [e for e in lee_bounds(given, outcomes, PLAN) if e.window == "late" and e.scale == "difference"]
            found.append(got[0].estimate is not None and got[0].ci_low <= 4.0 <= got[0].ci_high)
    assert np.mean(held) >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / 120)
    assert np.mean(blind) < 0.5


def test_a_few_who_speak_for_many_are_too_few_to_trim():
    people, outcomes = leavers(n=240, kinds=(0.03, 0.8))
    got = lee_bounds(people, outcomes, PLAN)
    assert all("chances are so unlike that an arm counts as" in e.not_estimable for e in got)


def growing(seed, n=300, effect=0.0, days=40):
    """People who start one after another and are drawn the likelier the less they sell."""
    rng = np.random.default_rng(seed)
    observed = np.sort(rng.integers(1, days, n))[::-1].astype(float)
    level = rng.lognormal(3, 0.5, n)
    chance = np.clip(0.4 * (1 / level) / (1 / level).mean(), 0.1, 0.9)
    chance *= round(chance.sum()) / chance.sum()
    arm = pivotal_rows(chance, np.zeros(n, dtype=int), 1, rng)[0].astype(int)
    y = level[:, None] * rng.lognormal(0, 0.4, (n, 6)) + effect * arm[:, None]
    y[np.arange(6) >= observed[:, None]] = np.nan
    return units(arm, observed_day=observed, chance=np.column_stack([1 - chance, chance])), panel(y)


SHORT = plan(assignment="lottery", early=(0, 3), late=(3, 6), pre_period_mean=False)


def test_a_look_is_at_the_weighted_total():
    people, outcomes = growing(3, effect=5.0)
    got = only(confidence_sequence(people, outcomes, SHORT), window="early")
    single = only(total_value(people, outcomes, SHORT), window="early", scale="difference")
    assert (got.estimate, got.se) == pytest.approx((single.estimate, single.se), rel=1e-12)


def test_looking_all_the_time_holds_the_truth_and_without_weights_it_would_not():
    held, blind = [], []
    for seed in range(150):
        people, outcomes = growing(seed, effect=2.0)
        for found, given in ((held, people), (blind, replace(people, chance=None))):
            found.append(all(look.low <= 6.0 <= look.high for look in looks(given, outcomes, SHORT)))
    assert np.mean(held) >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / 150)
    assert np.mean(blind) < 0.5


def early(estimates):
    return only(estimates, window="early")


def teams(seed, n=240, size=6, spill=0.0, helped=8.0, noise=10.0):
    """Teams in which the needy sit together: who is drawn goes with who sells less, and so does the team's share."""
    rng = np.random.default_rng(seed)
    team = np.arange(n) // size
    need = rng.normal(0, 1, n // size)[team] + rng.normal(0, 0.5, n)
    chance = 1 / (1 + np.exp(-need))
    chance = np.clip(0.4 * chance / chance.mean(), 0.05, 0.9)
    chance *= round(chance.sum()) / chance.sum()
    arm = pivotal_rows(chance, np.zeros(n, dtype=int), 1, rng)[0].astype(int)
    share = np.bincount(team, weights=arm)[team] / size
    y = 100 - 12 * need + rng.normal(0, noise, n) + helped * arm + spill * share
    people = units(arm, observed_day=np.full(n, 1.0), team=team, chance=np.column_stack([1 - chance, chance]))

    kept = pivotal_rows(chance, np.zeros(n, dtype=int), 199, np.random.default_rng([seed, 1])).astype(np.int8)
    return people, panel(y[:, None]), lambda first, count: kept[first : first + count]


ONE_DAY = plan(assignment="lottery", early=(0, 1), late=(0, 1), redraws=99, pre_period_mean=False)


def test_spill_over_equals_a_loop_over_pairs_of_draws():
    people, outcomes, redraws = teams(1, n=120)
    rows = redraws(0, 99)
    got = early(spillover_redrawn(people, outcomes, ONE_DAY, lambda first, count: rows[first : first + count]))
    team, y, size = people.team, outcomes.y[:, 0], np.bincount(people.team)

    def share(codes):
        treated = codes > 0
        return (np.bincount(team, weights=treated)[team] - treated) / (size[team] - 1)

    expected = np.mean([share(codes) for codes in (people.arm, *rows)], axis=0)

    def far(codes, among):
        x = (share(codes) - expected)[among]
        design = np.column_stack([np.ones(len(x)), x])
        beta = np.linalg.lstsq(design, y[among], rcond=None)[0]
        residual, centred = y[among] - design @ beta, x - x.mean()
        return abs(beta[1]) / np.sqrt((centred**2 * residual**2).sum() / (centred @ centred) ** 2), beta[1]

    as_far = 0
    for codes in rows:
        both = (people.arm == 0) & (codes == 0)
        as_far += far(codes, both)[0] >= far(people.arm, both)[0] * (1 - 1e-9)
    assert got.p_value == pytest.approx(min(1.0, 2 * (1 + as_far) / 100), abs=1e-12)
    assert got.estimate == pytest.approx(far(people.arm, people.arm == 0)[1], rel=1e-8)


def test_team_mates_who_help_are_seen_though_chances_differ():
    people, outcomes, redraws = teams(5, n=600, spill=80)
    got = early(spillover_redrawn(people, outcomes, replace(ONE_DAY, redraws=199), redraws))
    assert got.p_value < 0.05
    assert got.estimate == pytest.approx(80, rel=0.4)


@pytest.mark.slow
def test_with_no_spill_over_no_more_than_one_in_twenty_is_rejected():
    p = []
    for seed in range(200):
        people, outcomes, redraws = teams(seed, n=120)
        p.append(early(spillover_redrawn(people, outcomes, ONE_DAY, redraws)).p_value)
    assert np.mean(np.array(p) <= 0.05) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)
    assert np.mean(np.array(p) <= 0.5) > 0.1  # cautious, but not mute


def test_the_price_of_two_is_never_exceeded_in_a_lottery_that_can_be_listed():
    """All 70 draws of 4 in 8, each as the real one: at most one in twenty is as far out as p of 0.05 says."""
    rng = np.random.default_rng(2)
    team, y = np.repeat(np.arange(4), 6), rng.normal(size=24)
    every = np.array([[i in chosen for i in range(24)] for chosen in combinations(range(0, 24, 3), 4)]).astype(np.int8)
    p = []
    for real in range(len(every)):
        people = units(every[real].astype(int), observed_day=np.ones(24), team=team)
        others = np.delete(every, real, axis=0)
        many = replace(ONE_DAY, redraws=len(others))
        answer = spillover_redrawn(people, panel(y[:, None]), many, lambda f, c, o=others: o[f : f + c])
        p.append(early(answer).p_value)
    for level in (0.05, 0.1, 0.2, 0.5):
        assert np.mean(np.array(p) <= level) <= level


def test_without_a_draw_file_or_teams_it_says_why():
    people, outcomes, redraws = teams(1, n=120)
    assert "no draw file" in early(spillover_redrawn(people, outcomes, ONE_DAY, None)).not_estimable
    alone = replace(people, team=None)
    assert "who works in which team" in early(spillover_redrawn(alone, outcomes, ONE_DAY, redraws)).not_estimable
    with pytest.raises(NotEstimable):
        day_wise_bounds(people, outcomes, 1, (0, 99))
