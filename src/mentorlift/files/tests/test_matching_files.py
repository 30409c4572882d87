"""What `match` and `assign` read: all faults at once, nothing written when anything is refused."""

import csv
import json
import re
import subprocess
import sys
from decimal import Decimal

import pytest
from click.testing import CliRunner

from mentorlift.cli.assign import command as assign
from mentorlift.cli.match import command as match
from mentorlift.files.hours import utc_spans
from mentorlift.files.policy import read_policy
from mentorlift.science.assignment import criteria, rules

PROTEGES = """person_id,manager_id,languages,working_hours,wants,years,site
p1,b1,en|pl,Europe/Berlin 09:00-17:30,price|calls,0,Hamburg
p2,b1,en,Europe/London 09:00-17:30,renewals,1,Leeds
"""
MENTORS = """person_id;manager_id;languages;working_hours;strong;years;site;capacity;perf
m2;;en;Europe/London 09:00-17:30;renewals;7;Leeds;2;0.9
m1;b9;en|pl;Europe/Berlin 09:00-17:30;price|calls;5;Hamburg;1;1.1
b1;b9;en;Europe/London 09:00-17:30;renewals;17;Leeds;;
"""
POLICY = """
mode = "optimal"
lottery = 2026-11-01
[[rule]]
kind = "different"
field = "manager_id"
[[rule]]
kind = "not-in-line"
manager = "manager_id"
[[rule]]
kind = "overlap-hours"
field = "working_hours"
at_least = 2
[[rule]]
kind = "shares-any"
field = "languages"
[[rule]]
kind = "forbid"
pairs = "never.csv"
[[pin]]
protege = "p2"
mentor = "m2"
[[criterion]]
kind = "covers"
needs = "wants"
offers = "strong"
weight = 5
[[criterion]]
kind = "band"
field = "years"
difference = [2, 8]
weight = 3
[[criterion]]
kind = "near"
field = "years"
scale = 20.0
weight = 1
[[criterion]]
kind = "level"
of = "mentor"
field = "perf"
weight = 2
[[criterion]]
kind = "preference"
weight = 4
"""


