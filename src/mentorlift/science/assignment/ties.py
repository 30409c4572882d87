"""Lottery numbers: how equally good sets of pairs are told apart by a text published beforehand."""

import hashlib
from collections.abc import Sequence

import numpy as np

from mentorlift.science.assignment.pool import Bools, Ints

BITS = 20


def lottery_number(lottery: str, protege: str, mentor: str) -> int:
    """1 + the first 20 bits of SHA-256 of the three texts joined by line feeds."""
    digest = hashlib.sha256(f"{lottery}\n{protege}\n{mentor}".encode()).digest()
    return 1 + (int.from_bytes(digest[:4], "big") >> (32 - BITS))


def lottery_numbers(lottery: str, proteges: Sequence[str], mentors: Sequence[str], edges: Bools) -> Ints:
    """The number of every pair among `edges`, 0 elsewhere."""
    out = np.zeros(edges.shape, dtype=np.int64)
    for i, j in np.argwhere(edges):
        out[i, j] = lottery_number(lottery, proteges[i], mentors[j])
    return out


def seed_of(lottery: str, purpose: str) -> int:
    """A seed for random numbers that follows from the published text and what it is used for."""
    return int.from_bytes(hashlib.sha256(f"{purpose}\n{lottery}".encode()).digest()[:16], "big")
