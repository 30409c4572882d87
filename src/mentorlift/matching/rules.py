"""A policy as a form and as a file, and the rules of asking a mentor oneself. Pure."""

import json
import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from mentorlift.programmes.rules.shapes import CLASSIC, Shape
from mentorlift.science.assignment.policy import USUAL_TOLERANCE

Entry = Mapping[str, Any]

MOST_WEIGHT = 10
MOST_MEMBERS = 12  # of a circle: beyond that it is a meeting
# offered in the form where the people's data has the columns; the weight is that of a first policy
KNOWN_RULES: tuple[Entry, ...] = (
    {"kind": "not-in-line", "manager": "manager_id"},
    {"kind": "different", "field": "manager_id"},
    {"kind": "shares-any", "field": "languages"},
    {"kind": "overlap-hours", "field": "working_hours", "at_least": 2},
    {"kind": "different", "field": "team"},
    {"kind": "different", "field": "site"},
    {"kind": "ahead", "field": "years_here", "difference": [1, 60]},
    {"kind": "apart", "field": "years_here", "at_least": 8},
)
FIRST_RULES = 4

# Whoever chooses sees this many mentors, and a mentor has this many working days, unless an intake says otherwise.
USUAL_SHOWN, MOST_SHOWN = 5, 20
USUAL_DAYS, MOST_DAYS = 5, 15
SPARE_REQUESTS = 1  # open requests a mentor can have beyond the free places
LONGEST_WAIT = timedelta(days=30)  # whoever is away for longer than this is not asked
LONGEST_LINE = 280
ASKED_ONCE = frozenset({"accepted", "declined", "passed_on", "withdrawn"})
KNOWN_CRITERIA: tuple[Entry, ...] = (
    {"kind": "covers", "needs": "wants_to_learn", "offers": "strong_in", "weight": 5},
    {"kind": "covers", "needs": "wants_to_learn", "offers": "topics", "weight": 2},
    {"kind": "covers", "needs": "aims_for", "offers": "achieved", "weight": 3},
    {"kind": "band", "field": "years_in_sales", "difference": [2, 8], "weight": 3},
    {"kind": "same", "field": "site", "weight": 1},
    {"kind": "level", "of": "mentor", "field": "performance", "weight": 2},
    {"kind": "differs", "field": "team", "weight": 0},
    {"kind": "same", "field": "role", "weight": 0},
    {"kind": "near", "field": "years_here", "scale": 4, "weight": 0},
)


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a policy file says, without pins and lists of pairs (these are kept on the page)."""

    mode: str = "optimal"
    objective: str = "coverage-then-score"
    lottery: str = ""
    groups: tuple[str, ...] | None = None  # columns the sheet of fairness counts by; None for the usual ones
    rules: tuple[Entry, ...] = ()
    criteria: tuple[Entry, ...] = field(default_factory=tuple)
    tolerance: float = USUAL_TOLERANCE  # these two of near-optimal pairs alone
    cap: float = 1.0
    circle: Entry | None = None  # the rules of whole circles, in a programme that meets in circles
    weeks: int | None = None  # of a rotation


def columns_of(entry: Entry) -> set[str]:
    """The columns a rule or criterion reads."""
    return {entry[key] for key in ("field", "manager", "needs", "offers") if key in entry}


def identity(entry: Entry) -> str:
    """What makes two entries the same one with another number: kind and columns."""
    named = {key: value for key, value in entry.items() if key in ("kind", "field", "manager", "needs", "offers", "of")}
    return json.dumps(named, sort_keys=True)


def first_policy(columns: Collection[str], *, lottery: str, shape: Shape = CLASSIC, weeks: int = 1) -> Content:
    """A sensible start from the form of a programme, its weeks and the columns there are."""
    rules = KNOWN_RULES[:FIRST_RULES] if shape.rules is None else shape.rules
    usual = tuple(entry for entry in KNOWN_CRITERIA if entry["weight"])
    criteria = usual if shape.criteria is None else shape.criteria
    return Content(
        lottery=lottery,
        rules=tuple(entry for entry in rules if columns_of(entry) <= set(columns)),
        criteria=tuple(entry for entry in criteria if columns_of(entry) <= set(columns)),
        circle=shape.circle,
        weeks=weeks if shape.rotates else None,
    )


def options(present: Sequence[Entry], known: Sequence[Entry], columns: Collection[str]) -> list[tuple[Entry, bool]]:
    """(entry, in the policy now): those of the policy first, then the known ones the data has columns for."""
    taken = {identity(entry) for entry in present}
    others = [e for e in known if identity(e) not in taken and columns_of(e) <= set(columns)]
    return [(entry, True) for entry in present] + [(entry, False) for entry in others]


USUAL_GROUPS = ("team", "site", "generation")
OF_ONE = frozenset(
    {"person_id", "manager_id", "capacity", "working_hours", "years_here"}
)  # hardly two people are alike in these
LISTS = frozenset({"languages", "wants_to_learn", "aims_for", "strong_in", "topics", "achieved", "interests"})


def groups_of(content: Content, columns: Collection[str]) -> list[tuple[str, bool]]:
    """(column, counted by now): those of the policy first, then what people could be counted by."""
    chosen = content.groups
    if chosen is None:
        chosen = tuple(name for name in USUAL_GROUPS if name in columns)
    others = columns_alike(columns) - set(chosen)
    return [(name, True) for name in chosen] + [(name, False) for name in sorted(others)]


def columns_alike(columns: Collection[str]) -> set[str]:
    """The columns in which several people can have the same value."""
    return set(columns) - OF_ONE - LISTS


def columns_to_part(chosen: Collection[str], columns: Collection[str]) -> list[str]:
    """By which columns members of a circle can be kept apart: those chosen and those there are."""
    return sorted({*chosen, *columns_alike(columns)})


def content_of(toml: str) -> Content:
    """The content of a stored file, which was checked when it was written."""
    found = tomllib.loads(toml)
    return Content(
        mode=found.get("mode", "optimal"),
        objective=found.get("objective", "coverage-then-score"),
        lottery=str(found.get("lottery", "")),
        groups=tuple(found["groups"]) if "groups" in found else None,
        rules=tuple(found.get("rule", ())),
        criteria=tuple(found.get("criterion", ())),
        tolerance=found.get("tolerance", USUAL_TOLERANCE),
        cap=found.get("cap", 1.0),
        circle=found.get("circle"),
        weeks=found.get("rotation", {}).get("weeks"),
    )


def toml_of(content: Content) -> str:
    """The content as policy.toml."""
    keys = ("mode", "objective", "lottery", *(("tolerance", "cap") if content.mode == "near-optimal" else ()))
    lines = [f"{key} = {_value(getattr(content, key))}" for key in keys]
    lines += [] if content.groups is None else [f"groups = {_value(content.groups)}"]
    rotation = None if content.weeks is None else {"weeks": content.weeks}
    for header, table in (("circle", content.circle), ("rotation", rotation)):
        if table is not None:
            lines += ["", f"[{header}]", *(f"{_key(key)} = {_value(value)}" for key, value in table.items())]
    for header, entries in (("rule", content.rules), ("criterion", content.criteria)):
        for entry in entries:
            lines += ["", f"[[{header}]]", *(f"{_key(key)} = {_value(value)}" for key, value in entry.items())]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that differs between two policies: `before` and `after` are entries, None where there is none; `key`
    names what differs where both are there ("weight", "at_least", ...), or the key of the top of the file."""

    section: str  # "rule" | "criterion" | "circle" | "top"
    before: Any
    after: Any
    key: str = ""


