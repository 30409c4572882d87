"""Policies whose pairs are drawn by lot, from the command to the probability of each pair."""

import json

import pytest
from click.testing import CliRunner

from mentorlift.cli.match import command as match
from mentorlift.files.tests.csv_rows import rows
from mentorlift.files.tests.small_pool import written

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


@pytest.fixture
def folder(tmp_path):
    return written(tmp_path)


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
