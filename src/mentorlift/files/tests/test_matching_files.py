"""What `match` and `assign` read: all faults at once, nothing written when anything is refused."""

import json
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from mentorlift.cli.match import command as match
from mentorlift.files.hours import utc_spans
from mentorlift.files.policy import read_policy
from mentorlift.files.tests.csv_rows import rows
from mentorlift.files.tests.small_pool import written
from mentorlift.science.assignment import criteria, rules


@pytest.fixture
def folder(tmp_path):
    return written(tmp_path)


def change(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def run_match(folder):
    inputs = ["--proteges", "p.csv", "--mentors", "m.csv", "--policy", "policy.toml", "--preferences", "w.csv"]
    named = [word if word.startswith("--") else str(folder / word) for word in inputs]
    outputs = ["--out", str(folder / "pairs.csv"), "--certificate", str(folder / "cert.json")]
    return CliRunner().invoke(match, [*named, *outputs])


def test_pairs_unmatched_and_certificate_have_the_public_columns_and_keys(folder):
    done = run_match(folder)
    assert done.exit_code == 0, done.output
    pairs = rows(folder / "pairs.csv")
    names = ["covers_wants", "band_years", "near_years", "level_perf", "preference"]
    assert pairs[0] == ["protege_id", "mentor_id", "score", *names, "reason"]
    assert [pair[:2] for pair in pairs[1:]] == [["p1", "m1"], ["p2", "m2"]]
    assert pairs[1][2:8] == [str(5_000_000 + 3_000_000 + 937_500 + 2_000_000 + 4_000_000), "5000000", "3000000",
                             "937500", "2000000", "4000000"]  # fmt: skip
    assert pairs[2][-1].startswith("kept by hand")
    unmatched = rows(folder / "unmatched.csv")
    assert unmatched[0] == ["person_id", "role", "reason"]
    assert unmatched[1][:2] == ["b1", "mentor"]
    cert = json.loads((folder / "cert.json").read_text())
    assert list(cert)[:10] == [
        "objective", "mode", "primal", "dual", "gap", "optimal", "coverage", "blocking_pairs", "pairs_considered",
        "rounds",
    ]  # fmt: skip
    assert (cert["optimal"], cert["gap"], cert["coverage"]) == (True, 0, 2)


def many(folder, groups=""):
    """Twelve protégés of two sites, three of them in the smaller one, and ten mentors, without rules."""
    sites = ["Leeds"] * 3 + ["Wien"] * 9
    lines = [f"p{k:02d},{site},{k}" for k, site in enumerate(sites)]
    (folder / "p.csv").write_text("\n".join(["person_id,site,years", *lines]))
    (folder / "m.csv").write_text("\n".join(["person_id,perf", *(f"m{k:02d},{k}" for k in range(10))]))
    level = '[[criterion]]\nkind = "level"\nof = "mentor"\nfield = "perf"\nweight = 2\n'
    (folder / "policy.toml").write_text(f"{groups}\n{level}")
    (folder / "w.csv").write_text("person_id,choice_id,rank\n")


def test_the_sheet_of_fairness_counts_by_group_and_tells_of_no_small_one(folder):
    many(folder)
    done = run_match(folder)
    assert done.exit_code == 0, done.output
    found = rows(folder / "fairness.csv")
    assert found[0] == ["field", "group", "people", "matched", "match_rate", "mean_score", "mentor_strength", "note"]
    assert found[1] == ["", "", "12", "10", "0.8333333333", "0.5", "0.5", ""]
    assert found[2] == ["site", "Leeds", "", "", "", "", "", "fewer than 5 people"]
    assert found[3] == ["site", "Wien", "", "", "", "", "", "hidden so that a smaller group cannot be worked out"]


def test_the_policy_says_by_what_fairness_is_counted(folder):
    many(folder, 'groups = ["years"]')
    assert run_match(folder).exit_code == 0
    assert [(line[0], line[1], line[2]) for line in rows(folder / "fairness.csv")[2:]] == [
        ("years", "above 3, up to 7", ""), ("years", "above 7", ""), ("years", "up to 3", ""),
    ]  # fmt: skip
    many(folder, 'groups = ["colour"]')
    assert "the policy needs this column" in run_match(folder).output
    many(folder, 'groups = "site"')
    assert "a list of columns" in run_match(folder).output
    many(folder, "groups = []")
    assert run_match(folder).exit_code == 0
    assert len(rows(folder / "fairness.csv")) == 2


def test_the_order_of_the_rows_changes_nothing(folder):
    run_match(folder)
    first = {name: (folder / name).read_bytes() for name in ("pairs.csv", "unmatched.csv", "fairness.csv", "cert.json")}
    for name in ("p.csv", "m.csv"):
        header, *lines = (folder / name).read_text(encoding="utf-8-sig").splitlines()
        (folder / name).write_text("\n".join([header, *reversed(lines)]))
    run_match(folder)
    assert first == {name: (folder / name).read_bytes() for name in first}


def test_every_fault_of_every_file_is_told_at_once_and_nothing_is_written(folder):
    change(folder, "policy.toml", 'kind = "shares-any"', 'kind = "share-any"')
    change(folder, "policy.toml", "weight = 5", 'weight = "five"')
    change(folder, "policy.toml", "weight = 3", "weight = -3")
    change(folder, "policy.toml", 'field = "perf"', 'field = "results"')
    change(folder, "p.csv", "Europe/Berlin", "Europe/Bern")
    change(folder, "p.csv", "p2,b1", "p1,p1")
    change(folder, "p.csv", "renewals,1,", "renewals,one,")
    change(folder, "m.csv", "Leeds;2;", "Leeds;-2;")
    change(folder, "never.csv", "p1,m2", "p7,m2\np1,\n,m9")
    change(folder, "w.csv", "p1,m2,2", "p1,m8,second")
    done = run_match(folder)
    assert done.exit_code == 1
    starts = [
        "policy.toml:15:kind: there is no rule of kind 'share-any'; did you mean shares-any?",
        "policy.toml:27:weight: 'five' does not fit; give a number",
        "policy.toml:32:weight: -3 does not fit; give a weight of zero or more",
        "never.csv:2:protege_id: 'p7' is not a protégé here",
        "never.csv:3:mentor_id: the id is missing",
        "never.csv:4:protege_id: the id is missing",
        "never.csv:4:mentor_id: 'm9' is not a mentor here",
        "p.csv:2:working_hours: 'Europe/Bern' is not a time zone",
        "p.csv:3:person_id: p1 is already in row 2",
        "p.csv:3:years: 'one' is not a number",
        "p.csv:3:manager_id: p1 > p1 is a circle",
        "m.csv:1:results: the policy needs this column",
        "m.csv:2:capacity: '-2' is not a number of places",
        "w.csv:3:choice_id: 'm8' is not on the other side of p1",
        "w.csv:3:rank: 'second' is not a rank",
    ]
    lines = done.output.splitlines()
    assert [any(line.startswith(start) for line in lines) for start in starts] == [True] * len(starts)
    assert len(lines) == len(starts)
    assert not any((folder / name).exists() for name in ("pairs.csv", "unmatched.csv", "fairness.csv", "cert.json"))


def test_a_pin_that_breaks_a_rule_is_refused_on_its_row(folder):
    change(folder, "policy.toml", 'protege = "p2"', 'protege = "p1"')
    done = run_match(folder)
    assert done.exit_code == 1
    assert done.output.startswith("policy.toml:20:pin: p1 with m2 breaks a rule; take out the pin or the rule")


def test_weights_too_far_apart_for_exact_sums_are_a_fault_of_the_policy(folder):
    text = (folder / "policy.toml").read_text()
    (folder / "policy.toml").write_text(re.sub(r"weight = \d+", "weight = 1e300", text, count=1))
    done = run_match(folder)
    assert done.exit_code == 1
    assert done.stderr.startswith("policy.toml::weight: the weights lie too far apart")
    assert not (folder / "pairs.csv").exists()


def test_managers_in_a_circle_are_refused_across_both_files(folder):
    change(folder, "m.csv", "b1;b9", "b1;p1")
    assert "is a circle; correct the managers" in run_match(folder).output


def test_a_preference_criterion_without_wishes_is_refused(folder):
    arguments = ["--proteges", "p.csv", "--mentors", "m.csv", "--policy", "policy.toml"]
    named = [word if word.startswith("--") else str(folder / word) for word in arguments]
    outputs = ["--out", str(folder / "pairs.csv"), "--certificate", str(folder / "cert.json")]
    done = CliRunner().invoke(match, [*named, *outputs])
    assert (done.exit_code, "there are no wishes to prefer" in done.output) == (1, True)


def test_a_policy_file_becomes_rules_and_criteria(folder):
    found = read_policy(folder / "policy.toml")
    assert found.faults == []
    assert found.policy.lottery == "2026-11-01"
    assert found.policy.rules[2] == rules.OverlapHours("working_hours", 2.0)
    assert found.policy.rules[4] == rules.Forbid(frozenset({("p1", "m2")}))
    assert found.policy.criteria[1] == criteria.Band(field="years", low=2.0, high=8.0, weight=3.0)
    assert found.policy.pins == (("p2", "m2"),)


def test_working_hours_are_read_in_winter_and_in_summer():
    assert utc_spans("Europe/Berlin 09:00-17:30", 2026) == [(480.0, 990.0), (420.0, 930.0)]
    assert utc_spans("Asia/Kolkata 22:00-06:00", 2026) == [(990.0, 1470.0)] * 2
    for text in ("9 to 5", "Europe/Berlin 25:00-26:00", "Europe/Berlin 09:00-09:00", "Nowhere/City 09:00-17:00"):
        with pytest.raises(ValueError, match="is not"):
            utc_spans(text, 2026)


def test_match_and_assign_do_not_import_django():
    check = "import sys, mentorlift.cli.match as m, mentorlift.cli.assign, mentorlift.files.pool, " \
            "mentorlift.files.pairs, mentorlift.files.costs; sys.exit('django' in sys.modules)"  # fmt: skip
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
