"""Were the arms alike before anything began? Each characteristic with its distance, and one test of them all."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .codes import dense
from .comparison import Comparison, compare, unit_of_error
from .data import Codes, Floats, Ints, Redraws, Units
from .estimate import NotEstimable

REFERENCE = "Hansen and Bowers (2008), Stat. Sci. 23(2); Morgan and Rubin (2012), Ann. Stat. 40(2), eq. 1"
MOST = 24  # characteristics; more would make the one test blunt
ROUNDING = 1e-9
BLOCK = 4_000_000  # cells of one block: redraws x people


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Means of one characteristic, strata by their share; `standardised` = difference over the pooled deviation."""

    name: str
    mean_treated: float
    mean_control: float
    standardised: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """One treated arm against the control. `p_value`: how often the lottery alone sets all of them as far apart.

    `same`: characteristics that cannot differ, because everybody of a stratum has the same value.
    """

    arm: str
    rows: tuple[Alike, ...]
    same: tuple[str, ...]
    p_value: float | None
    redraws: int
    n_treated: int
    n_control: int
    reference: str = REFERENCE


def arms_alike(
    units: Units,
    known: Mapping[str, Floats],
    *,
    arm: int,
    redraws: Redraws | None = None,
    count: int = 1000,
    seed: str = "",
) -> Balance:
    """`known`: characteristics from before the draw, (n,) each, nan where unknown (set to the mean).

    The test is over redraws of the lottery, or without a draw file over shuffles within strata: the Mahalanobis
    distance of the differences, p = (1 + as far or farther) / (1 + count). Raises NotEstimable where nobody can be
    compared or nothing is known.
    """
    comparison = compare(units, arm, units.arm >= 0, unit_of_error(units))
    inside = np.zeros(units.n, dtype=bool)
    inside[comparison.people] = True
    filled = {name: _filled(values, inside) for name, values in known.items()}
    varying = {name: values for name, values in filled.items() if _varies(values[comparison.people], comparison)}
    if not varying:
        raise NotEstimable("nothing is known of these people that could differ between the groups")
    wanted = dict(list(varying.items())[:MOST])
    layout = _Layout.of(units, arm, np.flatnonzero(inside), list(wanted.values()))
    seen = layout.apart(units.arm[None])
    drawn = layout.redrawn(redraws or shuffled(units, seed), count)
    return Balance(
        arm=units.arms[arm],
        rows=tuple(_row(name, values[comparison.people], comparison) for name, values in wanted.items()),
        same=tuple(name for name in filled if name not in varying),
        p_value=_as_far(seen, drawn),
        redraws=count,
        n_treated=comparison.n_treated,
        n_control=comparison.n_control,
    )


@dataclass(frozen=True, kw_only=True)
class _Layout:
    """The people compared in the order of their strata, with the characteristics as columns."""

    arm: int
    people: Ints
    starts: Ints
    share: Floats
    columns: list[Floats]
    inverse: Floats | None  # one over the chance of each arm, where chances differ

    @classmethod
    def of(cls, units: Units, arm: int, people: Ints, columns: list[Floats]) -> "_Layout":
        order = people[np.argsort(units.stratum[people], kind="stable")]
        stratum = dense(units.stratum[order])
        return cls(
            arm=arm,
            people=order,
            starts=np.flatnonzero(np.diff(stratum, prepend=-1)),
            share=np.bincount(stratum) / len(order),
            columns=[column[order] for column in columns],
            inverse=None if units.chance is None else 1 / units.chance[order],
        )

    def apart(self, codes: Codes | Ints) -> Floats:
        """Treated less control within strata, strata by their share: (redraws, characteristics)."""
        mine = codes[:, self.people]
        sides = [(mine == code).astype(float) for code in (self.arm, 0)]
        if self.inverse is not None:
            sides = [side * self.inverse[:, code] for side, code in zip(sides, (self.arm, 0), strict=True)]
        sizes = [np.add.reduceat(side, self.starts, axis=1) for side in sides]
        both = (sizes[0] > 0) & (sizes[1] > 0)
        out = np.empty((len(mine), len(self.columns)))
        for k, column in enumerate(self.columns):
            means = [
                np.add.reduceat(side * column, self.starts, axis=1) / np.where(size > 0, size, 1)
                for side, size in zip(sides, sizes, strict=True)
            ]
            out[:, k] = np.where(both, means[0] - means[1], 0.0) @ self.share
        return out

    def redrawn(self, redraws: Redraws, count: int) -> Floats:
        step = max(1, BLOCK // max(len(self.people), 1))
        blocks = [self.apart(redraws(first, min(step, count - first))) for first in range(0, count, step)]
        return np.concatenate(blocks)


def shuffled(units: Units, seed: str) -> Redraws:
    """Arms shuffled within strata, teams that were drawn as a whole; redraw k depends on units, `seed` and k only."""
    number = int(hashlib.sha256(seed.encode()).hexdigest(), 16)
    pools = [np.flatnonzero((units.stratum == code) & (units.arm >= 0)) for code in np.unique(units.stratum)]
    team = np.where(units.cluster >= 0, units.cluster, units.cluster.max(initial=-1) + 1 + np.arange(units.n))
    within = [np.unique(team[pool], return_index=True, return_inverse=True)[1:] for pool in pools]

    def rows(first: int, count: int) -> Codes:
        out = np.tile(units.arm.astype(np.int8), (count, 1))
        for k in range(count):
            rng = np.random.default_rng([number, first + k])
            for pool, (leader, place) in zip(pools, within, strict=True):
                out[k, pool] = rng.permutation(units.arm[pool][leader])[place]
        return out

    return rows


def _filled(values: Floats, inside: np.ndarray) -> Floats:
    there = np.isfinite(values) & inside
    return np.where(np.isfinite(values), values, values[there].mean() if there.any() else 0.0)


def _varies(values: Floats, comparison: Comparison) -> bool:
    """True where some stratum has two values of it."""
    within = values - _by_stratum(values, comparison.stratum)
    return bool(np.abs(within).max() > ROUNDING * max(1.0, float(np.abs(values).max())))


def _by_stratum(values: Floats, stratum: Ints) -> Floats:
    code = dense(stratum)
    return np.asarray((np.bincount(code, weights=values) / np.bincount(code))[code])


def _row(name: str, values: Floats, comparison: Comparison) -> Alike:
    means = [
        float(np.where(side, comparison.weight, 0.0) @ values) for side in (comparison.treated, ~comparison.treated)
    ]
    spread = [float(values[side].var(ddof=1)) for side in (comparison.treated, ~comparison.treated)]
    pooled = float(np.sqrt((spread[0] + spread[1]) / 2))
    distance = (means[0] - means[1]) / pooled if pooled > 0 else 0.0
    return Alike(name=name, mean_treated=means[0], mean_control=means[1], standardised=distance)


def _as_far(seen: Floats, drawn: Floats) -> float | None:
    """Share of redraws at least as far from nought, by the covariance that the lottery itself gives.

    The real draw is among those whose covariance it is: else each redraw would be held against a spread that knows it
    already, the real draw against one that does not, and seem further out than it is.
    """
    covariance = np.atleast_2d(np.cov(np.vstack([seen, drawn]), rowvar=False))
    if not np.diag(covariance).any():
        return None
    inverse = np.linalg.pinv(covariance, hermitian=True, rcond=1e-10)
    far = [np.einsum("bi,ij,bj->b", each, inverse, each) for each in (seen, drawn)]
    slack = ROUNDING * max(1.0, float(far[0][0]))
    return (1 + int((far[1] >= far[0][0] - slack).sum())) / (1 + len(drawn))
