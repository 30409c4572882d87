"""Rerandomisation: which draws stand, by how far apart the arms are in what was planned to be alike.

The distance of an arm from the last one is Mahalanobis': t' V^-1 t, t the difference of the means of the columns
(strata weighted by their units), V its covariance over all draws with the same numbers per stratum. A draw stands if no
arm is further than `threshold`. Morgan and Rubin (2012), Ann. Statist. 40(2), 1263-1282; in strata: Wang, Wang and Liu
(2023), J. Am. Stat. Assoc. 118(542).
Distances are exact fractions, so that every machine accepts the same draws.
"""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from mentorlift.science.lottery.design import Acceptance, UnableToDraw
from mentorlift.science.lottery.tickets import digest

MOST_TRIES = 10_000
DIGITS = 6  # of the threshold as it is written down
Vector = list[Fraction]
Matrix = list[Vector]


def acceptance(columns: Sequence[str], share: str) -> Acceptance:
    """The rule under which about `share` of the draws stand: the chi-squared quantile, rounded to six digits."""
    from scipy.special import chdtri

    try:
        accepted = float(share)
    except ValueError:
        accepted = 0.0
    if not 0 < accepted < 1:
        raise UnableToDraw(f"{share!r} is no share of the draws; give one between 0 and 1, such as 0.05")
    threshold = Decimal(float(chdtri(len(columns), 1 - accepted)))
    return Acceptance(columns=tuple(columns), share=share, threshold=f"{threshold:.{DIGITS}f}")


def try_seed(seed: str, number: int) -> str:
    """The seed of the try: the given one for the first, then one that follows from it."""
    return seed if number == 1 else digest(seed, "try", str(number))


def number_of(text: str) -> Fraction | None:
    """A cell as an exact number; None where it is none."""
    try:
        return Fraction(Decimal(text.strip()))
    except (InvalidOperation, ValueError, OverflowError):
        return None


class Alike:
    """The units of one lottery with their columns, ready for any number of draws."""

    def __init__(self, strata: Sequence[Sequence[str]], values: Mapping[str, Vector]) -> None:
        """`strata` lists the units of each; `values` has a vector for every unit."""
        width = len(next(iter(values.values())))
        scale = [math.lcm(*(row[j].denominator for row in values.values())) for j in range(width)]
        # whole numbers add up fast, and a distance is the same on every scale
        self._x = {unit: [int(v * s) for v, s in zip(row, scale, strict=True)] for unit, row in values.items()}
        self._strata = [units for units in strata if len(units) > 1]
        self._total = sum(len(units) for units in strata)
        self._spread = [_covariance([self._x[unit] for unit in units]) for units in self._strata]
        self._width = range(len(scale))

    def distance(self, arm: Mapping[str, str], arms: Sequence[str]) -> Fraction:
        """The largest distance of any arm from the last. UnableToDraw where columns repeat each other."""
        return max(self._between(arm, treated, arms[-1]) for treated in arms[:-1])

    def _between(self, arm: Mapping[str, str], treated: str, control: str) -> Fraction:
        apart = [Fraction(0) for _ in self._width]
        covariance = [[Fraction(0) for _ in self._width] for _ in self._width]
        for units, spread in zip(self._strata, self._spread, strict=True):
            one, zero = ([self._x[unit] for unit in units if arm[unit] == name] for name in (treated, control))
            if not one or not zero:
                continue
            share = Fraction(len(units), self._total)
            factor = share**2 * (Fraction(1, len(one)) + Fraction(1, len(zero)))
            means = _mean(one), _mean(zero)
            for i in self._width:
                apart[i] += share * (means[0][i] - means[1][i])
                for j in self._width:
                    covariance[i][j] += factor * spread[i][j]
        solved = _solve(covariance, apart)
        return sum((a * b for a, b in zip(apart, solved, strict=True)), Fraction(0))


def _mean(rows: Sequence[list[int]]) -> Vector:
    return [Fraction(sum(column), len(rows)) for column in zip(*rows, strict=True)]


def _covariance(rows: Sequence[list[int]]) -> Matrix:
    n, columns = len(rows), list(zip(*rows, strict=True))
    return [
        [Fraction(n * sum(a * b for a, b in zip(x, y, strict=True)) - sum(x) * sum(y), n * (n - 1)) for y in columns]
        for x in columns
    ]


def _solve(matrix: Matrix, right: Vector) -> Vector:
    """Gauss and Jordan on fractions."""
    rows = [[*row, b] for row, b in zip(matrix, right, strict=True)]
    for k in range(len(rows)):
        pivot = next((r for r in range(k, len(rows)) if rows[r][k]), None)
        if pivot is None:
            raise UnableToDraw("the columns to be alike repeat each other or do not vary; leave one out")
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for r in range(len(rows)):
            if r != k and rows[r][k]:
                rows[r] = [x - rows[r][k] * y for x, y in zip(rows[r], rows[k], strict=True)]
    return [row[-1] for row in rows]
