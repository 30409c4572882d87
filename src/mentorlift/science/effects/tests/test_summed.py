"""Sums of people alike give what the days themselves give, or a refusal."""

from dataclasses import replace

import numpy as np
import pytest

from mentorlift.science.effects.comparison import entered
from mentorlift.science.effects.daily_score import daily_score
from mentorlift.science.effects.data import Panel, Units
from mentorlift.science.effects.estimate import NotEstimable
from mentorlift.science.effects.itt_per_day import arm_means, scheduled
from mentorlift.science.effects.summed import SummedPanel

N, DAYS, SPAN = 120, 12, (2, 9)


@pytest.fixture
def both():
    """The same outcome as days and as sums; two strata, one of them thin."""
    rng = np.random.default_rng(4)
    none = np.full(N, np.inf)
    units = Units(
        arms=("later", "mentored"),
        arm=np.arange(N) % 2,
        stratum=(np.arange(N) // 2 % 8 == 0).astype(np.int64),
        cluster=np.full(N, -1),
        mentor=np.full(N, -1),
        wish=np.full(N, -1),
        dose=np.full(N, np.nan),
        exit_day=none,
        observed_day=np.full(N, 40.0),
        served_day=none,
        started=rng.choice([700_000, 700_003], N),
    )
    y = np.where(rng.random((N, DAYS)) < 0.7, rng.lognormal(3, 1, (N, DAYS)), np.nan)
    days = Panel(outcome="revenue", first_day=0, y=y)
    cell = np.unique(np.column_stack([units.arm, units.stratum]), axis=0, return_inverse=True)[1].ravel()
    member = (cell == np.arange(cell.max() + 1)[:, None]).astype(np.int64)

    def pulled(pull):
        window = days.window(*pull.span)
        return np.nansum(pull.weight[cell] * (window - pull.centre[cell]), axis=1)

    sums = SummedPanel(
        outcome="revenue",
        first_day=0,
        y=np.empty((N, 0)),
        cell=cell,
        of_windows={SPAN: (days.days(*SPAN), days.total(*SPAN))},
        present=member @ np.isfinite(y),
        sums=member @ np.nan_to_num(y),
        due=member @ scheduled(units, days, (0, DAYS)),
        pulled=pulled,
    )
    return units, days, sums


def test_means_where_each_stratum_has_one_mentor(both):
    units, days, sums = both
    shared = replace(units, mentor=np.where(units.arm == 1, units.stratum, -1))
    shared.mentor[np.flatnonzero(shared.mentor == 0)[:8]] = 2
    means, same = arm_means(shared, days, 1, SPAN)[1], arm_means(shared, sums, 1, SPAN)[1]
    assert same.psi == pytest.approx(means.psi, abs=1e-12)
    assert (same.group == means.group).all()


@pytest.mark.parametrize("span", [SPAN, (0, 5), (8, 15)])
def test_means_by_day_and_their_influences(both, span):
    units, days, sums = both
    _, expected = arm_means(units, days, 1, span)
    _, found = arm_means(units, sums, 1, span)
    np.testing.assert_allclose(found.values, expected.values, rtol=1e-12)
    np.testing.assert_allclose(found.psi, expected.psi, rtol=1e-9, atol=1e-12)


def test_the_score_that_redraws_are_made_of(both):
    units, days, sums = both
    inside = entered(units, SPAN)
    expected = daily_score(units, days, SPAN, inside)
    np.testing.assert_allclose(daily_score(units, sums, SPAN, inside), expected, rtol=1e-9, atol=1e-12)


def test_counts_and_totals(both):
    _, days, sums = both
    everybody = np.arange(N)
    assert sums.count(*SPAN, everybody) == days.count(*SPAN, everybody)
    assert sums.count(1, 4, everybody) == days.count(1, 4, everybody)  # from the cells
    np.testing.assert_array_equal(sums.total(*SPAN), days.total(*SPAN))


def test_single_days_and_other_windows_are_refused(both):
    _, _, sums = both
    for ask in (sums.window, sums.total, sums.days):
        with pytest.raises(NotEstimable, match="the figures stay on the engine"):
            ask(0, 3)


def test_people_who_were_added_up_with_others_are_not_compared_alone(both):
    units, _, sums = both
    some = replace(units, arm=np.where(np.arange(N) < N // 2, units.arm, -1))
    with pytest.raises(NotEstimable, match="added up together"):
        arm_means(some, sums, 1, SPAN)
