"""A short look at what `benchmarks/coverage.py` measures at length: bias, coverage, false alarms, the usual report.

Seeds are fixed. Bounds are what chance allows around the band the full run is held to, not what came out.
"""

import numpy as np
import pytest

from benchmarks.coverage import usual_report_holds
from benchmarks.coverage_programme import PEOPLE, one_block, one_programme, truths, with_null, with_truth

PROGRAMMES = 100
REDRAWS = 250
LOW, HIGH = 0.93, 0.97

pytestmark = pytest.mark.slow


def chance(share, count):
    """Three Monte Carlo errors of a share."""
    return 3 * np.sqrt(share * (1 - share) / count)


KEYS = with_truth()
# A ratio of two noisy numbers has no mean to speak of, and a lower bound is no guess at the truth.
AIMED = [key for key in KEYS if key.question not in ("durability", "lee_bounds")]
WITH_ERROR = [key for key in AIMED if key.question not in ("randomisation_inference", "money")]


@pytest.fixture(scope="module")
def programmes():
    return np.array([one_programme(seed, PEOPLE) for seed in range(1, PROGRAMMES + 1)], dtype=float)


def of_key(programmes, key):
    return programmes[:, KEYS.index(key)].T


def names(key):
    return "-".join(str(part) for part in key if part)


@pytest.mark.parametrize("key", KEYS, ids=names)
def test_intervals_hold_the_truth_as_often_as_they_say(programmes, key):
    held = of_key(programmes, key)[2].mean()
    most = 1.0 if key.cautious else min(1.0, HIGH + chance(HIGH, PROGRAMMES))
    assert LOW - chance(LOW, PROGRAMMES) <= held <= most


@pytest.mark.parametrize("key", AIMED, ids=names)
def test_estimates_are_right_on_average(programmes, key):
    values = of_key(programmes, key)[0]
    error = values.std(ddof=1) / np.sqrt(PROGRAMMES)
    assert abs(values.mean() - truths()[key]) <= 4 * error  # one of 40 beyond 3 would be no surprise


@pytest.mark.parametrize("key", WITH_ERROR, ids=names)
def test_errors_are_as_large_as_the_spread_of_the_estimates(programmes, key):
    values, errors, _ = of_key(programmes, key)
    ratio = np.sqrt((errors**2).mean()) / values.std(ddof=1)
    assert abs(ratio - 1) <= 3 / np.sqrt(2 * PROGRAMMES) + 0.05


def test_without_an_effect_one_interval_in_twenty_leaves_out_zero():
    share = one_block(0, REDRAWS, seed=1) / REDRAWS
    most = 0.06 + chance(0.05, REDRAWS)
    least = np.array([0.0 if key.cautious else 0.04 - chance(0.05, REDRAWS) for key in with_null()])
    assert np.all((least <= share) & (share <= most))


def test_the_usual_comparison_mostly_misses_the_true_effect_on_volunteers():
    held = np.mean([usual_report_holds(seed) for seed in range(1, PROGRAMMES + 1)])
    assert held < 0.25 + chance(0.25, PROGRAMMES)
