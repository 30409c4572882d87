"""A policy as a form and as a file: what can be ticked and weighed, and the text of policy.toml. Pure."""

import json
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

Entry = Mapping[str, Any]

MOST_WEIGHT = 10
# offered in the form where the people's data has the columns; the weight is that of a first policy
KNOWN_RULES: tuple[Entry, ...] = (
    {"kind": "not-in-line", "manager": "manager_id"},
    {"kind": "different", "field": "manager_id"},
    {"kind": "shares-any", "field": "languages"},
    {"kind": "overlap-hours", "field": "working_hours", "at_least": 2},
    {"kind": "different", "field": "team"},
    {"kind": "different", "field": "site"},
)
FIRST_RULES = 4
KNOWN_CRITERIA: tuple[Entry, ...] = (
    {"kind": "covers", "needs": "wants_to_learn", "offers": "strong_in", "weight": 5},
    {"kind": "covers", "needs": "wants_to_learn", "offers": "topics", "weight": 2},
    {"kind": "covers", "needs": "aims_for", "offers": "achieved", "weight": 3},
    {"kind": "band", "field": "years_in_sales", "difference": [2, 8], "weight": 3},
    {"kind": "same", "field": "site", "weight": 1},
    {"kind": "level", "of": "mentor", "field": "performance", "weight": 2},
    {"kind": "differs", "field": "team", "weight": 0},
    {"kind": "same", "field": "role", "weight": 0},
)


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a policy file says, without pins and lists of pairs (these are kept on the page)."""

    mode: str = "optimal"
    objective: str = "coverage-then-score"
    lottery: str = ""
    rules: tuple[Entry, ...] = ()
    criteria: tuple[Entry, ...] = field(default_factory=tuple)


def columns_of(entry: Entry) -> set[str]:
    """The columns a rule or criterion reads."""
    return {entry[key] for key in ("field", "manager", "needs", "offers") if key in entry}


def identity(entry: Entry) -> str:
    """What makes two entries the same one with another number: kind and columns."""
    named = {key: value for key, value in entry.items() if key in ("kind", "field", "manager", "needs", "offers", "of")}
    return json.dumps(named, sort_keys=True)


def first_policy(columns: Collection[str], *, lottery: str) -> Content:
    """A sensible start from the columns there are."""
    return Content(
        lottery=lottery,
        rules=tuple(entry for entry in KNOWN_RULES[:FIRST_RULES] if columns_of(entry) <= set(columns)),
        criteria=tuple(entry for entry in KNOWN_CRITERIA if entry["weight"] and columns_of(entry) <= set(columns)),
    )


def options(present: tuple[Entry, ...], known: tuple[Entry, ...], columns: Collection[str]) -> list[tuple[Entry, bool]]:
    """(entry, in the policy now): those of the policy first, then the known ones the data has columns for."""
    taken = {identity(entry) for entry in present}
    others = [e for e in known if identity(e) not in taken and columns_of(e) <= set(columns)]
    return [(entry, True) for entry in present] + [(entry, False) for entry in others]


def content_of(toml: str) -> Content:
    """The content of a stored file, which was checked when it was written."""
    found = tomllib.loads(toml)
    return Content(
        mode=found.get("mode", "optimal"),
        objective=found.get("objective", "coverage-then-score"),
        lottery=str(found.get("lottery", "")),
        rules=tuple(found.get("rule", ())),
        criteria=tuple(found.get("criterion", ())),
    )


def toml_of(content: Content) -> str:
    """The content as policy.toml."""
    lines = [f"{key} = {_value(getattr(content, key))}" for key in ("mode", "objective", "lottery")]
    for header, entries in (("rule", content.rules), ("criterion", content.criteria)):
        for entry in entries:
            lines += ["", f"[[{header}]]", *(f"{_key(key)} = {_value(value)}" for key, value in entry.items())]
    return "\n".join(lines) + "\n"


def fit(score: int, best: int) -> int:
    """1 to 5 bars: how near a pair comes to the most a pair can have; 0 where nothing is weighed."""
    if best <= 0:
        return 0
    return max(1, min(5, round(5 * score / best)))


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)


def _value(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(entry) for entry in value) + "]"
    return str(value)
