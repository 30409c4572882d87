"""Logistic regression that stays finite where a predictor tells all, with errors that hold if the model does not.

Firth (1993), Biometrika 80(1): the score of each coefficient gets the term that takes away its first-order bias,

    sum over people of (y - p + h (1/2 - p)) x = 0,    h the leverage in the weighted regression, p = 1 / (1 + exp(-x
    b))

Heinze and Schemper (2002), Stat. Med. 21(16), for its use where a group is all yes or all no. Covariance: (X'WX)^-1 M
(X'WX)^-1 with M the sum over units of error of squared scores, times G/(G - 1) (White 1982; Liang and Zeger 1986).
"""

from dataclasses import dataclass

import numpy as np

from .data import Floats, Ints
from .estimate import NotEstimable

STEPS = 200
LARGEST_STEP = 5.0
CLOSE = 1e-11


@dataclass(frozen=True, slots=True, kw_only=True)
class Logistic:
    """Coefficients (k,) and their robust covariance (k, k)."""

    beta: Floats
    covariance: Floats


def logistic(x: Floats, y: Floats, unit: Ints, *, penalised: bool = True) -> Logistic:
    """Regress y (n,) of 0 and 1 on x (n, k), the constant among its columns; `unit`: dense codes of units of error.

    Raises NotEstimable where columns repeat each other or no finite coefficients are found.
    """
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise NotEstimable("some predictors repeat each other")
    beta = np.zeros(x.shape[1])
    for _ in range(STEPS):
        score, bread = _score(x, y, beta, penalised)
        step = bread @ score.sum(axis=0)
        beta = beta + step * min(1.0, LARGEST_STEP / max(float(np.abs(step).max()), 1e-300))
        if np.abs(step).max() <= CLOSE * max(1.0, float(np.abs(beta).max())):
            break
    else:
        raise NotEstimable("no finite odds ratio fits: a predictor tells everybody's answer")
    score, bread = _score(x, y, beta, penalised)
    sums = np.zeros((int(unit.max()) + 1, x.shape[1]))
    np.add.at(sums, unit, score)
    count = len(np.unique(unit))
    return Logistic(beta=beta, covariance=bread @ (sums.T @ sums) @ bread * count / (count - 1))


def _score(x: Floats, y: Floats, beta: Floats, penalised: bool) -> tuple[Floats, Floats]:
    """Each person's score (n, k), and the inverse of X'WX."""
    p = 1 / (1 + np.exp(-np.clip(x @ beta, -500, 500)))
    weight = p * (1 - p)
    try:
        bread: Floats = np.asarray(np.linalg.inv((x * weight[:, None]).T @ x), dtype=np.float64)
    except np.linalg.LinAlgError:
        raise NotEstimable("no finite odds ratio fits: a predictor tells everybody's answer") from None
    left = y - p
    if penalised:
        left = left + weight * ((x @ bread) * x).sum(axis=1) * (0.5 - p)
    return x * left[:, None], bread
