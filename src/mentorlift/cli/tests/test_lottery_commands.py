"""simulate, draw, verify-draw and power, as an analyst or an auditor types them."""

import csv
import json
import re
import subprocess
import sys
from collections import Counter

import pytest
from click.testing import CliRunner

from mentorlift.cli.main import COMMANDS, main

FILES = {"people.csv", "roster.csv", "draw.json", "outcomes.parquet", "plan.toml", "truth.json"}


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def organisation(tmp_path_factory):
    folder = tmp_path_factory.mktemp("organisation")
    found = run("simulate", "--people", 300, "--days", 200, "--seed", 7, "--out", folder)
    assert found.exit_code == 0, found.output
    return folder


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


def test_power_says_how_small_and_when(organisation):
    found = run(
        *("power", "--roster", organisation / "roster.csv", "--history", organisation / "outcomes.parquet"),
        *("--allocation", "mentored=60,later=80", "--metric", "revenue"),
    )
    assert found.exit_code == 0, found.output
    assert "early" in found.output
    assert "EUR" in found.output
    with (organisation / "roster.csv").open() as file:
        last = max(row["started_on"] for row in csv.DictReader(file))
    assert last == "2025-12-01"
    rows = {line.split()[1]: line for line in found.output.splitlines() if line.startswith("revenue")}
    assert rows["early"].endswith("  2026-01-30")
    assert rows["late"].endswith("  2026-05-30")
    assert "everybody has completed the early window on 2026-01-30" in found.output
    assert "Note: a metric" not in found.output


def test_power_from_the_time_before_the_programme(tmp_path):
    (tmp_path / "r.csv").write_text("person_id,started_on\n" + "\n".join(f"p{i},2026-03-02" for i in range(30)))
    days = [*(f"2026-02-{d:02d}" for d in range(2, 29)), "2026-03-01"]
    rows = [f"p{i},{day},{(7 * i + k) % 11}" for i in range(30) for k, day in enumerate(days)]
    (tmp_path / "o.csv").write_text("person_id,date,revenue\n" + "\n".join(rows))
    found = run(
        *("power", "--roster", tmp_path / "r.csv", "--outcomes", tmp_path / "o.csv"),
        *("--allocation", "mentored=12,later=18"),
    )
    assert found.exit_code == 0, found.output
    assert "before" in found.output
    assert next(line for line in found.output.splitlines() if "before" in line).endswith("2026-08-29")


def test_power_knows_a_figure_later_whose_values_end_earlier(tmp_path):
    (tmp_path / "r.csv").write_text("person_id,started_on\n" + "\n".join(f"p{i},2026-03-02" for i in range(30)))
    days = [*(f"2026-02-{d:02d}" for d in range(2, 29)), "2026-03-01"]
    each = [(i, k, day) for i in range(30) for k, day in enumerate(days)]
    rows = [f"p{i},{day},{(7 * i + k) % 11},{i % 5 + k % 3 if k < 21 else ''}" for i, k, day in each]
    (tmp_path / "o.csv").write_text("person_id,date,revenue,calls\n" + "\n".join(rows))
    found = run(
        *("power", "--roster", tmp_path / "r.csv", "--outcomes", tmp_path / "o.csv"),
        *("--allocation", "mentored=12,later=18"),
    )
    assert found.exit_code == 0, found.output
    ends = {line.split()[0]: line.split()[-1] for line in found.output.splitlines() if " before  " in line}
    assert ends == {"revenue": "2026-08-29", "calls": "2026-09-05"}
    assert "Note: a metric whose values end before the others'" in found.output


def test_power_needs_one_source(organisation):
    assert run("power", "--roster", organisation / "roster.csv", "--allocation", "a=2,b=3").exit_code == 2


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


def power(organisation, *more):
    found = run(
        *("power", "--roster", organisation / "roster.csv", "--history", organisation / "outcomes.parquet"),
        *("--metric", "revenue", *more),
    )
    assert found.exit_code == 0, found.output
    return [line for line in found.output.splitlines() if line.startswith("revenue")]


def percents(line):
    return [float(part) for part in re.findall(r"= ([\d.]+) %", line)]


def test_power_of_a_branch_beside_the_mandatory_one_speaks_of_three_groups(organisation):
    lines = power(organisation, "--allocation", "mentored=60,later=80", "--asked", 150, "--yes", 0.3)
    early = {line.split("  ")[0]: percents(line) for line in lines if " early " in line}
    assert list(early) == [f"revenue, {who}" for who in ("everyone", "those who say yes", "those who say no")]
    assert early["revenue, everyone"][0] < early["revenue, those who say no"][0]
    for formula, simulated in early.values():
        assert simulated == pytest.approx(formula, rel=0.35)


def test_power_of_those_who_say_yes_of_a_waiting_list_and_of_several_arms(organisation):
    arms = ("--allocation", "mentored=60,later=80")
    plain, yes = (percents(power(organisation, *arms, *more)[0])[0] for more in ((), ("--yes", 0.3)))
    assert yes > 1.2 * plain
    waiting = power(organisation, *arms, "--served", 30)
    assert percents(waiting[0])[0] > 0 and "those of the later arm start on day 30" in waiting[1]
    several = power(organisation, "--allocation", "class=40,mentor=40,later=60")
    assert [line.split("  ")[0] for line in several[:2]] == ["revenue, class", "revenue, mentor"]


def test_power_of_a_staggered_start_and_the_curve(organisation, tmp_path):
    curve = tmp_path / "curve.csv"
    (line,) = power(
        *(organisation, "--allocation", "mentored=120,later=20", "--starts", "40,40,40", "--every", 5),
        *("--curve", curve),
    )
    assert line.startswith("revenue, all who start") and " whole " in line
    formula, simulated = percents(line)
    assert simulated == pytest.approx(formula, rel=0.15)
    with curve.open() as file:
        rows = list(csv.DictReader(file))
    assert {row["metric"] for row in rows} == {"revenue"} and len(rows) > 10
    assert min(rows, key=lambda row: float(row["smallest_percent"]))["places"] not in (rows[0]["places"],)


def test_power_within_strata_needs_to_know_who_is_where(tmp_path, organisation):
    people = [(f"p{i}", "N" if i % 2 else "S") for i in range(40)]
    (tmp_path / "r.csv").write_text(
        "person_id,started_on,site\n" + "\n".join(f"{name},2026-03-02,{site}" for name, site in people)
    )
    days = [*(f"2026-02-{d:02d}" for d in range(2, 29)), "2026-03-01"]
    rows = [
        f"{name},{day},{(7 * i + k) % 11 + (40 if site == 'N' else 0)}"
        for i, (name, site) in enumerate(people)
        for k, day in enumerate(days)
    ]
    (tmp_path / "o.csv").write_text("person_id,date,revenue\n" + "\n".join(rows))
    asked = ("power", "--roster", tmp_path / "r.csv", "--outcomes", tmp_path / "o.csv", "--allocation", "a=16,b=24")
    plain, within = (
        percents(next(line for line in run(*asked, *more).output.splitlines() if " before " in line))[0]
        for more in ((), ("--strata", "site"))
    )
    assert within < plain / 3
    found = run(
        "power", "--roster", tmp_path / "r.csv", "--history", tmp_path / "o.csv", *asked[5:], "--strata", "site"
    )
    assert found.exit_code == 2 and "--strata needs --outcomes" in found.output
