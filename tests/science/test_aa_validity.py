"""Nothing was done to anybody: each test must cry wolf about once in twenty, and its interval hold zero otherwise."""

import numpy as np
import pytest

from mentorlift.science.effects.hazard_ratio import hazard_ratio
from mentorlift.science.effects.log_rank import log_rank
from mentorlift.science.effects.period_itt import period_itt
from mentorlift.science.effects.retention import retention
from mentorlift.science.effects.rmst import rmst
from tests.science.trial import only, panel, plan, units

PLAN = plan(retention_at=(60, 180))
DRAWS = 1000
TOLERATED = 0.01 + 3 * np.sqrt(0.05 * 0.95 / DRAWS)


def lottery(rng, stratum, size=1):
    """A third of each stratum, in whole groups of `size` neighbours."""
    arm = np.zeros(len(stratum), dtype=int)
    for s in np.unique(stratum):
        mine = np.flatnonzero(stratum == s)
        groups = np.arange(len(mine)) // size
        chosen = rng.permutation(groups.max() + 1)[: (groups.max() + 1) // 3]
        arm[mine[np.isin(groups, chosen)]] = 1
    return arm


def share_rejected(p_values):
    return np.mean(np.asarray(p_values) <= 0.05, axis=0)


@pytest.mark.slow
def test_staying_is_said_to_differ_once_in_twenty_draws():
    rng = np.random.default_rng(1)
    n = 360
    stratum = np.arange(n) % 4
    exits = rng.geometric(0.004 * (1 + stratum)).astype(float)
    observed = rng.integers(185, 320, n).astype(float)
    p_values = []
    for _ in range(DRAWS):
        people = units(lottery(rng, stratum), stratum=stratum, exit_day=exits, observed_day=observed)
        answers = [*retention(people, None, PLAN), *rmst(people, None, PLAN)]
        answers += [*log_rank(people, None, PLAN), *hazard_ratio(people, None, PLAN)]
        p_values.append([answer.p_value for answer in answers])
    assert np.all(np.abs(share_rejected(p_values) - 0.05) <= TOLERATED)


@pytest.mark.slow
def test_staying_of_whole_teams_is_said_to_differ_once_in_twenty_draws():
    rng = np.random.default_rng(2)
    n, size = 600, 5
    stratum = np.repeat([0, 1], n // 2)
    team = np.arange(n) // size
    exits = rng.geometric(0.006 * np.exp(rng.normal(0, 0.8, n // size))[team]).astype(float)
    p_values = []
    for _ in range(DRAWS):
        people = units(
            lottery(rng, stratum, size),
            stratum=stratum,
            exit_day=exits,
            observed_day=np.full(n, 300.0),
            cluster=team,
        )
        answers = [*retention(people, None, PLAN), *rmst(people, None, PLAN)]
        answers += [*log_rank(people, None, PLAN), *hazard_ratio(people, None, PLAN)]
        p_values.append([answer.p_value for answer in answers])
    assert np.all(np.abs(share_rejected(p_values) - 0.05) <= TOLERATED)


@pytest.mark.slow
@pytest.mark.parametrize("errors", ["CR1", "CR2"])
def test_person_periods_differ_once_in_twenty_draws(errors):
    rng = np.random.default_rng(3)
    n, draws = 60, 400
    stratum = np.arange(n) % 2
    y = rng.normal(100, 20, n)[:, None] + rng.lognormal(2, 0.8, (n, 5)) + np.arange(5)
    y[rng.random(y.shape) < 0.15] = np.nan
    chosen = plan(level="period", errors=errors, early=(0, 5), late=(3, 5))
    p_values = []
    for _ in range(draws):
        people = units(lottery(rng, stratum), stratum=stratum, observed_day=np.full(n, 5.0))
        answers = period_itt(people, panel(y), chosen)
        p_values.append([only(answers, window=w, scale="difference").p_value for w in ("early", "late")])
    tolerated = 0.01 + 3 * np.sqrt(0.05 * 0.95 / draws)
    assert np.all(np.abs(share_rejected(p_values) - 0.05) <= tolerated)
