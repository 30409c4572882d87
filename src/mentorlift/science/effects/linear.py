"""Least squares with errors that do not assume equal variances: HC1, HC2, CR1, CR2 with Bell and McCaffrey's df."""

import math
from dataclasses import dataclass

import numpy as np

from .data import Floats, Ints
from .estimate import NotEstimable

SMALLEST_PIVOT = 1e-9  # relative; below it a column repeats others


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Coefficients (k,) and their covariance (k, k); `model` knows the degrees of freedom."""

    beta: Floats
    covariance: Floats
    model: "Model"

    def df(self, contrast: Floats) -> float:
        """Degrees of freedom of contrast . beta."""
        return self.model.df(contrast)


@dataclass(frozen=True, kw_only=True)
class Model:
    """A design (n, k) made ready for any number of outcomes, with the errors it is to have.

    `x` and `root` carry the weights. `orthonormal` (n, k) and the inverse of `upper`, called `half`, are its QR
    decomposition, `bread` is (X'X)^-1.
    `factor` (n,) scales the residuals of rows that are their own unit of error; `groups` are the rows of the other
    units and `adjusters` the matrices their residuals are multiplied by (none for CR1).
    """

    x: Floats
    root: Floats | None
    orthonormal: Floats
    half: Floats
    bread: Floats
    errors: str
    factor: Floats
    groups: tuple[Ints, ...]
    adjusters: tuple[Floats, ...]
    units: int

    def fit(self, y: Floats) -> Fit:
        """Regress y (n,)."""
        if self.root is not None:
            y = y * self.root
        beta = self.half @ (self.orthonormal.T @ y)
        residual = y - self.x @ beta
        score = self.x * (residual * self.factor)[:, None]
        together = np.zeros((len(self.groups), self.x.shape[1]))
        for at, rows in enumerate(self.groups):
            held = self.adjusters[at] @ residual[rows] if self.adjusters else residual[rows] * self.cr1_root
            together[at] = held @ self.x[rows]
        meat = score.T @ score + together.T @ together
        return Fit(beta=beta, covariance=self.bread @ meat @ self.bread, model=self)

    @property
    def cr1_root(self) -> float:
        """Root of G/(G-1) (n-1)/(n-k), Stata's factor."""
        n, k = self.x.shape
        return math.sqrt(self.units / (self.units - 1) * (n - 1) / (n - k))

    def df(self, contrast: Floats) -> float:
        """n - k (HC1), clusters - 1 (CR1), else those of Bell and McCaffrey (2002) for this contrast.

        With p_g = A_g X_g M c the matrix G'G of their eq. 11 is diag(p_g'p_g) - (X_g'p_g)' M (X_h'p_h), so that
        trace and square need only sums over units of error.
        """
        n, k = self.x.shape
        if self.errors in ("HC1", "CR1"):
            return float(n - k if self.errors == "HC1" else self.units - 1)
        lifted = self.x @ (self.bread @ contrast)
        p = lifted * self.factor
        single = p != 0
        own, crossed = [p[single] ** 2], [self.x[single] * p[single, None]]
        for rows, adjuster in zip(self.groups, self.adjusters, strict=True):
            q = adjuster @ lifted[rows]
            own.append(np.array([q @ q]))
            crossed.append((q @ self.x[rows])[None, :])
        each, across = np.concatenate(own), np.vstack(crossed)
        held = ((across @ self.bread) * across).sum(axis=1)
        middle = self.bread @ (across.T @ across)
        square = float((each**2).sum() - 2 * (each * held).sum() + np.trace(middle @ middle))
        trace = float((each - held).sum())
        return trace * trace / square if square > 0 else math.inf


def fit(x: Floats, y: Floats, errors: str, *, cluster: Ints | None = None, weight: Floats | None = None) -> Fit:
    """Regress y (n,) on x (n, k); see `prepare`."""
    return prepare(x, errors, cluster=cluster, weight=weight).fit(y)


def prepare(x: Floats, errors: str, *, cluster: Ints | None = None, weight: Floats | None = None) -> Model:
    """The least squares of a design (n, k), weighted where `weight` (n,) is given.

    errors "HC1", "HC2", or with dense codes `cluster` "CR1" (factor G/(G-1) (n-1)/(n-k)) and "CR2" (Bell and
    McCaffrey 2002, identity working model on the weighted rows). Raises NotEstimable where columns repeat each
    other or no rows are left over.
    """
    root = None if weight is None else np.sqrt(weight)
    x = x if root is None else x * root[:, None]
    n, k = x.shape
    if n <= k:
        raise NotEstimable(f"{n} people are too few for a model with {k} terms")
    norms = np.maximum(np.linalg.norm(x, axis=0), 1e-300)
    orthonormal, upper = np.linalg.qr(x / norms)
    if np.abs(np.diag(upper)).min() <= SMALLEST_PIVOT:
        raise NotEstimable("some covariates repeat each other or the strata")
    half = np.linalg.inv(upper) / norms[:, None]
    bread = half @ half.T
    groups = _groups(cluster) if cluster is not None and errors.startswith("CR") else []
    single = np.array([rows[0] for rows in groups if len(rows) == 1], dtype=np.int64) if groups else np.arange(n)
    several = tuple(rows for rows in groups if len(rows) > 1)
    free = np.maximum(1 - (orthonormal**2).sum(axis=1), 0.0)
    factor = np.zeros(n)
    units = len(groups) or n
    if errors == "HC1":
        factor[:] = math.sqrt(n / (n - k))
    elif errors == "CR1":
        factor[single] = math.sqrt(units / (units - 1) * (n - 1) / (n - k))
    else:
        usable = single[free[single] > SMALLEST_PIVOT]
        factor[usable] = 1 / np.sqrt(free[usable])
    adjusters = (_adjuster(orthonormal[rows]) for rows in several) if errors == "CR2" else ()
    return Model(
        x=x,
        root=root,
        orthonormal=orthonormal,
        half=half,
        bread=bread,
        errors=errors,
        factor=factor,
        groups=several,
        adjusters=tuple(adjusters),
        units=units,
    )


def _adjuster(part: Floats) -> Floats:
    """(I - H_gg)^(-1/2) from the unit's orthonormal rows, directions without variance left at zero."""
    size, axes = np.linalg.eigh(np.eye(len(part)) - part @ part.T)
    inverse = np.where(size > SMALLEST_PIVOT, 1 / np.sqrt(np.maximum(size, SMALLEST_PIVOT)), 0.0)
    return np.asarray((axes * inverse) @ axes.T)


def _groups(cluster: Ints) -> list[Ints]:
    """Row numbers of each unit of error, in the order of the dense codes."""
    order = np.argsort(cluster, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(cluster[order])) + 1)
