"""Whether a roster and a design fit each other, before anything is drawn."""

from collections import Counter
from collections.abc import Iterator, Sequence

from mentorlift.science.lottery.acceptance import number_of
from mentorlift.science.lottery.design import MANDATORY, VOLUNTARY, Design, Row, UnableToDraw, values


def check(roster: Sequence[Row], design: Design) -> None:
    """UnableToDraw with every fault, or nothing."""
    faults = [*_row_faults(roster, design), *_design_faults(design)]
    if not faults:
        faults = list(_number_faults(roster, design))
    if faults:
        raise UnableToDraw(*faults)


def _row_faults(roster: Sequence[Row], design: Design) -> Iterator[str]:
    if not roster:
        yield "the roster is empty; there is nobody to draw"
        return
    for column in ("person_id", *design.columns):
        if column not in roster[0]:
            yield f"the roster has no column {column}; add it or do not name it"
    ids = Counter(values(roster, "person_id"))
    if "" in ids:
        yield f"{ids['']} rows have no person_id; give every person one"
    for person, times in sorted(ids.items()):
        if person and times > 1:
            yield f"{person} is in the roster {times} times; keep one row"
    for column in (*(design.rerandomise.columns if design.rerandomise else ()), *filter(None, [design.weight])):
        if column in roster[0]:
            wrong = [row["person_id"] for row in roster if number_of(row[column]) is None]
            if wrong:
                yield f"{column} is no number for {', '.join(wrong[:5])}; give one, or leave the column out"
    if design.clusters and "cluster" in roster[0]:
        yield from _cluster_faults(roster, design)


def _cluster_faults(roster: Sequence[Row], design: Design) -> Iterator[str]:
    seen: dict[str, tuple[str, ...]] = {}
    for row in roster:
        cluster = row.get("cluster", "")
        if not cluster:
            yield f"{row['person_id']} has no cluster; whole clusters are drawn, so everyone needs one"
            continue
        cell = tuple(row.get(column, "") for column in design.cell_columns)
        if seen.setdefault(cluster, cell) != cell:
            yield f"cluster {cluster}: {row['person_id']} differs from the others in {', '.join(design.cell_columns)}"


def _design_faults(design: Design) -> Iterator[str]:
    if not design.seed:
        yield "the seed is empty; give a text"
    for arms in design.by_branch.values() or [design.allocation]:
        if len(arms) < 2:
            yield "the allocation names fewer than two arms; write for example mentored=110,later=171"
    if design.weight and len(design.arms) > 2:
        yield f"the chances follow {design.weight}, which is for two arms only; the allocation names {len(design.arms)}"
    if design.weight and design.rerandomise:
        yield "draws with unequal chances are not drawn again; leave one of the two out"
    if design.by_branch and (design.allocation or design.branches):
        yield "give either the numbers of each branch, or one allocation"
    for arm, count in {**design.allocation, **design.branches}.items():
        if count < 1:
            yield f"{arm}={count}: give at least 1"
    if design.branches and set(design.branches) != {MANDATORY, VOLUNTARY}:
        yield f"the branches are {', '.join(design.branches)}; name exactly {MANDATORY} and {VOLUNTARY}"


def _number_faults(roster: Sequence[Row], design: Design) -> Iterator[str]:
    unit, word = ("cluster", "clusters") if design.clusters else ("person_id", "people")
    if design.by_branch:
        yield from _branch_faults(roster, design, unit, word)
        return
    everyone = len({row[unit] for row in roster})
    asked = sum(design.allocation.values())
    if design.branches:
        split = sum(design.branches.values())
        if split != everyone:
            yield f"the branches sum to {split}, the roster holds {everyone} {word}; make them equal"
        if asked != design.branches[MANDATORY]:
            yield (
                f"the allocation sums to {asked}, the mandatory branch takes {design.branches[MANDATORY]} {word}; "
                "make them equal"
            )
        return
    drawn = {row[unit] for row in roster if all(row.get(c, "") == v for c, v in design.only.items())}
    if asked != len(drawn):
        where = " and ".join(f"{c} = {v}" for c, v in design.only.items())
        yield (
            f"the allocation sums to {asked}, the roster holds {len(drawn)} {word}"
            f"{' with ' + where if where else ''}; make them equal"
        )


def _branch_faults(roster: Sequence[Row], design: Design, unit: str, word: str) -> Iterator[str]:
    for name in sorted({row["branch"] for row in roster} - set(design.by_branch)):
        yield f"the branch {name or '(empty)'} of the roster has no numbers; give them"
    for name, arms in design.by_branch.items():
        inside = [row for row in roster if row["branch"] == name]
        drawn = {row[unit] for row in inside if all(row.get(c, "") == v for c, v in design.only.items())}
        if sum(arms.values()) != len(drawn) or min(arms.values(), default=0) < 0:
            asked = sum(arms.values())
            yield f"{name}: the numbers sum to {asked}, the roster holds {len(drawn)} {word}; make them equal"
