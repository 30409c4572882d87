"""A stratum whose arm is one person, one team or the protégés of one mentor: its own mean must not hide its spread."""

from dataclasses import replace

import numpy as np
import pytest

from mentorlift.science.effects.itt import itt
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.effects.retention import retention
from mentorlift.science.effects.total_value import total_value
from tests.science.trial import only, panel, plan, units

DAYS = plan(early=(0, 5), late=(5, 10), pre_period_mean=False)


def teams(cells, *, size=12, levels=None, seed=1):
    """Whole teams of `size`, per stratum (mentored, later); nobody leaves."""
    rng = np.random.default_rng(seed)
    arm, stratum, cluster, y = [], [], [], []
    for code, (treated, control) in enumerate(cells):
        for place in range(treated + control):
            level = 100 + rng.normal() + (levels[code] if levels else 0)
            arm += [int(place < treated)] * size
            stratum += [code] * size
            cluster += [max(cluster, default=-1) + 1] * size
            y += [level + rng.normal(0, 1) + rng.normal(0, 0.3, 10) for _ in range(size)]
    return units(arm, stratum=stratum, cluster=np.array(cluster)), panel(y)


def team_means(people, outcome):
    """Each team's mean of the early window, mentored and later."""
    mean = outcome.y[:, :5].mean(axis=1)
    team = np.bincount(people.cluster, weights=mean) / np.bincount(people.cluster)
    arm = people.arm[np.unique(people.cluster, return_index=True)[1]]
    return team[arm == 1], team[arm == 0]


def test_pairs_of_teams_are_judged_by_how_teams_differ():
    people, outcome = teams([(1, 1)] * 4)
    treated, control = team_means(people, outcome)
    error = np.sqrt(treated.var(ddof=1) / 4 + control.var(ddof=1) / 4)
    for question in (itt, itt_per_day):
        found = only(question(people, outcome, DAYS), window="early", scale="difference")
        assert found.estimate == pytest.approx(treated.mean() - control.mean())
        assert found.se == pytest.approx(error)  # before: "everybody has the same value"
        assert 3 <= found.df <= 6


def test_one_team_beside_several_counts_too():
    people, outcome = teams([(1, 3)] * 4)
    treated, _ = team_means(people, outcome)
    least = np.sqrt(treated.var(ddof=1) / 4)  # of the mentored teams alone, which are one to a stratum
    for question in (itt, itt_per_day):
        found = only(question(people, outcome, DAYS), window="early", scale="difference")
        assert found.se > least
        assert found.df < 12


@pytest.mark.parametrize("per", [2, 12])
def test_people_who_share_one_mentor_in_each_stratum(per):
    rng = np.random.default_rng(3)
    stratum = np.repeat(np.arange(6), 2 * per)
    arm = np.tile(np.repeat([1, 0], per), 6)
    mentor = np.where(arm == 1, stratum, -1)
    level = np.where(arm == 1, rng.normal(0, 1, 6)[stratum], 0.0)
    outcome = panel(100 + level[:, None] + rng.normal(0, 0.1, (len(arm), 10)))
    people = units(arm, stratum=stratum, mentor=mentor)
    of_mentor = np.array([outcome.y[(stratum == code) & (arm == 1), :5].mean() for code in range(6)])
    least = of_mentor.std(ddof=1) / np.sqrt(6)
    for question in (itt, itt_per_day):
        found = only(question(people, outcome, DAYS), window="early", scale="difference")
        assert found.se > 0.999 * least  # before: what is left within mentors, a tenth of it


def test_somebody_alone_is_held_against_a_mean_they_are_part_of():
    rng = np.random.default_rng(2)
    arm, stratum = np.tile([1, 0, 0, 0], 3), np.repeat(np.arange(3), 4)
    outcome = panel(rng.normal(100, 1, (12, 10)))
    total = outcome.y[:, :5].sum(axis=1)
    alone = total[arm == 1].var(ddof=1) / 3
    others = sum(total[(arm == 0) & (stratum == code)].var(ddof=1) / 3 / 9 for code in range(3))
    found = only(total_value(units(arm, stratum=stratum), outcome, DAYS), window="early", scale="difference")
    assert found.se == pytest.approx(np.sqrt(alone + others))  # before: alone * 2 / 3
    assert found.df == pytest.approx((alone + others) ** 2 / (alone**2 / 2 + _free(total, arm, stratum)))


def _free(total, arm, stratum):
    return sum((total[(arm == 0) & (stratum == code)].var(ddof=1) / 27) ** 2 / 2 for code in range(3))


def test_joined_strata_of_unequal_shares_compare_like_with_like():
    cells, levels = [(1, 1)] * 3 + [(1, 4)] * 3, [50.0] * 3 + [0.0] * 3
    people, outcome = teams(cells, size=1, levels=levels)
    mean = outcome.y[:, :5].mean(axis=1)
    wanted = 0.0
    for code, (treated, control) in enumerate(cells):
        here = people.stratum == code
        wanted += (
            (treated + control) / people.n * (mean[here & (people.arm == 1)] - mean[here & (people.arm == 0)].mean())
        )
    found = only(itt(replace(people, cluster=np.full(people.n, -1)), outcome, DAYS), window="early", scale="difference")
    assert found.estimate == pytest.approx(wanted)  # before: 50 more, of levels alone


def test_joined_strata_of_teams_compare_like_with_like():
    cells, levels = [(1, 1)] * 3 + [(1, 4)] * 3, [50.0] * 3 + [0.0] * 3
    people, outcome = teams(cells, size=5, levels=levels)
    mean = outcome.y[:, :5].mean(axis=1)
    wanted = 0.0
    for code in range(6):
        here = people.stratum == code
        wanted += np.mean(here) * (mean[here & (people.arm == 1)].mean() - mean[here & (people.arm == 0)].mean())
    found = only(total_value(people, outcome, DAYS), window="early", scale="difference")
    assert found.estimate == pytest.approx(5 * wanted)


def test_arms_without_a_stratum_in_common_have_no_regression():
    people = units([0, 0, 0, 1, 1, 1, 0, 0, 0, 2, 2, 2], stratum=[0] * 6 + [1] * 6, arms=("later", "mentored", "class"))
    answers = itt(people, panel(np.random.default_rng(1).normal(100, 1, (12, 10))), DAYS)
    assert {e.not_estimable for e in answers} == {
        "no stratum has people of every arm, so there is no regression of all arms"
    }


def test_leaving_by_team_is_judged_by_how_teams_differ():
    rng = np.random.default_rng(4)
    cluster = np.repeat(np.arange(8), 12)
    people = units(
        cluster % 2,
        stratum=cluster // 2,
        cluster=cluster,
        exit_day=np.where(rng.random(96) < np.array([0.1, 0.6, 0.2, 0.3, 0.5, 0.4, 0.7, 0.1])[cluster], 20, np.inf),
    )
    stays = np.bincount(cluster, weights=people.exit_day > 30) / 12
    found = only(retention(people, None, plan(retention_at=(30,))), at=30, scale="difference")
    assert found.estimate == pytest.approx(stays[1::2].mean() - stays[::2].mean())
    assert found.se == pytest.approx(np.sqrt(stays[1::2].var(ddof=1) / 4 + stays[::2].var(ddof=1) / 4))
    assert "those of one group against the curve of their arm" in found.method
