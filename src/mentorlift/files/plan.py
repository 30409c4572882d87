"""plan.toml -> Plan, with every mistake in it named at once."""

import hashlib
import json
import math
import tomllib
from collections.abc import Callable
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from mentorlift.files.faults import Fault, Refused
from mentorlift.files.tables import decoded
from mentorlift.science.effects.plan import Plan

Convert = Callable[[object], Any]
ADDED = {  # after the first version: what each is where a plan does not use it
    "ratios": (),
    "yes_no": (),
    "winsorise": 0.0,
    "groups": (),
    "mentors_drawn_within": "",
    "wish_predictors": (),
    "ramp": (),
}


def read_plan(path: Path, *, periods: bool) -> Plan:
    """Reads a plan; `periods` says that the outcomes count periods, where a missing row is absent by default.

    Raises Refused with all faults.
    """
    return _whole(*draft_plan(path, periods=periods))


def draft_plan(path: Path, *, periods: bool) -> tuple[Plan | None, list[Fault]]:
    """A plan as far as it could be read, so that other files can be held against it, and all that is wrong with it."""
    if not path.is_file():
        return None, [Fault(path.name, None, "", "there is no such file", "check the path")]
    try:
        text = decoded(path.read_bytes())
        content = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return None, [Fault(path.name, None, "", f"this is not TOML ({error})", "correct it there")]
    return _draft(content, file=path.name, text=text, periods=periods)


def plan_from(content: dict[str, Any], *, file: str, periods: bool, text: str = "") -> Plan:
    """A parsed plan as a `Plan`. `text` is only used to say on which row a fault lies."""
    return _whole(*_draft(content, file=file, text=text, periods=periods))


def _whole(plan: Plan | None, faults: list[Fault]) -> Plan:
    if faults or plan is None:
        raise Refused(faults)
    return plan


def _draft(content: dict[str, Any], *, file: str, text: str, periods: bool) -> tuple[Plan | None, list[Fault]]:
    faults: list[Fault] = []
    values: dict[str, Any] = {} if not periods else {"missing": "absent"}
    for section, keys in content.items():
        if section not in SECTIONS or not isinstance(keys, dict):
            what = f"there is no section [{section}]" if isinstance(keys, dict) else f"{section} is in no section"
            faults.append(Fault(file, _row(text, section), section, what, _use(section, SECTIONS)))
            continue
        for key, value in keys.items():
            if key not in SECTIONS[section]:
                what = f"[{section}] has no key {key}"
                faults.append(Fault(file, _row(text, key), key, what, _use(key, SECTIONS[section])))
                continue
            name, convert = SECTIONS[section][key]
            try:
                values[name] = convert(value)
            except (TypeError, ValueError) as error:
                faults.append(Fault(file, _row(text, key), key, f"{value!r} does not fit", f"give {error}"))
    for name in ("treated", "control", "primary"):
        given = any(key == name for keys in content.values() if isinstance(keys, dict) for key in keys)
        if not given:
            section = "outcome" if name == "primary" else "design"
            faults.append(Fault(file, None, name, "this has no default and is missing", f"add it to [{section}]"))
    if not values.keys() >= {"treated", "control", "primary"}:
        return None, faults
    try:
        return Plan(**values), faults
    except ValueError as error:
        faults += [Fault(file, None, "", line, "correct the plan") for line in str(error).splitlines()]
        return None, faults


def plan_hash(plan: Plan) -> str:
    """SHA-256 of the plan's settled values, whatever the order and the comments of the file they came from.

    Keys that came later count only where they are used, so that a plan keeps its hash when keys are added.
    """
    values = asdict(plan)
    settled = {name: value for name, value in values.items() if name not in ADDED or value != ADDED[name]}
    canonical = json.dumps(settled, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text in quotes")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError("a number")
    return float(value)


def _whole_number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("a whole number")
    return value


def _yes_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false")
    return value


def _span(value: object) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2 or any(type(day) is not int for day in value):
        raise TypeError("two whole numbers of days, such as [0, 60]")
    return (value[0], value[1])


def _spans(value: object) -> Any:
    if isinstance(value, list) and value and all(isinstance(item, list) for item in value):
        return tuple(_span(item) for item in value)
    return _span(value)


def _texts(value: object) -> tuple[str, ...]:
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or any(not isinstance(item, str) for item in found):
        raise TypeError('one name, or a list such as ["revenue", "calls"]')
    return tuple(found)


def _days(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or any(type(day) is not int or day < 1 for day in value):
        raise TypeError("days such as [30, 60, 90, 180]")
    return tuple(value)


def _through(value: object) -> str:
    """A date may be written bare or in quotes; a period as a number."""
    if isinstance(value, bool | list | dict | float):
        raise TypeError("a date such as 2026-12-31, or a period")
    return str(value)


SECTIONS: dict[str, dict[str, tuple[str, Convert]]] = {
    "design": {
        "treated": ("treated", _texts),
        "control": ("control", _text),
        "ignore": ("ignore", _texts),
        "stratum": ("stratum", _text),
        "cluster": ("cluster", _text),
        "assignment": ("assignment", _text),
    },
    "outcome": {
        "primary": ("primary", _text),
        "secondary": ("secondary", _texts),
        "missing": ("missing", _text),
        "smallest_worth_having": ("smallest_worth_having", _number),
        "ratios": ("ratios", _texts),
        "yes_no": ("yes_no", _texts),
        "ramp": ("ramp", _texts),
        "winsorise": ("winsorise", _number),
    },
    "observed": {"through": ("through", _through)},
    "dose": {"at_least": ("at_least", _number)},
    "window": {"pre": ("pre", _spans), "early": ("early", _span), "late": ("late", _span)},
    "model": {
        "level": ("level", _text),
        "covariates": ("covariates", _texts),
        "pre_period_mean": ("pre_period_mean", _yes_no),
        "weight": ("weight", _text),
    },
    "retention": {"at": ("retention_at", _days)},
    "groups": {"by": ("groups", _texts)},
    "mentors": {"drawn_within": ("mentors_drawn_within", _text)},
    "wish": {"predictors": ("wish_predictors", _texts)},
    "inference": {
        "errors": ("errors", _text),
        "redraws": ("redraws", _whole_number),
        "seed": ("seed", _through),
        "confidence": ("confidence", _number),
    },
}


def _row(text: str, word: str) -> int | None:
    """The row of the file on which a key or section stands, for the fault's place."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.partition("=")[0].strip().strip("[]\"' ") == word:
            return number
    return None


def _use(word: str, known: dict[str, Any]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"did you mean {near[0]}?" if near else "use one of: " + ", ".join(known)
