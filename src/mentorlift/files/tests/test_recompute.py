"""The script of a bundle, run in a clean folder by the installed package: it says what holds, and what does not."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from mentorlift.files.analysis import load_analysis
from mentorlift.files.bundle import write_bundle
from mentorlift.files.report import report_page
from mentorlift.files.results import results_of, results_text
from mentorlift.files.tests.small_trial import load

FILES = {"roster": "roster.csv", "outcomes": "outcomes.csv", "plan": "plan.toml"}


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    source, folder = tmp_path / "source", tmp_path / "bundle"
    source.mkdir()
    results = results_of(load(source, leave="person_id,from,to\n001,2026-01-07,2026-01-08\n"))
    paths = {option: source / name for option, name in (FILES | {"leave": "leave.csv"}).items()}
    write_bundle(folder, paths, results=results_text(results), report=report_page(results))
    for path in source.iterdir():
        path.unlink()
    return folder


def run(folder: Path) -> tuple[int, str]:
    """From elsewhere, so that nothing but the folder and the installed package can be read."""
    command = [sys.executable, "-I", str(folder / "recompute.py")]
    done = subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def one_byte(path: Path, old: bytes, new: bytes) -> None:
    raw = path.read_bytes()
    assert raw.count(old)
    path.write_bytes(raw.replace(old, new, 1))


def with_sums_of_its_own(folder: Path) -> None:
    """What somebody does who wants the change not to be seen."""
    names = [line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text().splitlines()]
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(lines))


def test_everything_comes_out_the_same_byte_for_byte(bundle):
    status, said = run(bundle)
    assert status == 0
    assert "results.json" in said
    assert "report.html are the same, byte for byte" in said


def test_columns_looked_at_beyond_the_plan_are_looked_at_again(tmp_path):
    load(tmp_path)
    paths = {name: tmp_path / file for name, file in FILES.items()}
    loaded = load_analysis(paths["roster"], paths["outcomes"], paths["plan"], explore=("site", "years"))
    results = results_of(loaded)
    assert any(row.get("exploratory") for row in results["estimates"])
    bundle = tmp_path / "bundle"
    write_bundle(bundle, paths, results=results_text(results), report=report_page(results), explored=("site", "years"))
    assert run(bundle)[0] == 0


@pytest.mark.parametrize(
    "name", ["roster.csv", "outcomes.csv", "plan.toml", "leave.csv", "results.json", "report.html"]
)
def test_one_changed_byte_is_found_in_the_file_it_is_in(bundle, name):
    raw = (bundle / name).read_bytes()
    (bundle / name).write_bytes(raw[:-2] + bytes([raw[-2] ^ 1]) + raw[-1:])
    status, said = run(bundle)
    assert status == 1
    assert f"{name} is not the file of this bundle" in said
    assert said.count("is not the file") == 1


def test_a_changed_figure_is_found_where_the_check_codes_were_changed_with_it(bundle):
    one_byte(bundle / "outcomes.csv", b"002,2026-01-07,7,1", b"002,2026-01-07,8,1")
    with_sums_of_its_own(bundle)
    status, said = run(bundle)
    assert status == 1
    assert "results.json comes out otherwise" in said
    assert "data_hash:" in said


def test_a_changed_result_is_found_where_the_check_codes_were_changed_with_it(bundle):
    one_byte(bundle / "results.json", b'"headline": "', b'"headline": "x')
    with_sums_of_its_own(bundle)
    status, said = run(bundle)
    assert status == 1
    assert "headline: x" in said
    assert "0 of" in said


def test_a_missing_an_added_and_a_faulty_file_are_named(bundle):
    leave = (bundle / "leave.csv").read_bytes()
    (bundle / "leave.csv").unlink()
    (bundle / "draw.json").write_text("{}")
    status, said = run(bundle)
    assert status == 1
    assert "leave.csv is missing." in said
    assert "draw.json is here, and SHA256SUMS does not name it." in said
    (bundle / "leave.csv").write_bytes(leave)
    (bundle / "draw.json").unlink()
    one_byte(bundle / "outcomes.csv", b"2026-01-07", b"2026-13-07")
    with_sums_of_its_own(bundle)
    status, said = run(bundle)
    assert status == 1
    assert "outcomes.csv:4:date: '2026-13-07' is not a date" in said


def test_another_version_is_named_where_something_differs(bundle):
    one_byte(bundle / "results.json", b'"code_version": "', b'"code_version": "9')
    with_sums_of_its_own(bundle)
    assert "It was made with 9" in run(bundle)[1]
