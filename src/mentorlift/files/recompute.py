"""Computes what lies in a bundle again, from its inputs, and says whether every byte comes out the same.

A bundle of `mentorlift analyse --bundle` holds the inputs, so that results and report are computed anew. The proof
that the product hands out holds nobody's figures: there the draws are drawn again, the plan's check code is compared,
and the report is written anew from the results.
"""

import hashlib
import json
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from mentorlift import __version__
from mentorlift.files.faults import Refused
from mentorlift.files.zipped import SUMS

NAME = "recompute.py"
SCRIPT = """\
\"\"\"Computes this folder again with nothing but the installed package, and says whether every byte comes out the same.

Run: python recompute.py
\"\"\"

import sys
from pathlib import Path

from mentorlift.files.recompute import recompute

said, holds = recompute(Path(__file__).resolve().parent)
print(said)
sys.exit(not holds)
"""
INPUTS = ("roster", "outcomes", "plan", "draw", "leave")
SHOWN = 5


def recompute(folder: Path) -> tuple[str, bool]:
    """What to say, and whether all agrees. Of files that are not those of the bundle nothing is computed."""
    faults = list(_changed(folder))
    if not faults:
        try:
            done, faults = _computed(folder)
        except Refused as refused:
            faults = str(refused).splitlines()
    if not faults:
        return f"Computed again with mentorlift {__version__}: {done}.", True
    other = (
        "" if (made := _made_with(folder)) in {"", __version__} else f" It was made with {made}, this is {__version__}."
    )
    return "\n".join([f"This does not hold.{other}", *faults]), False


def _changed(folder: Path) -> Iterator[str]:
    """A sentence for each file whose bytes are not those that SHA256SUMS names."""
    if not (folder / SUMS).is_file():
        yield f"{SUMS} is missing, so there is nothing to compare the files with."
        return
    named = {SUMS, NAME}
    for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        named.add(name)
        if not (folder / name).is_file():
            yield f"{name} is missing."
        elif _digest(folder / name) != digest:
            yield f"{name} is not the file of this bundle: its check code differs from the one in {SUMS}."
    inputs = (path.name for path in folder.iterdir() if path.stem in INPUTS)
    yield from (f"{name} is here, and {SUMS} does not name it." for name in sorted(set(inputs) - named))


def _computed(folder: Path) -> tuple[str, list[str]]:
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    inputs = {path.stem: path for path in folder.iterdir() if path.stem in INPUTS}
    if {"roster", "outcomes", "plan"} <= inputs.keys():
        return _analysed(folder, results, inputs)
    return _proved(folder, results, inputs["plan"])


def _analysed(folder: Path, results: dict[str, Any], inputs: dict[str, Path]) -> tuple[str, list[str]]:
    from mentorlift.files.analysis import load_analysis
    from mentorlift.files.draw_check import draw_faults
    from mentorlift.files.report import report_page
    from mentorlift.files.results import results_of, results_text

    draw = inputs.get("draw")
    leave, explored = inputs.get("leave"), _explored(results)
    loaded = load_analysis(inputs["roster"], inputs["outcomes"], inputs["plan"], draw, leave, explore=explored)
    if draw and (faults := draw_faults(draw, inputs["roster"])):
        return "", [str(fault) for fault in faults]
    again = results_of(loaded, draw=draw, draw_verified=draw is not None)
    if results_text(again) != (folder / "results.json").read_text(encoding="utf-8"):
        return "", _differing(results, again)
    if report_page(again) != (folder / "report.html").read_text(encoding="utf-8"):
        return "", ["report.html differs from the page that follows from results.json."]
    drawn = ", and the draw comes out the same" if draw else ""
    return f"results.json ({len(again['estimates'])} estimates) and report.html are the same, byte for byte{drawn}", []


def _explored(results: dict[str, Any]) -> list[str]:
    """The columns that were looked at beyond the plan, in the order in which they were asked for."""
    tests = (row for row in results["estimates"] if row["question"] == "groups_differ" and row.get("exploratory"))
    return list(dict.fromkeys(row["group"] for row in tests))


def _proved(folder: Path, results: dict[str, Any], plan: Path) -> tuple[str, list[str]]:
    from mentorlift.files.draw_check import draw_faults
    from mentorlift.files.draw_record import read_draw_record
    from mentorlift.files.plan import plan_hash, read_plan
    from mentorlift.files.report import report_page

    faults = []
    if plan_hash(read_plan(plan, periods=False)) != results["plan_hash"]:
        faults.append("plan.toml is not the plan of results.json: its check code is another one.")
    if report_page(results) != (folder / "report.html").read_text(encoding="utf-8"):
        faults.append("report.html differs from the page that follows from results.json.")
    draws = sorted((folder / "draws").glob("*/draw.json"))
    for draw in draws:
        name = draw.relative_to(folder).as_posix()
        faults += [f"{name}: {fault}" for fault in draw_faults(draw, draw.with_name("list.csv"))]
        if (read_draw_record(draw).get("origin") or {}).get("plan_hash") != results["plan_hash"]:
            faults.append(f"{name} was not drawn under plan.toml: it names another plan.")
    held = "1 draw comes out the same" if len(draws) == 1 else f"all {len(draws)} draws come out the same"
    return f"plan.toml is the plan of the answer, {held}, and report.html is the same, byte for byte", faults


def _differing(results: dict[str, Any], again: dict[str, Any]) -> list[str]:
    """Which entries of results.json come out otherwise, the first few of them with both values."""
    pairs = list(zip_longest(results.get("estimates", []), again["estimates"]))
    other = [(then, now) for then, now in pairs if then != now]
    said = [f"results.json comes out otherwise: {len(other)} of {len(pairs)} estimates differ."]
    for then, now in other[:SHOWN]:
        row = now or then
        place = " ".join(str(row[name]) for name in ("question", "branch", "outcome", "window", "at") if row.get(name))
        said.append(f"{place}: {_value(then)} there, {_value(now)} computed again")
    keys = (key for key in sorted({*results, *again} - {"estimates"}) if results.get(key) != again.get(key))
    return [*said, *(f"{key}: {results.get(key)} there, {again.get(key)} computed again" for key in keys)]


def _value(row: dict[str, Any] | None) -> object:
    return "nothing" if row is None else row.get("not_estimable") or row.get("estimate")


def _made_with(folder: Path) -> str:
    try:
        return str(json.loads((folder / "results.json").read_text(encoding="utf-8")).get("code_version", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
