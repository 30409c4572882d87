"""policy.toml -> Policy, with every mistake in it named at once."""

import re
import tomllib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from mentorlift.files.faults import Fault
from mentorlift.files.pair_lists import read_pairs
from mentorlift.files.policy_values import (
    Convert,
    above_zero,
    cap,
    chosen_from,
    lottery_text,
    names,
    near,
    span,
    text_list,
    text_value,
    tolerance,
    weight,
    whole,
)
from mentorlift.files.said import said
from mentorlift.files.tables import decoded
from mentorlift.science.assignment import criteria, rules
from mentorlift.science.assignment.circle_rules import CircleRules
from mentorlift.science.assignment.policy import MODES, OBJECTIVES, Policy

FORMS = ("circle", "rotation")  # tables of their own: another form than pairs of one mentor and one protégé
MOST_CIRCLE = 100  # protégés
MOST_WEEKS = 104

USUAL_GROUPS = ("team", "site", "generation")
Schema = dict[str, tuple[Callable[..., Any], dict[str, Convert]]]


@dataclass(kw_only=True)
class PolicyFile:
    """A policy as far as it could be read, what is wrong with it, and on which row everything stands.

    `forbidden` keeps (file, row, protégé, mentor) of every list of pairs, for faults found once people are known.
    """

    file: str
    text: str = ""
    policy: Policy = field(default_factory=Policy)
    faults: list[Fault] = field(default_factory=list)
    forbidden: list[tuple[str, int, str, str]] = field(default_factory=list)

    def fault(self, section: str, place: int, key: str, what: str, remedy: str) -> None:
        row = row_of(self.text, section, place, key)
        self.faults.append(Fault(self.file, row, key or section, what, remedy))


