"""Redraws by random numbers: every order equally likely, also where two numbers are the same."""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from scipy.stats import chisquare

from mentorlift.science.lottery.redraws import shuffled

CODES = np.array([0, 2, 1, 0, 2], dtype=np.int8)


class FewNumbers:
    """A generator whose first draws take only a few values, so that numbers are tied where two arms meet."""

    def __init__(self, highest: int) -> None:
        self.real, self.highest, self.calls = np.random.default_rng(5), highest, 0

    def integers(self, low: int, high: int, *, size: tuple[int, int], dtype: type) -> np.ndarray:
        self.calls += 1
        return self.real.integers(low, self.highest, size=size, dtype=dtype)


@pytest.mark.parametrize("rng", [np.random.default_rng(4), FewNumbers(7)], ids=["32 bits", "seven numbers"])
def test_every_order_of_three_arms_is_as_likely_as_every_other(rng):
    found = Counter(map(tuple, shuffled(CODES, 30_000, rng).tolist()))
    every = set(permutations(CODES.tolist()))
    assert set(found) == every
    assert chisquare([found[order] for order in every]).pvalue > 1e-4


def test_ties_are_drawn_again():
    rng = FewNumbers(6)
    shuffled(CODES, 100, rng)
    assert rng.calls > 1


def test_one_arm_alone_stays_as_it_is():
    assert (shuffled(np.full(4, 2, dtype=np.int8), 3, np.random.default_rng(1)) == 2).all()


def test_many_units_are_made_in_pieces_with_the_right_counts():
    codes = np.repeat(np.array([0, 1], dtype=np.int8), [70_000, 30_000])
    block = shuffled(codes, 7, np.random.default_rng(2))
    assert ((block == 1).sum(axis=1) == 30_000).all()
    assert len({row.tobytes() for row in block}) == 7
