"""Spill-over: level under no effect of team mates, power where there is one, and the designs that cannot tell."""

import numpy as np
import pytest

from mentorlift.science.effects.spillover import _slopes, _Teams, spillover
from tests.science.trial import panel, plan, units

PLAN = plan(early=(0, 1), late=(0, 1), redraws=300)


ONE_POOL = np.zeros(300, dtype=np.int64)


def teams(seed=0, n=300, size=6, spill=0.0, stratum=None):
    rng = np.random.default_rng(seed)
    team = rng.permuted(np.arange(n)) // size
    arm = (rng.permuted(np.arange(n)) < n // 2).astype(int)
    share = np.bincount(team, weights=arm)[team] / size
    y = rng.normal(100, 10, n) + 8 * arm + spill * share
    people = units(arm, stratum=stratum, observed_day=np.full(n, 1.0), team=team)
    return people, panel(y[:, None])


def test_team_mates_who_are_mentored_and_help_are_seen():
    people, outcomes = teams(spill=60)
    early = spillover(people, outcomes, PLAN, ONE_POOL)[0]
    assert early.p_value < 0.02
    assert early.estimate == pytest.approx(60, rel=0.5)


@pytest.mark.slow
def test_with_no_spill_over_one_in_twenty_is_rejected():
    chosen = plan(early=(0, 1), late=(0, 1), redraws=99)
    rejected = [spillover(*teams(seed=seed, n=120), chosen, ONE_POOL[:120])[0].p_value <= 0.05 for seed in range(400)]
    assert abs(np.mean(rejected) - 0.05) < 0.01 + 3 * np.sqrt(0.05 * 0.95 / 400)


def test_focal_people_keep_their_arm_and_strata_their_counts():
    people, _ = teams()
    lottery = _Teams(people, np.arange(300) % 5, 7)
    again = lottery.redraw(0)
    assert np.all(again[:, lottery.focal] == people.arm[lottery.focal])
    for s in range(5):
        mine = np.arange(300) % 5 == s
        assert set(again[:, mine].sum(axis=1)) == {people.arm[mine].sum()}
    assert len(np.unique(again, axis=0)) == len(again)


def test_the_share_leaves_the_person_out():
    people = units([0, 1, 1, 0, 0], team=np.array([0, 0, 0, 1, 1]))
    lottery = _Teams(people, np.zeros(5, dtype=np.int64), 1)
    share = lottery.share(people.arm[None], np.array([True, False, False, True, False]))
    assert share.tolist() == [[1.0, 0.0]]


def test_the_slope_is_least_squares_within_strata():
    rng = np.random.default_rng(3)
    stratum = rng.integers(0, 3, 80)
    x, y = rng.random(80) + stratum, rng.normal(size=80)
    y = y - (np.bincount(stratum, weights=y) / np.bincount(stratum))[stratum]
    dummies = (stratum[:, None] == np.arange(3)).astype(float)
    want = np.linalg.lstsq(np.column_stack([x, dummies]), y, rcond=None)[0][0]
    assert _slopes(x[None], y, stratum)[0][0] == pytest.approx(want)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"team": None}, "does not say who works in which team"),
        ({"cluster": np.arange(300) // 6}, "every team has the same share: whole teams were drawn"),
    ],
)
def test_designs_that_cannot_tell_say_why(changes, why):
    people, outcomes = teams()
    given = {"arm": people.arm, "observed_day": people.observed_day, "team": people.team} | changes
    assert why in spillover(units(**given), outcomes, PLAN, ONE_POOL)[0].not_estimable


def test_pairs_drawn_within_teams_have_the_same_share_whatever_is_drawn():
    arm = np.arange(300) % 2
    team = np.arange(300) // 2
    people = units(arm, stratum=team, team=team, observed_day=np.full(300, 1.0))
    rng = np.random.default_rng(0)
    got = spillover(people, panel(rng.random((300, 1))), PLAN, team)[0]
    assert got.not_estimable == "every team has the same share"


def test_without_a_draw_file_it_is_not_estimable():
    people, outcomes = teams()
    assert "no draw file" in spillover(people, outcomes, PLAN)[0].not_estimable
