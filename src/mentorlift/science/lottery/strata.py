"""Who is drawn together: the planned strata, and the planned way of merging those that are too small."""

from collections.abc import Mapping
from dataclasses import dataclass

Key = tuple[str, ...]

AT_LEAST = 2.0  # units that the smallest arm must expect in a stratum
BETTER = 4.0  # where strata are merged anyway, merge on until the smallest arm expects this many


@dataclass(frozen=True, slots=True)
class Stratum:
    """Units drawn together: the planned cells it is made of (one, unless merged) and how many units they hold."""

    cells: tuple[Key, ...]
    size: int

    @property
    def name(self) -> str:
        """Planned cells under their common parent once: "2025-07 / Hamburg, Leipzig + 2025-08 / Hamburg"."""
        if self.cells == ((),):
            return "all"
        by_parent: dict[Key, list[str]] = {}
        for *parent, last in self.cells:
            by_parent.setdefault(tuple(parent), []).append(last)
        return " + ".join(" / ".join((*parent, ", ".join(lasts))) for parent, lasts in by_parent.items())

    def __add__(self, other: "Stratum") -> "Stratum":
        return Stratum(self.cells + other.cells, self.size + other.size)


def merged(sizes: Mapping[Key, int], smallest_share: float) -> list[Stratum]:
    """The strata of a draw, in key order. `sizes`: planned cell -> units; `smallest_share`: of the smallest arm.

    A cell whose smallest arm expects fewer than 2 units is joined to its neighbours in key order, first to those that
    differ in the last column only, then one column up, and so on; joined cells grow until they expect 4 if they can.
    A planned cell that expects 2 stays as planned unless a small one is left over beside it.
    """
    return _merge([Stratum((key,), sizes[key]) for key in sorted(sizes)], 0, smallest_share)


def _merge(cells: list[Stratum], depth: int, share: float) -> list[Stratum]:
    if not cells or depth == len(cells[0].cells[0]):
        return cells
    parents: dict[str, list[Stratum]] = {}
    for cell in cells:
        parents.setdefault(cell.cells[0][depth], []).append(cell)
    return _join([s for inside in parents.values() for s in _merge(inside, depth + 1, share)], share)


def _join(strata: list[Stratum], share: float) -> list[Stratum]:
    out: list[Stratum] = []
    waiting: Stratum | None = None
    for stratum in strata:
        if waiting is None and stratum.size * share >= AT_LEAST:
            out.append(stratum)
        elif waiting is None:
            waiting = stratum
        elif stratum.size * share >= AT_LEAST and waiting.size * share >= AT_LEAST:
            out += [waiting, stratum]
            waiting = None
        else:
            waiting += stratum
        if waiting is not None and waiting.size * share >= BETTER:
            out.append(waiting)
            waiting = None
    if waiting is not None:
        if out and waiting.size * share < AT_LEAST:
            waiting = out.pop() + waiting
        out.append(waiting)
    return out
