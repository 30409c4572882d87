"""A short look at what `benchmarks/coverage_questions.py` measures at length: the questions that a plan can add.

Seeds are fixed. Bounds are what chance allows around the band the full run is held to, not what came out.
"""

import numpy as np
import pytest

from benchmarks.coverage_questions import SETTINGS, collected, one_run

RUNS = 40

pytestmark = pytest.mark.slow


def chance(share):
    """Three Monte Carlo errors of a share."""
    return 3 * np.sqrt(share * (1 - share) / RUNS)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.__name__)
def test_with_an_effect_the_intervals_hold_it(setting):
    for name, numbers in collected([one_run(seed, setting, True) for seed in range(RUNS)]):
        truth, estimate, _, held = numbers[:, :4].T
        if np.isnan(truth).all():
            continue
        assert held.mean() >= 0.93 - chance(0.93), name
        if "ratio" not in name and "groups_shrunk" not in name:  # these lean by design, or have no mean to speak of
            assert abs((estimate - truth).mean()) <= 4 * estimate.std(ddof=1) / np.sqrt(RUNS), name


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.__name__)
def test_without_an_effect_they_rarely_say_there_is_one(setting):
    for name, numbers in collected([one_run(seed, setting, False) for seed in range(RUNS)]):
        if not np.isnan(numbers[:, 4]).all():
            assert numbers[:, 4].mean() <= 0.06 + chance(0.06), name
