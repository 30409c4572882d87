"""The examples give the published figures, to the printed digit, through the command line."""

import importlib.util
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


def loaded(name):
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / name / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compared(name, folder):
    return loaded(name).compare(folder)


@pytest.mark.parametrize(("name", "figures"), [("kenya", 13), ("illinois", 108)])
def test_every_published_figure_comes_out_to_the_printed_digit(name, figures, tmp_path):
    rows = compared(name, tmp_path)
    assert len(rows) == figures
    assert [(what, ours) for what, _, ours in rows] == [(what, published) for what, published, _ in rows]


def test_almost_half_still_meet_their_mentor_after_a_year():
    assert loaded("kenya").still_meeting() == (48, 105)


@pytest.mark.parametrize("name", ["kenya", "illinois"])
def test_every_example_ships_its_licence_and_names_its_authors(name):
    text = (EXAMPLES / name / "README.md").read_text(encoding="utf-8")
    assert "Creative Commons" in text or "CC0" in text
    assert list((EXAMPLES / name).glob("LICENSE-data.*"))
    assert {"kenya": "Brooks", "illinois": "Molitor"}[name] in text
