"""CR2 errors and their degrees of freedom for a regression with absorbed stratum-by-period effects."""

from dataclasses import dataclass

import numpy as np

from .absorbed import Absorbed, Rows
from .data import Floats, Ints

LARGEST_UNIT = 1000  # rows of one unit of error, beyond which its square matrix is out of reach
SMALLEST_ROOT = 1e-9


@dataclass(frozen=True, kw_only=True)
class Adjusted:
    """`scores` (G, k): X_g' A_g e_g of each unit, with A_g the inverse square root of I - H_gg.

    What degrees of freedom need is kept as well: the rows of every unit, their cells, and A_g X_g.
    """

    fit: Absorbed
    scores: Floats
    lifted: tuple[Floats, ...]
    design: tuple[Floats, ...]
    cells: tuple[Ints, ...]
    roots: tuple[Floats, ...]

    def df(self, contrast: Floats) -> float:
        """Satterthwaite's for contrast . beta (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018, theorem 2).

        With b_g = A_g X_g M c, the matrix of covariances of the units' scores is diag(b_g'b_g) - U U', where U holds
        b_g carried onto the absorbed cells and, times a root of M, onto the regressors.
        """
        root = np.linalg.cholesky(self.fit.bread)
        onto = np.zeros((len(self.scores), self.fit.mass.size + len(contrast)))
        own = np.empty(len(self.scores))
        for g, lifted in enumerate(self.lifted):
            b = lifted @ (self.fit.bread @ contrast)
            own[g] = b @ b
            onto[g, : self.fit.mass.size] = np.bincount(
                self.cells[g], weights=b * self.roots[g], minlength=self.fit.mass.size
            )
            onto[g, self.fit.mass.size :] = b @ self.design[g] @ root
        crossed = onto @ onto.T if len(onto) < onto.shape[1] else onto.T @ onto
        lost = (onto**2).sum(axis=1)
        square = float(own @ own - 2 * own @ lost + (crossed**2).sum())
        return float((own - lost).sum() ** 2 / square) if square > 0 else 0.0


def adjust(rows: Rows, fit: Absorbed, unit: Ints) -> Adjusted:
    """CR2 with an identity working model on the weighted rows; `unit`: dense code of each person's unit of error."""
    cell_of = np.arange(fit.mass.size).reshape(fit.mass.shape)
    when = rows.when[fit.kept]
    order = np.argsort(unit, kind="stable")
    scores = np.zeros((int(unit.max()) + 1, len(fit.beta)))
    parts: list[tuple[Floats, Floats, Ints, Floats]] = []
    for people in np.split(order, np.flatnonzero(np.diff(unit[order])) + 1):
        residual, weights = fit.residual(rows, people)
        who, period = np.nonzero(weights)
        person = people[who]
        stratum = rows.stratum[person]
        weight = np.sqrt(weights[who, period])
        x = rows.x[np.ix_(person, fit.kept)] * when[:, period].T - fit.x_mean[stratum, :, period]
        x = x * weight[:, None]
        cell = cell_of[stratum, period]
        root = weight / np.sqrt(fit.mass.ravel()[cell])
        held = np.where(cell[:, None] == cell[None, :], np.outer(root, root), 0.0)
        size, axes = np.linalg.eigh(np.eye(len(x)) - held - x @ fit.bread @ x.T)
        inverse = np.where(size > SMALLEST_ROOT, 1 / np.sqrt(np.maximum(size, SMALLEST_ROOT)), 0.0)
        lifted = (axes * inverse) @ (axes.T @ x)
        scores[unit[people[0]]] = (weight * residual[who, period]) @ lifted
        parts.append((lifted, x, cell, root))
    lifted_all, design, cells, roots = zip(*parts, strict=True)
    return Adjusted(fit=fit, scores=scores, lifted=lifted_all, design=design, cells=cells, roots=roots)