def differences(before: Content, after: Content) -> list[Difference]:
    """What differs from one policy to the other, in the order of the file."""
    found = [
        Difference(section="top", key=key, before=getattr(before, key), after=getattr(after, key))
        for key in ("mode", "objective", "lottery", "tolerance", "cap", "groups", "weeks")
        if getattr(before, key) != getattr(after, key)
    ]
    if before.circle != after.circle:
        found.append(Difference(section="circle", before=before.circle, after=after.circle))
    for section, old, new in (("rule", before.rules, after.rules), ("criterion", before.criteria, after.criteria)):
        was, now = by_identity(old), by_identity(new)
        for name in {**was, **now}:
            found += _between(section, was.get(name), now.get(name))
    return found


def by_identity(entries: tuple[Entry, ...]) -> dict[tuple[str, int], Entry]:
    """Entries by what they are; the second of the same kind and columns is another one."""
    seen: dict[str, int] = {}
    out = {}
    for entry in entries:
        name = identity(entry)
        seen[name] = seen.get(name, 0) + 1
        out[name, seen[name]] = entry
    return out


def _between(section: str, before: Entry | None, after: Entry | None) -> list[Difference]:
    if before is None or after is None:
        return [Difference(section=section, before=before, after=after)]
    keys = [key for key in before if before[key] != after.get(key)]
    return [Difference(section=section, key=key, before=before, after=after) for key in keys]


def fit(score: int, best: int) -> int:
    """1 to 5 bars: how near a pair comes to the most a pair can have; 0 where nothing is weighed."""
    if best <= 0:
        return 0
    return max(1, min(5, round(5 * score / best)))


def most_requests(free: int) -> int:
    """How many open requests a mentor with so many free places can have; without a place none."""
    return free + SPARE_REQUESTS if free > 0 else 0


def due_day(asked_on: date, days: int, is_open: Callable[[date], bool]) -> date | None:
    """The last day to answer: the `days`-th open day after the day of asking; None when that is too far away."""
    day = asked_on
    while days:
        day += timedelta(days=1)
        if day - asked_on > LONGEST_WAIT:
            return None
        days -= is_open(day)
    return day


def can_be_asked_again(outcomes: Collection[str]) -> bool:
    """Whether a protégé whose earlier requests to a mentor ended so may ask once more: an answer, a silence and a
    request taken back stand; where a place was gone, the next one can be asked for."""
    return not ASKED_ONCE & set(outcomes)


def told_to_the_two(part: Entry) -> bool:
    """Whether a reason is shown to protégé and mentor: what they share, want and offer, never anybody's results."""
    kind, column = part["kind"], str(part["name"]).split("_", 1)[-1]
    if column == "performance":
        return False
    return kind in ("covers", "same", "differs") or (kind == "band" and column.startswith("years"))


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
