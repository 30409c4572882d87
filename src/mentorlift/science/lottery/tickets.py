"""Chance that anybody can recompute: SHA-256 of the seed and a name, the same on every machine."""

import hashlib
from fractions import Fraction


def digest(*parts: str) -> str:
    """SHA-256, in hexadecimal, of the parts in UTF-8 joined by a line feed."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def ticket(seed: str, lottery: str, unit: str) -> str:
    """The ticket of one unit in one lottery; in each stratum the lowest tickets take the first arm."""
    return digest(seed, lottery, unit)


class Coin:
    """Repeated chances from one seed: the k-th flip reads the digest of (seed, lottery, "rounding", k)."""

    def __init__(self, seed: str, lottery: str) -> None:
        self._seed, self._lottery, self._flips = seed, lottery, 0

    def below(self, chance: Fraction) -> bool:
        """True with probability `chance` (to within 2**-256)."""
        self._flips += 1
        number = int(digest(self._seed, self._lottery, "rounding", str(self._flips)), 16)
        return number * chance.denominator < chance.numerator * 2**256
