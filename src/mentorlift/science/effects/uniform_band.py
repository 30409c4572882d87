"""One critical value for several intervals, so that all of them hold together (sup-t)."""

import numpy as np

from .data import Floats

DRAWS, SEED = 20_000, 1


def sup_t(covariance: Floats, df: float, confidence: float) -> float:
    """The quantile of max |t| over the parameters with this covariance (k, k), by simulation with a fixed seed.

    Multivariate t with `df` degrees of freedom (normal where infinite). Montiel Olea and Plagborg-Moller (2019),
    J. Appl. Econometrics 34(1), algorithm 1.
    """
    error = np.sqrt(np.diag(covariance))
    used = error > 0
    scaled = (covariance / np.outer(np.where(used, error, 1), np.where(used, error, 1)))[np.ix_(used, used)]
    size, axes = np.linalg.eigh(scaled)
    rng = np.random.default_rng(SEED)
    drawn = rng.standard_normal((DRAWS, len(size))) @ (axes * np.sqrt(np.maximum(size, 0))).T
    if np.isfinite(df):
        drawn /= np.sqrt(rng.chisquare(df, DRAWS) / df)[:, None]
    return float(np.quantile(np.abs(drawn).max(axis=1, initial=0.0), confidence))
