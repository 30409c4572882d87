"""`analyse` from files to files: the same bytes, nothing half written, a folder that can be checked."""

import hashlib
import json
import re
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from mentorlift.cli.main import main
from mentorlift.files.recompute import recompute
from mentorlift.files.report import amount, interval, report_page, sentence
from mentorlift.files.results import rounded

KEYS = {
    "question", "arm", "branch", "outcome", "window", "at", "scale", "unit", "method", "estimate", "se", "ci_low",
    "ci_high", "ci_kind", "p_value", "df", "n_treated", "n_control", "clusters", "rows", "reference",
}  # fmt: skip


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def organisation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("organisation")
    assert run("simulate", "--people", 120, "--days", 60, "--seed", 3, "--out", folder).exit_code == 0
    plan = folder / "plan.toml"
    plan.write_text(plan.read_text("utf-8") + "\n[inference]\nredraws = 200\n", encoding="utf-8")
    return folder


def analysed(folder, out, *more):
    files = (
        "--roster",
        folder / "roster.csv",
        "--outcomes",
        folder / "outcomes.parquet",
        "--plan",
        folder / "plan.toml",
    )
    return run("analyse", *files, "--draw", folder / "draw.json", "--out", out, *more)


@pytest.fixture(scope="module")
def results(organisation):
    out = organisation / "results.json"
    done = analysed(organisation, out, "--report", organisation / "report.html", "--bundle", organisation / "bundle")
    assert done.exit_code == 0, done.output
    return json.loads(out.read_text("utf-8"))


def test_every_estimate_has_the_fields_of_the_interface(results):
    for row in results["estimates"]:
        assert set(row) in (KEYS, KEYS | {"not_estimable"})
        assert (row["estimate"] is None) == ("not_estimable" in row)


def test_hashes_grade_and_what_was_left_out_are_in_the_results(results):
    assert results["grade"] in ("A", "B") and results["dropped"] == []
    assert all(len(results[name]) == 64 for name in ("plan_hash", "data_hash", "draw_hash"))


def test_the_same_inputs_give_the_same_bytes(organisation, results, tmp_path):
    again = tmp_path / "again.json"
    assert analysed(organisation, again).exit_code == 0
    assert again.read_bytes() == (organisation / "results.json").read_bytes()


