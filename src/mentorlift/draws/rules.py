"""From the fixed list of an intake to the public list that is drawn: who takes part, which code, which group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mentorlift.science.lottery.design import Design
from mentorlift.science.lottery.strata import Key, merged
from mentorlift.science.lottery.tickets import digest

MENTORED, LATER = "mentored", "later"
ARMS = (MENTORED, LATER)
STRATA = ("site", "training_class")  # columns of the fixed list, the widest first
CODE_LENGTH = 10

Row = Mapping[str, str]
Numbers = Mapping[str, Mapping[str, int]]  # branch -> arm -> people


@dataclass(frozen=True, slots=True)
class PublicList:
    """`rows`: person_id (a code), branch, stratum (a number), sorted by code. Codes and groups betray nobody.

    `codes`: the person's random id -> code. `group_names`: branch -> group number -> the planned cells it joins.
    """

    rows: list[dict[str, str]]
    codes: dict[str, str]
    group_names: dict[str, dict[str, str]]


def takes_part(row: Row) -> bool:
    """Everybody who is not asked, and of those who are asked the ones who said yes."""
    return row["branch"] == "mandatory" or row["wish"] == "yes"


def sizes(rows: Sequence[Row]) -> dict[str, int]:
    """Branch -> how many of it take part in the draw; branches without anybody are absent."""
    out: dict[str, int] = {}
    for row in rows:
        if takes_part(row):
            out[row["branch"]] = out.get(row["branch"], 0) + 1
    return dict(sorted(out.items()))


def code_of(person_id: str, *, salt: str) -> str:
    """The line of a person in the public list, which only the person is shown."""
    return digest("code", salt, person_id)[:CODE_LENGTH]


def public_list(rows: Sequence[Row], *, salt: str, numbers: Numbers) -> PublicList:
    """The people who take part, grouped as they are drawn (docs/rules/draw.md, point 3)."""
    drawn = [row for row in rows if takes_part(row)]
    codes = {row["person_id"]: code_of(row["person_id"], salt=salt) for row in drawn}
    names: dict[str, dict[str, str]] = {}
    groups: dict[tuple[str, Key], str] = {}
    for branch, arms in numbers.items():
        cells: dict[Key, int] = {}
        for row in drawn:
            if row["branch"] == branch:
                cells[_cell(row)] = cells.get(_cell(row), 0) + 1
        share = min(count for count in arms.values() if count) / sum(arms.values())
        for number, stratum in enumerate(merged(cells, share), start=1):
            label = f"{number:03d}"
            names.setdefault(branch, {})[label] = stratum.name
            groups |= {(branch, cell): label for cell in stratum.cells}
    listed = [
        {
            "person_id": codes[row["person_id"]],
            "branch": row["branch"],
            "stratum": groups[row["branch"], _cell(row)],
        }
        for row in drawn
    ]
    return PublicList(sorted(listed, key=lambda row: row["person_id"]), codes, names)


def design(seed: str, numbers: Numbers) -> Design:
    """What is drawn over the public list."""
    # databases keep objects in an order of their own, and the first arm takes the lowest tickets
    ordered = {branch: {arm: numbers[branch][arm] for arm in ARMS} for branch in sorted(numbers)}
    return Design(seed=seed, by_branch=ordered, strata=("stratum",))


def _cell(row: Row) -> Key:
    return tuple(row[column] for column in STRATA)