@pytest.fixture
def folder(tmp_path):
    texts = {
        "p.csv": PROTEGES,
        "m.csv": "\ufeff" + MENTORS.replace("\n", "\r\n"),
        "policy.toml": POLICY,
        "never.csv": "protege_id,mentor_id\np1,m2\n",
        "w.csv": "person_id,choice_id,rank\np1,m1,1\np1,m2,2\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    return tmp_path


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


def rows(path):
    with path.open(newline="") as lines:
        return list(csv.reader(lines))


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


def run_assign(folder, costs, *more):
    (folder / "c.txt").write_text(costs)
    fixed = ["--costs", str(folder / "c.txt"), "--out", str(folder / "a.csv")]
    return CliRunner().invoke(assign, [*fixed, *map(str, more)])


def test_decimal_costs_are_summed_exactly(folder):
    done = run_assign(folder, "0.1 5\n0.7 0.2", "--rows", 2, "--cols", 2)
    assert "optimum   0.3" in done.output
    assert rows(folder / "a.csv") == [["row", "col", "cost"], ["0", "0", "0.1"], ["1", "1", "0.2"]]


def test_capacities_counted_from_one_give_an_answer_counted_from_one(folder):
    (folder / "k.csv").write_text("col,capacity\n1,2\n2,0\n")
    done = run_assign(folder, "1 9\n4 2\n3 1", "--rows", 3, "--cols", 2, "--capacity", folder / "k.csv",
                      "--maximise")  # fmt: skip
    assert "optimum   7" in done.output
    found = rows(folder / "a.csv")[1:]
    assert [(r[0], r[1], Decimal(r[2])) for r in found] == [("2", "1", 4), ("3", "1", 3)]


def test_a_cost_file_with_faults_is_refused(folder):
    (folder / "k.csv").write_text("col,capacity\n0,-1\n")
    done = run_assign(folder, "1 x\n3", "--rows", 2, "--cols", 2, "--capacity", folder / "k.csv")
    assert done.exit_code == 1
    assert "c.txt:1:number 2: 'x' is not a number" in done.output
    assert "c.txt::: the file has 3 numbers, 2 x 2 need 4" in done.output
    assert "k.csv:2:capacity: '-1' is not a number of places" in done.output
    assert not (folder / "a.csv").exists()


def test_costs_of_more_decimals_than_the_solver_takes_are_said_to_be_rounded(folder):
    done = run_assign(folder, "0.1234567890123456789 5\n7 0.2", "--rows", 2, "--cols", 2)
    assert (folder / "a.csv").read_text().splitlines()[1] == "0,0,0.1234567890123456789"
    assert "optimum   0.3234567890123456789" in done.output
    assert "rounded   the solver is exact to 13 of 19 decimals" in done.output
    assert "rounded" not in run_assign(folder, "0.12345678 5\n7 0.2", "--rows", 2, "--cols", 2).output


@pytest.mark.parametrize("word", ["1e999999999", "1e-400"])
def test_a_cost_of_hundreds_of_digits_is_refused(folder, word):
    done = run_assign(folder, f"1 {word}\n3 4", "--rows", 2, "--cols", 2)
    assert done.exit_code == 1
    assert "c.txt:1:number 2" in done.output


def test_match_and_assign_do_not_import_django():
    check = "import sys, mentorlift.cli.match as m, mentorlift.cli.assign, mentorlift.files.pool, " \
            "mentorlift.files.pairs, mentorlift.files.costs; sys.exit('django' in sys.modules)"  # fmt: skip
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


FREE = """
mode = "near-optimal"
tolerance = 0.25
cap = 0.75
lottery = "spring"
[[criterion]]
kind = "band"
field = "years"
difference = [2, 8]
weight = 3
"""


def match_under(folder, policy):
    (folder / "lot.toml").write_text(policy)
    files = {"--proteges": "p.csv", "--mentors": "m.csv", "--policy": "lot.toml", "--out": "pairs.csv"}
    named = [word for option, name in files.items() for word in (option, str(folder / name))]
    return CliRunner().invoke(match, [*named, "--certificate", str(folder / "cert.json")])


def test_pairs_drawn_near_the_best_have_their_probability_in_the_last_column(folder):
    done = match_under(folder, FREE)
    assert done.exit_code == 0, done.output
    header, *pairs = rows(folder / "pairs.csv")
    assert header[-2:] == ["reason", "probability"]
    assert len(pairs) == 2 and all(0 < float(pair[-1]) <= 0.75 for pair in pairs)
    cert = json.loads((folder / "cert.json").read_text())
    assert 0.75 * cert["dual"] <= cert["expected"] <= cert["dual"]
    assert 0 < cert["largest_probability"] <= 0.75
    assert "drawn by lot near the best" in done.output and "no pair more likely than" in done.output
    first = (folder / "pairs.csv").read_bytes()
    match_under(folder, FREE)
    assert (folder / "pairs.csv").read_bytes() == first  # the lottery text decides, and nothing else


def test_random_pairs_of_a_small_pool_say_among_how_many_sets_they_were_drawn(folder):
    done = match_under(folder, 'mode = "random"\nlottery = "spring"\n')
    cert = json.loads((folder / "cert.json").read_text())
    assert cert["sets"] == 7  # two protégés; two mentors with one place, one with two: 3 x 3 - 2
    assert "7 largest sets, each as likely" in done.output
    header, *pairs = rows(folder / "pairs.csv")
    assert header[-1] == "probability"
    assert {pair[-1] for pair in pairs} <= {"0.2857142857", "0.4285714286"}


def test_a_cap_that_cannot_be_kept_is_refused_and_nothing_is_written(folder):
    done = match_under(folder, FREE.replace("cap = 0.75", "cap = 0.1"))
    assert done.exit_code == 1
    told = "lot.toml::: with no pair above 0.1 fewer would have a mentor than could; raise the cap, or drop a rule"
    assert done.output.strip() == told
    assert not (folder / "pairs.csv").exists()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("tolerance = 0.25", "tolerance = 0", "lot.toml:3:tolerance: 0 does not fit; give a share from 0.001 to 1"),
        ("cap = 0.75", "cap = 1.5", "lot.toml:4:cap: 1.5 does not fit; give a probability above 0 and up to 1"),
        ("cap = 0.75", 'cap = "half"', "lot.toml:4:cap: 'half' does not fit; give a number"),
        ('"near-optimal"', '"optimal"', "lot.toml:3:tolerance: tolerance is read in mode near-optimal alone"),
        ("cap = 0.75", 'objective = "score"', "lot.toml:4:objective: near-optimal does not go with score"),
    ],
)
def test_faults_of_tolerance_and_cap_stand_on_their_row(folder, old, new, told):
    assert old in FREE
    done = match_under(folder, FREE.replace(old, new))
    assert done.exit_code == 1
    assert told in done.output
