"""What is to be drawn: the lotteries of one roster, and the result as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Row = Mapping[str, str]

MANDATORY, VOLUNTARY = "mandatory", "voluntary"
EVERYONE = "all"
BRANCH = "branch"


class UnableToDraw(Exception):
    """Why the roster and the design do not fit each other: one sentence a fault, all at once."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """Which draws stand: those whose arms are at most `threshold` apart in `columns` (see `acceptance`).

    `share` of the draws that stand, about, and `threshold` are decimal numbers as text, so that they are exact.
    """

    columns: tuple[str, ...]
    share: str
    threshold: str


@dataclass(frozen=True, kw_only=True)
class Design:
    """Everything a draw depends on besides the roster.

    `allocation`: arm -> number of units, in order; the first arm takes the lowest tickets. It covers everyone who is
    drawn; with `branches` it covers the mandatory branch.
    `strata`: roster columns, the first is the widest. `branches`: mandatory and voluntary -> units, drawn first.
    `only`: column -> value; the others get no arm. With `branches` the filter holds in the voluntary branch, whose
    units are drawn in the proportions of `allocation`; without a filter the voluntary branch is not drawn yet.
    `by_branch`: branch -> arm -> units, instead of `allocation`, where the roster's own column `branch` already says
    who is in which. `clusters`: whole clusters (column `cluster`) are drawn, and every number counts clusters.
    `weight`: column of numbers in proportion to which each unit's chance of the first of two arms is; "" for equal
    chances. `rerandomise`: each lottery is drawn again until its arms are alike enough (that of the branches aside).
    """

    seed: str
    allocation: Mapping[str, int] = field(default_factory=dict)
    by_branch: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    strata: tuple[str, ...] = ()
    branches: Mapping[str, int] = field(default_factory=dict)
    only: Mapping[str, str] = field(default_factory=dict)
    clusters: bool = False
    rerandomise: Acceptance | None = None
    weight: str = ""

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms in order, the first one takes the lowest tickets."""
        named = [*self.allocation, *(arm for arms in self.by_branch.values() for arm in arms)]
        return tuple(dict.fromkeys(named))

    @property
    def columns(self) -> tuple[str, ...]:
        """The roster columns that the draw depends on, in a fixed order."""
        alike = self.rerandomise.columns if self.rerandomise else ()
        return tuple(sorted({*self.cell_columns, *alike}))

    @property
    def cell_columns(self) -> tuple[str, ...]:
        """Those of them in which the members of a cluster agree."""
        named = {*self.strata, *self.only}
        named |= {self.weight} if self.weight else set()
        named |= {"cluster"} if self.clusters else set()
        named |= {"branch"} if self.by_branch else set()
        return tuple(sorted(named))


@dataclass(frozen=True, slots=True)
class DrawnStratum:
    """One stratum of one lottery: which planned cells it joins, its size, and the count of each arm."""

    lottery: str
    name: str
    cells: tuple[str, ...]
    units: int
    expected: dict[str, float]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where one person came out. `arm` is empty for those who were not drawn; `unit` is the person or the cluster.

    `chance` of the first arm, where chances differ.
    """

    person_id: str
    arm: str
    branch: str = ""
    stratum: str = ""
    unit: str = ""
    chance: float | None = None


@dataclass(frozen=True, kw_only=True)
class Draw:
    """The outcome of a draw: `assignments` sorted by person_id, strata in the order of the lotteries.

    `tries`: how often each lottery was drawn until its arms were alike enough; empty where the first draw stands.
    """

    design: Design
    roster_hash: str
    people: int
    strata: tuple[DrawnStratum, ...]
    assignments: tuple[Assignment, ...]
    reserve: tuple[str, ...]
    tries: Mapping[str, int] = field(default_factory=dict)

    def arms(self) -> dict[str, str]:
        return {a.person_id: a.arm for a in self.assignments}


def values(rows: Sequence[Row], column: str) -> list[str]:
    return [row.get(column, "") for row in rows]
