"""Least squares with errors that do not assume equal variances: HC1, HC2, CR1, CR2 with Bell and McCaffrey's df."""

import math
from dataclasses import dataclass

import numpy as np

from .data import Floats, Ints
from .estimate import NotEstimable

SMALLEST_PIVOT = 1e-9  # relative; below it a column repeats others


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Coefficients (k,), their covariance (k, k), and what the degrees of freedom of a contrast need.

    `parts`: one row per unit of error for HC2 and CR2: the adjusted score map, see `df`; empty otherwise.
    """

    beta: Floats
    covariance: Floats
    bread: Floats
    fixed_df: float | None
    design: Floats
    cluster: Ints | None
    adjusters: tuple[Floats, ...]

    def df(self, contrast: Floats) -> float:
        """Degrees of freedom of contrast . beta: n - k (HC1), clusters - 1 (CR1), else Bell and McCaffrey (2002).

        With p_g = A_g X_g M c the matrix G'G of their eq. 11 is diag(p_g'p_g) - (X_g'p_g)' M (X_h'p_h), so that
        trace and square need only sums over clusters.
        """
        if self.fixed_df is not None:
            return self.fixed_df
        own, crossed = self._score_map(contrast)
        held = np.einsum("gi,ij,gj->g", crossed, self.bread, crossed)
        middle = self.bread @ (crossed.T @ crossed)
        square = float((own**2).sum() - 2 * (own * held).sum() + np.trace(middle @ middle))
        trace = float((own - held).sum())
        return trace * trace / square if square > 0 else math.inf

    def _score_map(self, contrast: Floats) -> tuple[Floats, Floats]:
        """p_g'p_g (G,) and X_g'p_g (G, k)."""
        lifted = self.design @ (self.bread @ contrast)
        if self.cluster is None:
            p = lifted * self.adjusters[0]
            return p**2, self.design * p[:, None]
        own = np.empty(len(self.adjusters))
        crossed = np.empty((len(self.adjusters), self.design.shape[1]))
        for g, rows in enumerate(_rows(self.cluster)):
            p = self.adjusters[g] @ lifted[rows]
            own[g] = p @ p
            crossed[g] = p @ self.design[rows]
        return own, crossed


def fit(x: Floats, y: Floats, errors: str, *, cluster: Ints | None = None, weight: Floats | None = None) -> Fit:
    """Regress y (n,) on x (n, k), by weighted least squares where `weight` (n,) is given.

    errors "HC1", "HC2", or with dense codes `cluster` "CR1" (factor G/(G-1) (n-1)/(n-k)) and "CR2" (Bell and
    McCaffrey 2002, identity working model on the weighted rows). Raises NotEstimable where columns repeat each
    other or no rows are left over.
    """
    if weight is not None:
        root = np.sqrt(weight)
        x, y = x * root[:, None], y * root
    n, k = x.shape
    if n <= k:
        raise NotEstimable(f"{n} people are too few for a model with {k} terms")
    left, sizes, right = np.linalg.svd(x / np.maximum(np.linalg.norm(x, axis=0), 1e-300), full_matrices=False)
    if sizes[-1] <= SMALLEST_PIVOT * sizes[0]:
        raise NotEstimable("some covariates repeat each other or the strata")
    norms = np.linalg.norm(x, axis=0)
    half = (right.T / sizes) / norms[:, None]
    bread = half @ half.T
    beta = half @ (left.T @ y)
    residual = y - x @ beta
    if errors.startswith("HC"):
        return _by_row(x, residual, beta, bread, left=left, errors=errors)
    if cluster is None:
        cluster = np.arange(n)
    return _by_cluster(x, residual, beta, bread, cluster=cluster, errors=errors)


def _by_row(x: Floats, residual: Floats, beta: Floats, bread: Floats, *, left: Floats, errors: str) -> Fit:
    n, k = x.shape
    leverage = (left**2).sum(axis=1)
    if errors == "HC1":
        factor = np.full(n, math.sqrt(n / (n - k)))
    else:
        free = 1 - leverage
        factor = np.where(free > SMALLEST_PIVOT, 1 / np.sqrt(np.maximum(free, SMALLEST_PIVOT)), 0.0)
    score = x * (residual * factor)[:, None]
    return Fit(
        beta=beta,
        covariance=bread @ (score.T @ score) @ bread,
        bread=bread,
        fixed_df=float(n - k) if errors == "HC1" else None,
        design=x,
        cluster=None,
        adjusters=(factor,),
    )


def _by_cluster(x: Floats, residual: Floats, beta: Floats, bread: Floats, *, cluster: Ints, errors: str) -> Fit:
    n, k = x.shape
    groups = _rows(cluster)
    count = len(groups)
    scale = math.sqrt(count / (count - 1) * (n - 1) / (n - k)) if errors == "CR1" else 1.0
    adjusters: list[Floats] = []
    score = np.empty((count, k))
    for g, rows in enumerate(groups):
        part = x[rows]
        if errors == "CR1":
            score[g] = scale * (residual[rows] @ part)
            continue
        adjusters.append(_inverse_root(np.eye(len(rows)) - part @ bread @ part.T))
        score[g] = (adjusters[g] @ residual[rows]) @ part
    return Fit(
        beta=beta,
        covariance=bread @ (score.T @ score) @ bread,
        bread=bread,
        fixed_df=float(count - 1) if errors == "CR1" else None,
        design=x,
        cluster=cluster,
        adjusters=tuple(adjusters),
    )


def _inverse_root(matrix: Floats) -> Floats:
    """Symmetric inverse square root, directions without variance left at zero (Moore-Penrose)."""
    size, axes = np.linalg.eigh(matrix)
    inverse = np.where(size > SMALLEST_PIVOT, 1 / np.sqrt(np.maximum(size, SMALLEST_PIVOT)), 0.0)
    return np.asarray((axes * inverse) @ axes.T)


def _rows(cluster: Ints) -> list[Ints]:
    """Row numbers of each cluster, in the order of the dense codes."""
    order = np.argsort(cluster, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(cluster[order])) + 1)
