"""A short look at what `benchmarks/coverage.py` measures at length: bias, coverage, false alarms, the usual report.

Seeds are fixed. Bounds are what chance allows around the band the full run is held to, not what came out.
"""

import numpy as np
import pytest

from benchmarks.coverage import KEYS, PEOPLE, one_block, one_programme, truths

PROGRAMMES = 100
REDRAWS = 250
LOW, HIGH = 0.93, 0.97

pytestmark = pytest.mark.slow


def chance(share, count):
    """Three Monte Carlo errors of a share."""
    return 3 * np.sqrt(share * (1 - share) / count)


@pytest.fixture(scope="module")
def programmes():
    return [one_programme(seed, PEOPLE) for seed in range(1, PROGRAMMES + 1)]


def of_key(programmes, k):
    return np.array([rows[k] for rows, _ in programmes], dtype=float).T


def names(key):
    return "-".join(str(part) for part in key if part)


@pytest.mark.parametrize("key", KEYS, ids=names)
def test_intervals_hold_the_truth_as_often_as_they_say(programmes, key):
    held = of_key(programmes, KEYS.index(key))[2].mean()
    assert LOW - chance(LOW, PROGRAMMES) <= held <= min(1.0, HIGH + chance(HIGH, PROGRAMMES))


# A ratio of two noisy numbers has no mean to speak of.
@pytest.mark.parametrize("key", [key for key in KEYS if key[0] != "durability"], ids=names)
def test_estimates_are_right_on_average(programmes, key):
    values = of_key(programmes, KEYS.index(key))[0]
    error = values.std(ddof=1) / np.sqrt(PROGRAMMES)
    assert abs(values.mean() - truths()[key]) <= 4 * error  # one of 21 beyond 3 would be no surprise


@pytest.mark.parametrize("key", [key for key in KEYS if key[0] != "durability"], ids=names)
def test_errors_are_as_large_as_the_spread_of_the_estimates(programmes, key):
    values, errors, _ = of_key(programmes, KEYS.index(key))
    ratio = np.sqrt((errors**2).mean()) / values.std(ddof=1)
    assert abs(ratio - 1) <= 3 / np.sqrt(2 * PROGRAMMES) + 0.05


def test_without_an_effect_one_interval_in_twenty_leaves_out_zero():
    share = one_block(0, REDRAWS, seed=1) / REDRAWS
    questions = [k for k, key in enumerate(KEYS) if key[0] not in ("selection_gap", "durability")]
    assert np.all(np.abs(share[questions] - 0.05) <= 0.01 + chance(0.05, REDRAWS))


def test_the_usual_comparison_mostly_misses_the_true_effect_on_volunteers(programmes):
    assert np.mean([usual for _, usual in programmes]) < 0.25 + chance(0.25, PROGRAMMES)
