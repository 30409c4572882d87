"""Integer programmes in stages: each optimises one thing among the optima of the one before."""

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array, vstack

from mentorlift.science.assignment.pool import Floats, Ints

MOST_NODES = 20_000  # of the search for one stage; a count, not a time, so that every machine finds the same


@dataclass(kw_only=True)
class Limits:
    """Rows of a linear system: low <= sum of value * x[column] <= high."""

    columns: int
    rows: list[int] = field(default_factory=list)
    cols: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, terms: dict[int, float], *, low: float = -np.inf, high: float = np.inf) -> None:
        """One more row; rows without terms that hold anyway are left out."""
        if not terms and low <= 0 <= high:
            return
        self.rows += [len(self.low)] * len(terms)
        self.cols += list(terms)
        self.values += list(terms.values())
        self.low.append(low)
        self.high.append(high)

    def matrix(self) -> csr_array:
        return csr_array((self.values, (self.rows, self.cols)), shape=(len(self.low), self.columns))


@dataclass(frozen=True, kw_only=True)
class Staged:
    """What was found (each x 0 or 1), what each stage reaches, and what none can exceed."""

    x: Ints
    values: tuple[int, ...]
    bounds: tuple[int, ...]

    @property
    def optimal(self) -> bool:
        """Whether every stage is proved."""
        return self.values == self.bounds


def best_in_stages(
    stages: list[Ints], limits: Limits, *, tie: Ints | None = None, nodes: int = MOST_NODES
) -> Staged | None:
    """The x of zeros and ones with the largest stages[0] @ x, among these the largest stages[1] @ x, and so on.

    `tie` tells equals apart: one more stage that claims nothing, and is left out where it is not proved. None where no
    x
    keeps the limits. Solver: HiGHS by scipy.optimize.milp (Huangfu and Hall 2018); what it returns is rounded, checked
    against the limits and summed anew in integers, so that `values` are exact; `bounds` are its proved bounds.
    """
    matrix, low, high = limits.matrix(), np.array(limits.low), np.array(limits.high)
    x: Ints | None = None
    values: list[int] = []
    bounds: list[int] = []
    for place, worth in enumerate([*stages, *([tie] if tie is not None else [])]):
        found = solve(worth, matrix, low, high, nodes)
        if found is None:
            if x is None:
                return None
            if place < len(stages):
                values.append(int(worth @ x))
                bounds.append(max(int(np.maximum(worth, 0).sum()), values[-1]))
                continue
            break
        taken, bound = found
        value = int(worth @ taken)
        if place == len(stages):
            x = taken if bound == value else x
            break
        x = taken
        values.append(value)
        bounds.append(bound)
        matrix = vstack((matrix, csr_array(worth[None, :].astype(np.float64))), format="csr")
        low, high = np.append(low, value), np.append(high, np.inf)
    assert x is not None
    return Staged(x=x, values=tuple(values), bounds=tuple(bounds))


def solve(worth: Ints, matrix: csr_array, low: Floats, high: Floats, nodes: int) -> tuple[Ints, int] | None:
    """The best x of one stage and its bound, or None where none was found."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    if not len(worth):
        return np.zeros(0, dtype=np.int64), 0
    found = milp(
        -worth.astype(np.float64),
        integrality=np.ones(len(worth)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, low, high) if matrix.shape[0] else (),
        options={"node_limit": nodes, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return None
    x = np.rint(found.x).astype(np.int64)
    sums = matrix @ x
    if (sums < low - 1e-6).any() or (sums > high + 1e-6).any():
        return None
    return x, max(int(np.floor(-found.mip_dual_bound + 1e-3)), int(worth @ x))
