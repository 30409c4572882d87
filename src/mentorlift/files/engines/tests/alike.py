"""An analysis through an engine held against the one from the file."""

from collections import defaultdict

import pytest

from mentorlift.files.analysis import load_analysis
from mentorlift.files.engines.loading import load_from_engine
from mentorlift.files.results import results_of
from mentorlift.science.effects.summed import NEEDS_ROWS

FIELDS = ("question", "arm", "branch", "outcome", "window", "at", "scale", "unit")
INPUT = ("plan", "plan_hash", "periods", "through", "dropped", "flagged", "filled", "notes", "currency")


def given(folder, *, draw=False, leave=False):
    files = {"roster_path": folder / "roster.csv", "plan_path": folder / "plan.toml"}
    files |= {"draw_path": folder / "draw.json"} if draw else {}
    return files | ({"leave_path": folder / "leave.csv"} if leave else {})


def through(engine, table, folder, **more):
    """What `load_from_engine` gives, and the results."""
    loaded = load_from_engine(engine, table, **given(folder, **more))
    return loaded, _results(loaded, folder, **more)


def from_file(folder, **more):
    loaded = load_analysis(outcomes_path=folder / "outcomes.parquet", **given(folder, **more))
    return loaded, _results(loaded, folder, **more)


def assert_alike(engine, file):
    """The same counts and notes, every estimate equal to 1e-9 or refused for want of rows; gives the refused ones."""
    (here, there), (one, other) = zip(engine, file, strict=True)
    for name in INPUT:
        assert getattr(here, name) == getattr(there, name), name
    ours, theirs = _by_question(one), _by_question(other)
    assert list(ours) == list(theirs)
    refused = set()
    for key, found in ours.items():
        if found[0].get("not_estimable") == NEEDS_ROWS:
            refused.add(key[0])
            continue
        assert len(found) == len(theirs[key]), key
        for mine, yours in zip(found, theirs[key], strict=True):
            assert mine == {name: _close(value) for name, value in yours.items()}, key
    return refused


def _close(value):
    return pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value


def _results(loaded, folder, *, draw=False, leave=False):
    return results_of(loaded, draw=folder / "draw.json" if draw else None, draw_verified=draw)


def _by_question(results):
    found = defaultdict(list)
    for row in results["estimates"]:
        found[tuple(row[name] for name in FIELDS)].append(row)
    return found
