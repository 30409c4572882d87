"""The sheet of fairness of a draft, as its page reads it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mentorlift.matching.models import Draft
from mentorlift.people.words import column_word

MOST_GROUPS = 60  # of one column on the page; the file has them all


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group. Shares are percent; None where nothing is said, with the reason in `note`."""

    name: str
    people: int | None
    matched: int | None
    rate: float | None
    fit: float | None
    strength: float | None
    note: str


@dataclass(frozen=True, slots=True)
class GroupTable:
    """The groups of one column."""

    heading: str
    rows: list[GroupRow]  # those of which something is said
    hidden: int
    more: int


@dataclass(frozen=True, slots=True)
class FairnessSheet:
    """Everybody, then each column by which the policy counts; `strength` names the columns that make mentors strong."""

    everybody: GroupRow
    tables: list[GroupTable]
    strength: str


def sheet_of(draft: Draft) -> FairnessSheet | None:
    """None for a draft made before there were such sheets."""
    kept = draft.fairness
    if not kept:
        return None
    by_field: dict[str, list[dict[str, Any]]] = {}
    for line in kept["lines"]:
        by_field.setdefault(line["field"], []).append(line)
    return FairnessSheet(
        everybody=_row(kept["everybody"]),
        tables=[
            _table(field, [line for line in lines if not line["hidden"]], sum(bool(line["hidden"]) for line in lines))
            for field, lines in by_field.items()
        ],
        strength=", ".join(column_word(field) for field in kept["strength"]),
    )


def _table(field: str, told: list[dict[str, Any]], hidden: int) -> GroupTable:
    rows = [_row(line) for line in told[:MOST_GROUPS]]
    return GroupTable(column_word(field), rows, hidden, len(told[MOST_GROUPS:]))


def _row(line: dict[str, Any]) -> GroupRow:
    people, matched = line["people"], line["matched"]
    return GroupRow(
        name=line["group"] or (_("not known") if line["field"] else _("everybody")),
        people=people,
        matched=matched,
        rate=100 * matched / people if people else None,
        fit=_percent(line["mean_score"]),
        strength=_percent(line["mentor_strength"]),
        note=_note(line),
    )


def _percent(value: float | None) -> float | None:
    return None if value is None else 100 * value


def _note(line: dict[str, Any]) -> str:
    """Why the two means of a group are not told; of a hidden group there is no row."""
    if line["means_hidden"] == "small":
        return _("fewer than five have a mentor, so their fit is not told")
    if line["means_hidden"]:
        return _("their fit is not told, or that of a smaller group could be worked out")
    return ""