class Unusable(ValueError):
    """An entry that fits its schema and cannot be used all the same; both texts are Said."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(f"{what}; {remedy}")


def read_policy(path: Path) -> PolicyFile:
    """Reads a policy and the lists of pairs it names; faults are kept in the result, in the order of the file."""
    if not path.is_file():
        return PolicyFile(
            file=path.name, faults=[Fault(path.name, None, "", said("no such file"), said("check the path"))]
        )
    try:
        text = decoded(path.read_bytes())
        content = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        what = said("this is not TOML (%(error)s)", error=str(error))
        fault = Fault(path.name, None, "", what, said("correct it there"))
        return PolicyFile(file=path.name, faults=[fault])
    return policy_from(content, file=path.name, text=text, beside=path.parent)


def policy_from(content: dict[str, Any], *, file: str, text: str = "", beside: Path | None = None) -> PolicyFile:
    """A parsed policy. Lists of forbidden pairs are read from the folder `beside`; None refuses them."""
    out = PolicyFile(file=file, text=text)
    top = {
        "mode": chosen_from(MODES),
        "objective": chosen_from(OBJECTIVES),
        "lottery": lottery_text,
        "groups": names,
        "tolerance": tolerance,
        "cap": cap,
    }
    values: dict[str, Any] = {}
    for key, value in content.items():
        if key in top:
            take(values, key, value, top[key], partial(out.fault, "", -1, key))
        elif key in FORMS:
            take_form(out, values, key, value)
        elif key not in ("rule", "criterion", "pin"):
            known = [*top, *FORMS, "rule", "criterion", "pin"]
            out.fault("", -1, key, said("a policy has no %(key)s", key=key), near(key, known))
        elif not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            what = said("%(key)s is not a list of tables", key=key)
            out.fault("", -1, key, what, said("write it as [[%(key)s]]", key=key))
    check_lot(out, values)
    check_form(out, values, content)
    values["rules"] = tuple(entries(out, content, "rule", rule_schema(out, beside)))
    values["criteria"] = tuple(entries(out, content, "criterion", CRITERIA))
    values["pins"] = tuple(pins(out, content))
    out.policy = Policy(**values)
    return out


def with_groups(policy: Policy, columns: Collection[str]) -> Policy:
    """The policy with the groups it counts by: its own, else those usual ones that the protégés have columns for."""
    if policy.groups is not None:
        return policy
    return replace(policy, groups=tuple(name for name in USUAL_GROUPS if name in columns))


def take_form(out: PolicyFile, values: dict[str, Any], form: str, value: object) -> None:
    """Keep the rules of a circle, or the weeks of a rotation."""
    if not isinstance(value, dict):
        what = said("%(key)s is not a table", key=form)
        out.fault("", -1, form, what, said("write it as [%(key)s]", key=form))
    elif form == "rotation":
        found = keyed(out, form, 0, value, {"weeks": whole(MOST_WEEKS)})
        values["weeks"] = found.get("weeks")
    else:
        count = len(out.faults)
        keys: dict[str, Convert] = {"least": whole(MOST_CIRCLE), "most": whole(MOST_CIRCLE)}
        more: dict[str, Convert] = {"apart": text_list, "not_in_line": text_value}
        found = keyed(out, form, 0, value, keys | {key: more[key] for key in more if key in value})
        if len(out.faults) > count:
            return
        try:
            values["circle"] = CircleRules(**found)
        except ValueError:  # the one thing that can be wrong with such numbers
            what = said("a circle has one protégé or more, and the least is not above the most")
            out.fault(form, 0, "most", what, said("correct one of the two"))


def check_form(out: PolicyFile, values: dict[str, Any], content: dict[str, Any]) -> None:
    """One form at a time, and nothing beside it that it would not heed."""
    circle, weeks = values.get("circle"), values.get("weeks")
    if circle and weeks:
        what = said("circles and rotating pairs are two forms")
        out.fault("", -1, "rotation", what, said("keep one of them"))
    mode = values.get("mode", "optimal")
    if (circle or weeks) and mode != "optimal":
        what = said("circles and rotating pairs are not found in mode %(mode)s", mode=mode)
        out.fault("", -1, "mode", what, said("take the line out"))
    objective = values.get("objective", "coverage-then-score")
    if (circle or weeks) and objective != "coverage-then-score":
        what = said("circles and rotating pairs are not found by %(objective)s", objective=objective)
        out.fault("", -1, "objective", what, said("write coverage-then-score, or take the line out"))
    if weeks and tables(content, "pin"):
        out.fault("pin", 0, "pin", said("rotating pairs know no pins"), said("take them out"))


def check_lot(out: PolicyFile, values: dict[str, Any]) -> None:
    """Tolerance and cap belong to near-optimal pairs, and these to one objective; faulty keys are taken out."""
    if values.get("mode") == "near-optimal":
        if values.get("objective", "coverage-then-score") != "coverage-then-score":
            what = said("near-optimal does not go with %(objective)s", objective=values.pop("objective"))
            out.fault("", -1, "objective", what, said("write coverage-then-score, or take the line out"))
        return
    for key in ("tolerance", "cap"):
        if values.pop(key, None) is not None:
            what = said("%(key)s is read in mode near-optimal alone", key=key)
            out.fault("", -1, key, what, said("take it out, or change the mode"))


def entries(out: PolicyFile, content: dict[str, Any], section: str, schema: Schema) -> list[Any]:
    """Every [[section]] that is whole, in order; the others leave a fault."""
    found = []
    for place, entry in enumerate(tables(content, section)):
        kind = entry.get("kind")
        if not isinstance(kind, str) or kind not in schema:
            none = said("there is no %(section)s of kind %(kind)s", section=section, kind=repr(kind))
            what = said("the kind is missing") if kind is None else none
            out.fault(section, place, "kind", what, near(str(kind), list(schema)))
            continue
        make, keys = schema[kind]
        count = len(out.faults)
        values = keyed(out, section, place, {k: v for k, v in entry.items() if k != "kind"}, keys)
        if len(out.faults) > count:
            continue
        try:
            made = make(**values)
        except Unusable as error:
            out.fault(section, place, "kind", error.what, error.remedy)
            continue
        if made is not None:
            found.append(made)
    return found


def pins(out: PolicyFile, content: dict[str, Any]) -> list[tuple[str, str]]:
    """Pairs to be kept; a faulty one holds its place with empty ids."""
    found = []
    for place, entry in enumerate(tables(content, "pin")):
        values = keyed(out, "pin", place, entry, {"protege": text_value, "mentor": text_value})
        found.append((values.get("protege", ""), values.get("mentor", "")))
    return found


def keyed(out: PolicyFile, section: str, place: int, entry: dict[str, Any], keys: dict[str, Convert]) -> dict[str, Any]:
    """The values of one table by its schema; unknown, missing and unfit keys leave faults."""
    values: dict[str, Any] = {}
    for key, value in entry.items():
        if key in keys:
            take(values, key, value, keys[key], partial(out.fault, section, place, key))
        else:
            what = said("this %(section)s has no key %(key)s", section=section, key=key)
            out.fault(section, place, key, what, near(key, list(keys)))
    for key in keys:
        if key not in entry:
            what = said("this %(section)s needs %(key)s", section=section, key=key)
            out.fault(section, place, key, what, said("add it"))
    return values


def take(values: dict[str, Any], key: str, value: object, convert: Convert, fault: Callable[..., None]) -> None:
    """Keep the converted value, or leave a fault."""
    try:
        values[key] = convert(value)
    except (TypeError, ValueError) as error:
        expected = error.args[0]  # Said; str(error) would be the English alone
        fault(said("%(value)s does not fit", value=repr(value)), said("give %(expected)s", expected=expected))


def tables(content: dict[str, Any], section: str) -> list[dict[str, Any]]:
    value = content.get(section, [])
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def row_of(text: str, section: str, place: int, key: str) -> int | None:
    """The row of a key in the place-th [[section]] (of the top where `section` is empty), else of its header."""
    count, inside, header = -1, section == "", None
    for number, line in enumerate(text.splitlines(), start=1):
        opened = re.match(r"\s*\[+\s*([\w-]+)", line)
        if opened:
            count += opened[1] == section
            inside = opened[1] == section and count == place
            header = number if inside or (section == "" and opened[1] == key) else header
        elif inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return number
    return header


def band(*, field: str, difference: tuple[float, float], weight: float) -> criteria.Band:
    return criteria.Band(field=field, low=difference[0], high=difference[1], weight=weight)


def ahead(*, field: str, difference: tuple[float, float]) -> rules.Ahead:
    return rules.Ahead(field=field, low=difference[0], high=difference[1])


CRITERIA: Schema = {
    "covers": (criteria.Covers, {"needs": text_value, "offers": text_value, "weight": weight}),
    "band": (band, {"field": text_value, "difference": span, "weight": weight}),
    "same": (criteria.Same, {"field": text_value, "weight": weight}),
    "differs": (criteria.Differs, {"field": text_value, "weight": weight}),
    "near": (criteria.Near, {"field": text_value, "scale": above_zero, "weight": weight}),
    "level": (
        criteria.Level,
        {"of": chosen_from(("mentor", "protege")), "field": text_value, "weight": weight},
    ),
    "preference": (criteria.Preference, {"weight": weight}),
}


def rule_schema(out: PolicyFile, beside: Path | None) -> Schema:
    """Kinds of rule; a list of forbidden pairs is read when it is named."""

    def forbid(*, pairs: str) -> rules.Forbid:
        if beside is None:
            raise Unusable(
                said("a list of pairs cannot be read here"), said("forbid the pairs on the page of the draft")
            )
        listed, faults = read_pairs(beside / pairs)
        out.faults.extend(faults)
        out.forbidden.extend((Path(pairs).name, row, *pair) for row, pair in listed)
        return rules.Forbid(pairs=frozenset(pair for _, pair in listed))

    return {
        "different": (rules.Different, {"field": text_value}),
        "not-in-line": (rules.NotInLine, {"manager": text_value}),
        "overlap-hours": (rules.OverlapHours, {"field": text_value, "at_least": above_zero}),
        "shares-any": (rules.SharesAny, {"field": text_value}),
        "ahead": (ahead, {"field": text_value, "difference": span}),
        "apart": (rules.Apart, {"field": text_value, "at_least": above_zero}),
        "forbid": (forbid, {"pairs": text_value}),
    }
