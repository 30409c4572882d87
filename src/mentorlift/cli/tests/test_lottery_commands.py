"""simulate, draw and verify-draw, as an analyst or an auditor types them."""

import json
import subprocess
import sys
from collections import Counter

import pytest
from click.testing import CliRunner

from mentorlift.cli.main import COMMANDS, main

FILES = {"people.csv", "roster.csv", "draw.json", "outcomes.parquet", "plan.toml", "truth.json"}


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def roster(tmp_path):
    path = tmp_path / "roster.csv"
    lines = [f"00{i:02d},{'AB'[i % 2]},{'x' if i < 14 else 'y'}" for i in range(28)]
    path.write_text("person_id,site,training_class\n" + "\n".join(lines) + "\n")
    return path


def draw(roster, out, *more, allocation="mentored=11,later=17", seed="agreed"):
    return run("draw", "--roster", roster, "--allocation", allocation, "--seed", seed, "--out", out, *more)


def test_simulate_writes_every_file_and_the_same_bytes_again(organisation, tmp_path):
    run("simulate", "--people", 300, "--days", 200, "--seed", 7, "--out", tmp_path)
    assert {path.name for path in organisation.iterdir()} == FILES
    for name in FILES:
        assert (organisation / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_the_simulated_draw_verifies(organisation):
    found = run("verify-draw", organisation / "draw.json", "--roster", organisation / "roster.csv")
    assert found.exit_code == 0
    assert "all 300 people come out the same" in found.output


def test_truth_has_one_value_a_question_window_and_branch(organisation):
    entries = json.loads((organisation / "truth.json").read_text())["estimates"]
    keys = [tuple(e[k] for k in ("question", "branch", "outcome", "window", "at", "scale")) for e in entries]
    assert len(set(keys)) == len(keys)
    headline = next(
        e for e in entries if e["question"] == "itt_per_day" and e["outcome"] == "revenue" and e["scale"] == "percent"
    )
    assert headline["truth"] == pytest.approx(19.0, abs=0.1)


def test_a_programme_without_effect_has_no_effect_in_its_truth(tmp_path):
    run("simulate", "--people", 60, "--days", 28, "--seed", 1, "--effect", "none", "--out", tmp_path)
    entries = json.loads((tmp_path / "truth.json").read_text())["estimates"]
    assert all(abs(e["truth"]) < 1e-9 for e in entries if e["question"] in {"itt_per_day", "total_value", "atu"})


def test_a_draw_has_exact_numbers_and_verifies_in_any_order_of_rows(roster, tmp_path):
    out = tmp_path / "draw.json"
    found = draw(roster, out, "--strata", "site,training_class")
    assert found.exit_code == 0, found.output
    record = json.loads(out.read_text())
    assert Counter(a["arm"] for a in record["assignments"]) == {"mentored": 11, "later": 17}
    assert all(a["person_id"].startswith("00") for a in record["assignments"])
    head, *lines = roster.read_text().splitlines()
    roster.write_text("\n".join([head, *reversed(lines)]))
    assert run("verify-draw", out, "--roster", roster).exit_code == 0


def test_every_person_who_was_moved_is_named(roster, tmp_path):
    out = tmp_path / "draw.json"
    draw(roster, out)
    record = json.loads(out.read_text())
    moved = [next(a for a in record["assignments"] if a["arm"] == arm) for arm in ("mentored", "later")]
    for one in moved:
        one["arm"] = "later" if one["arm"] == "mentored" else "mentored"
    out.write_text(json.dumps(record))
    found = run("verify-draw", out, "--roster", roster)
    assert found.exit_code == 1
    assert [one["person_id"] in found.output for one in moved] == [True, True]
    assert len(found.output.strip().splitlines()) == 2


@pytest.mark.parametrize(
    ("more", "allocation", "words"),
    [
        ((), "mentored=11,later=16", "the allocation sums to 27, the roster holds 28 people"),
        (("--strata", "office"), "mentored=11,later=17", "office"),
        (("--branches", "mandatory=10,voluntary=10"), "mentored=4,later=6", "the branches sum to 20"),
        (("--only", "site=A"), "mentored=11,later=17", "holds 14 people with site = A"),
    ],
)
def test_numbers_that_do_not_fit_are_refused_and_nothing_is_written(roster, tmp_path, more, allocation, words):
    out = tmp_path / "draw.json"
    found = draw(roster, out, *more, allocation=allocation)
    assert found.exit_code == 1
    assert words in found.output
    assert not out.exists()


def test_a_person_twice_in_the_roster_is_refused_with_both_rows(roster, tmp_path):
    roster.write_text(roster.read_text() + "0003,A,x\n")
    found = draw(roster, tmp_path / "draw.json", allocation="mentored=11,later=18")
    assert found.exit_code == 1
    assert "roster.csv:30:person_id: 0003 is already in row 5" in found.output


@pytest.mark.parametrize("allocation", ["mentored", "mentored=x,later=2", "mentored=1,mentored=2"])
def test_wrong_usage_ends_with_two(roster, tmp_path, allocation):
    assert draw(roster, tmp_path / "draw.json", allocation=allocation).exit_code == 2


def test_two_branches_are_drawn_in_one_go(organisation, tmp_path):
    out = tmp_path / "draw.json"
    found = draw(
        organisation / "roster.csv",
        out,
        *("--strata", "training_class,site", "--branches", "mandatory=140,voluntary=160", "--only", "wish=yes"),
        allocation="mentored=60,later=80",
    )
    assert found.exit_code == 0, found.output
    assert "arms that the roster already carried were not used" in found.output
    counts = Counter((a["branch"], a["arm"]) for a in json.loads(out.read_text())["assignments"])
    assert counts["mandatory", "mentored"] == 60
    assert counts["mandatory", "later"] == 80
    assert run("verify-draw", out, "--roster", organisation / "roster.csv").exit_code == 0


def test_whole_clusters_are_drawn_where_the_roster_names_them(tmp_path):
    roster = tmp_path / "teams.csv"
    roster.write_text("person_id;cluster\n" + "\n".join(f"p{i};t{i // 4}" for i in range(24)))
    assert draw(roster, tmp_path / "d.json", allocation="mentored=2,later=4").exit_code == 0
    record = json.loads((tmp_path / "d.json").read_text())
    assert (record["unit"], record["units"], record["people"]) == ("cluster", 6, 24)
    assert Counter(a["arm"] for a in record["assignments"]) == {"mentored": 8, "later": 16}


@pytest.mark.parametrize("module", ["simulate", "draw", "verify_draw", "power"])
def test_the_commands_do_without_django(module):
    """Loaded with everything they reach for when they run."""
    parts = "science.simulation.programme, mentorlift.science.lottery.power, mentorlift.files.planning"
    code = f"import sys, mentorlift.cli.{module}, mentorlift.{parts}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_place_that_cannot_be_written_and_a_bottomless_file_are_one_line(roster, tmp_path):
    found = draw(roster, tmp_path / "nowhere" / "draw.json")
    assert (found.exit_code, found.output.count("\n")) == (1, 1)
    assert "nowhere/draw.json: No such file or directory" in found.output
    (tmp_path / "deep.json").write_text("[" * 100_000)
    found = run("verify-draw", tmp_path / "deep.json", "--roster", roster)
    assert (found.exit_code, found.output.count("\n")) == (1, 1)
    assert "this is not JSON" in found.output


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_help_of_every_command_has_an_example(name):
    found = run(name, "--help")
    assert found.exit_code == 0
    assert f"Example: mentorlift {name}" in found.output


def test_the_table_of_a_draw_names_its_total_in_full(roster, tmp_path):
    assert "\ntotal" in draw(roster, tmp_path / "d.json").output


def test_columns_a_draw_has_no_use_for_are_kept_and_named(roster, tmp_path):
    roster.write_text(roster.read_text().replace("training_class\n", "shoe_size\n", 1))
    found = draw(roster, tmp_path / "d.json", "--strata", "site")
    assert "note: roster.csv: further columns kept: shoe_size" in found.stderr