def test_the_bundle_checks_and_repeats(organisation, results, tmp_path):
    bundle = organisation / "bundle"
    for line in (bundle / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((bundle / name).read_bytes()).hexdigest() == digest
    out = tmp_path / "again.json"
    files = ("--roster", "roster.csv", "--outcomes", "outcomes.parquet", "--plan", "plan.toml", "--draw", "draw.json")
    command = [bundle / part if "." in part else part for part in files]
    assert run("analyse", *command, "--out", out).exit_code == 0
    assert out.read_bytes() == (bundle / "results.json").read_bytes()
    said, holds = recompute(bundle)
    assert holds, said
    assert "report.html are the same, byte for byte, and the draw comes out the same" in said


def test_the_page_stands_by_itself_and_says_what_is_no_effect(organisation, results):
    page = (organisation / "report.html").read_text("utf-8")
    assert "<script" not in page and "http" not in page
    assert "(not an effect)" in page and sentence(results) in page


def test_the_page_names_people_where_the_method_says_branch(results):
    reason = (
        "the early effect per day in the mandatory branch could be due to who stayed: its Lee interval contains zero"
    )
    page = report_page(results | {"grade": "B", "grade_reasons": [reason]})
    assert "the early effect per day of those who were not asked first could be due" in page
    assert "mandatory branch" not in page


def test_a_ratio_of_an_uncertain_early_effect_is_not_quoted(results):
    kept = next(row for row in results["estimates"] if row["question"] == "durability")
    shaky = kept | {"method": "Fieller set; the early effect is 2.2 errors, not to be quoted"}
    assert "Not quoted" in report_page(results | {"estimates": [shaky]})


def test_a_moved_person_is_named_and_nothing_is_written(organisation, tmp_path):
    shutil.copytree(organisation, tmp_path / "moved")
    roster = tmp_path / "moved" / "roster.csv"
    lines = roster.read_text("utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if ",mentored," in line)
    person = lines[at].split(",")[0]
    lines[at] = lines[at].replace(",mentored,", ",later,")
    roster.write_text("\n".join(lines) + "\n", encoding="utf-8")
    refused = analysed(tmp_path / "moved", tmp_path / "out.json", "--report", tmp_path / "r.html")
    assert refused.exit_code == 1
    assert person in refused.output
    assert not (tmp_path / "out.json").exists() and not (tmp_path / "r.html").exists()


def test_every_missing_file_is_named_at_once(tmp_path):
    refused = run(
        "analyse", "--roster", "r.csv", "--outcomes", "o.csv", "--plan", "p.toml", "--out", tmp_path / "x.json"
    )
    assert refused.exit_code == 1
    assert [line.split(":")[0] for line in refused.output.splitlines()] == ["r.csv", "o.csv", "p.toml"]


def test_a_draw_file_that_was_touched_does_not_verify(organisation, tmp_path):
    shutil.copytree(organisation, tmp_path / "touched")
    draw = tmp_path / "touched" / "draw.json"
    content = json.loads(draw.read_text("utf-8"))
    draw.write_text(json.dumps(content | {"seed": content["seed"] + "!"}), encoding="utf-8")
    refused = analysed(tmp_path / "touched", tmp_path / "out.json")
    assert refused.exit_code == 1 and "check code" in refused.output
    assert not (tmp_path / "out.json").exists()


def test_a_folder_that_is_not_there_is_wrong_usage(organisation, tmp_path):
    assert analysed(organisation, tmp_path / "nowhere" / "out.json").exit_code == 2


def test_the_analysis_needs_no_web_framework(organisation, tmp_path):
    start = "import sys; from mentorlift.cli.main import main; main(standalone_mode=False)"
    code = f"{start}; assert 'django' not in sys.modules"
    names = {"roster": "roster.csv", "outcomes": "outcomes.parquet", "plan": "plan.toml"}
    files = [part for option, name in names.items() for part in (f"--{option}", str(organisation / name))]
    command = [sys.executable, "-c", code, "analyse", *files, "--out", str(tmp_path / "out.json")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_figure_is_rounded_to_ten_digits_and_infinity_is_none():
    assert rounded(1234567.89012345) == 1234567.89
    assert rounded(float("inf")) is None
    assert rounded(7) == 7


def row(**given):
    return {"unit": "percent", "ci_kind": "interval", "ci_low": 1.0, "ci_high": 2.0} | given


def test_confidence_sets_are_said_in_words():
    assert interval(row()) == "1.0 % to 2.0 %"
    assert interval(row(ci_kind="complement")) == "up to 1.0 %, or from 2.0 %"
    assert interval(row(ci_kind="line", ci_low=None, ci_high=None)) == "anything is possible"
    assert amount(row(unit="share"), 0.09) == "9.0 points"


@pytest.mark.parametrize("kind", ["nothing_seen", "too_few", "too_early", "not_estimable", "stopped"])
def test_only_gain_and_loss_name_a_figure(results, kind):
    assert "%" not in sentence(results | {"headline": kind})
    assert sentence(results | {"headline": kind}) in report_page(results | {"headline": kind})


def test_where_nobody_was_drawn_the_page_calls_nothing_an_effect(organisation, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text((organisation / "plan.toml").read_text("utf-8").replace('"lottery"', '"none"'), encoding="utf-8")
    files = ("--roster", organisation / "roster.csv", "--outcomes", organisation / "outcomes.parquet", "--plan", plan)
    report = tmp_path / "report.html"
    assert run("analyse", *files, "--out", tmp_path / "r.json", "--report", report).exit_code == 0
    found = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert (found["grade"], found["headline"] in ("gain", "loss")) == ("D", False)
    page = report.read_text("utf-8")
    assert "Nobody was drawn, so a difference is not an effect." in page
    assert "drawn for a mentor now" not in page
    titles = re.findall("<h2>(.*?)</h2>", page)
    assert "Difference, per working day (not an effect: nobody was drawn)" in titles
    assert all("not an effect" in title for title in titles if "ffect" in title)


def test_groups_that_started_at_different_times_are_not_said_to_be_drawn(results):
    staggered = results | {"grade": "C", "headline": "gain"}
    assert "Those who had a mentor first brought in" in sentence(staggered)
    assert "drawn for a mentor" not in report_page(staggered)
