"""Whole-number codes of strata, arms, mentors and people: counted in one pass, not sorted."""

import numpy as np

from .data import Ints


def dense(codes: Ints) -> Ints:
    """The same codes numbered 0, 1, ... in their order. Codes lie close together (about as many as there are)."""
    if not codes.size:
        return codes
    from_zero = codes - codes.min()
    return np.asarray((np.cumsum(np.bincount(from_zero) > 0) - 1)[from_zero])


def distinct(codes: Ints) -> int:
    """How many different codes there are."""
    return int(np.count_nonzero(np.bincount(codes - codes.min()))) if codes.size else 0
