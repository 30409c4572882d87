"""What the causes of doubt say of few people is not kept: pure rules over the engine's plain values."""

from collections.abc import Mapping, Sequence
from typing import Any

from mentorlift.experiments.rules import FEWEST_SHOWN, TOO_FEW, hide_small

Row = Mapping[str, Any]
FEW = "fewer than 5"  # stands in place of a count of one to four
NOBODY = 1e-6  # people, below which a weighted count is rounding
ALL_BUT_FEW = "all but a few"


def shown_doubt(entry: Row) -> dict[str, Any]:
    """One entry of "doubts" as it may be stored and read by everybody who may read the answer."""
    taken = entry["taken_up"]
    return {
        **entry,
        "curve": [hide_small(row) for row in entry["curve"]],
        "balance": _balance(entry["balance"]),
        "taken_up": {
            **taken,
            "met": _merged(taken["met"]),
            "left": [_left(row) for row in taken["left"]],
            "crossed": {window: counted(people) for window, people in taken["crossed"].items()},
            "never": counted(taken["never"]),
        },
    }


def counted(people: int) -> int | str:
    """The count, or `FEW` where it would tell of single people."""
    return people if people == 0 or people >= FEWEST_SHOWN else FEW


def _left(row: Row) -> dict[str, Any]:
    """Neither who left nor who is still here may be so few that one could name them."""
    shown = dict(row)
    for arm in ("treated", "control"):
        gone, here = row[f"left_{arm}"], row[arm] - row[f"left_{arm}"]
        shown[f"left_{arm}"] = ALL_BUT_FEW if 0 < here < FEWEST_SHOWN and gone >= FEWEST_SHOWN else counted(gone)
    return shown


def _balance(found: Row) -> dict[str, Any]:
    if "not_estimable" in found:
        return dict(found)
    if min(found["n_treated"], found["n_control"]) < FEWEST_SHOWN:
        return {"not_estimable": TOO_FEW}
    return {**found, "rows": [row for row in found["rows"] if _of_enough(row, found)]}


def _of_enough(row: Row, found: Row) -> bool:
    """A share of so few people (or of all but so few) that one could count them is no row of the table.

    Shares are weighted by stratum, so that one person may weigh as less than half of one: nothing is rounded down.
    """
    if "=" not in row["name"]:
        return True
    people = ((row["mean_treated"], found["n_treated"]), (row["mean_control"], found["n_control"]))
    return all(
        not NOBODY < count < FEWEST_SHOWN - NOBODY for share, n in people for count in (share * n, (1 - share) * n)
    )


def _merged(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Neighbouring rows joined until each holds nobody or at least five people of either arm; none where that fails."""
    kept = [dict(row) for row in rows]
    while len(kept) > 1 and (small := next((at for at, row in enumerate(kept) if _small(row)), None)) is not None:
        at = max(small, 1)
        first, second = kept[at - 1], kept.pop(at)
        kept[at - 1] = {
            "least": first["least"],
            "most": second["most"],
            "unknown": -1 in (first["least"], second["least"]) or first.get("unknown", False),
            **{arm: first[arm] + second[arm] for arm in ("treated", "control")},
        }
    return [] if any(map(_small, kept)) else kept


def _small(row: Row) -> bool:
    return any(0 < row[arm] < FEWEST_SHOWN for arm in ("treated", "control"))
