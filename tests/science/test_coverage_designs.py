"""A short look at what `benchmarks/coverage_designs.py` measures at length."""

import numpy as np
import pytest

from benchmarks.coverage_designs import one

PROGRAMMES, ROWS = 60, 36
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def runs():
    return [one(seed) for seed in range(PROGRAMMES)]


@pytest.mark.parametrize("k", range(ROWS))
def test_intervals_hold_and_estimates_are_right_on_average(runs, k):
    design, question, truth = runs[0][k][:3]
    if design.startswith("the same"):
        return  # a hard setting: nothing is promised there
    values, held = (np.array([float(run[k][at]) for run in runs]) for at in (3, 5))
    low = 0.93 - 3 * np.sqrt(0.93 * 0.07 / PROGRAMMES)
    assert held.mean() >= low, question
    if np.isnan(truth):
        return  # a test without an effect
    assert abs(values.mean() - truth) <= 4 * values.std(ddof=1) / np.sqrt(PROGRAMMES), question


def test_every_row_is_looked_at(runs):
    assert len(runs[0]) == ROWS
