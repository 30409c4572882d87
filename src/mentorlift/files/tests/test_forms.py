"""Circles and rotating peer pairs by a policy file and the command."""

import csv
import itertools
import json

import pytest
from click.testing import CliRunner

from mentorlift.cli.match import command as match

PEOPLE = """person_id,team,manager_id,languages,years
a,north,,en,1
b,north,,en|pl,2
c,south,a,en,3
d,south,,en,4
e,west,,en,5
f,,,en,6
"""
MENTORS = """person_id,capacity,years,manager_id,languages
m1,3,9,,en
m2,2,8,,en
"""
CIRCLE = """
lottery = "spring"
[circle]
least = 2
most = 3
apart = ["team"]
not_in_line = "manager_id"
[[rule]]
kind = "shares-any"
field = "languages"
[[criterion]]
kind = "near"
field = "years"
scale = 10
weight = 1
"""
ROTATION = """
lottery = "spring"
[rotation]
weeks = 5
[[criterion]]
kind = "differs"
field = "team"
weight = 1
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "p.csv").write_text(PEOPLE)
    (tmp_path / "m.csv").write_text(MENTORS)
    return tmp_path


def run(folder, policy, mentors="m.csv"):
    (folder / "policy.toml").write_text(policy)
    files = {"--proteges": "p.csv", "--mentors": mentors, "--policy": "policy.toml", "--out": "out/pairs.csv"}
    named = [word for option, name in files.items() for word in (option, str(folder / name))]
    return CliRunner().invoke(match, [*named, "--certificate", str(folder / "out/cert.json")])


def rows(path):
    with path.open(newline="") as lines:
        return list(csv.reader(lines))


def test_circles_are_written_as_pairs_and_keep_their_own_rules(folder):
    done = run(folder, CIRCLE)
    assert done.exit_code == 0, done.output
    assert "circles         2, 5 of 6 protégés" in done.output and "no better circles exist" in done.output
    header, *pairs = rows(folder / "out/pairs.csv")
    assert header == ["protege_id", "mentor_id", "score", "near_years", "reason"]
    assert all("years: " in pair[-1] and pair[2] == pair[3] for pair in pairs)
    circles = {}
    for protege, mentor, *_ in pairs:
        circles.setdefault(mentor, set()).add(protege)
    assert {mentor: len(members) for mentor, members in circles.items()} == {"m1": 3, "m2": 2}
    for members in circles.values():
        assert not {"a", "b"} <= members and not {"c", "d"} <= members and not {"a", "c"} <= members
    cert = json.loads((folder / "out/cert.json").read_text())
    assert (cert["form"], cert["optimal"], cert["coverage"], cert["gap"]) == ("circle", True, 5, 0)
    assert cert["primal"] == sum(int(pair[2]) for pair in pairs)
    [left] = [row for row in rows(folder / "out/unmatched.csv")[1:] if row[1] == "protege"]
    assert left[2] == "2 mentors allowed by the rules; no circle of 2 to 3 can take them"


def test_pins_that_no_circle_can_keep_are_refused(folder):
    pins = "".join(f'[[pin]]\nprotege = "{p}"\nmentor = "m1"\n' for p in "ab")
    done = run(folder, CIRCLE + pins)
    assert (done.exit_code, done.output.strip()) == (
        1,
        "policy.toml::: the pins cannot be kept under the rules of a circle; drop a pin, or change [circle]",
    )
    assert not (folder / "out").exists()


def test_peers_meet_others_every_week_and_nobody_twice(folder):
    done = run(folder, ROTATION, mentors="p.csv")
    assert done.exit_code == 0, done.output
    assert "15 in 5 weeks, no two people twice" in done.output
    header, *meetings = rows(folder / "out/pairs.csv")
    assert header == ["week", "person_id", "other_id"]
    assert sorted((a, b) for _, a, b in meetings) == list(itertools.combinations("abcdef", 2))
    for week in range(1, 6):
        assert sorted(p for w, *pair in meetings if int(w) == week for p in pair) == list("abcdef")
    cert = json.loads((folder / "out/cert.json").read_text())
    assert [week["pairs"] for week in cert["weeks"]] == [3] * 5
    assert rows(folder / "out/unmatched.csv") == [["person_id", "role", "reason"]]


def test_whoever_sits_out_is_listed_with_the_week(folder):
    (folder / "p.csv").write_text(PEOPLE.replace("f,,,en,6\n", ""))
    run(folder, ROTATION, mentors="p.csv")
    out = rows(folder / "out/unmatched.csv")[1:]
    assert sorted(row[0] for row in out) == list("abcde")
    assert [row[1:] for row in out] == [["peer", f"sits out in week {n}"] for n in range(1, 6)]


def test_two_different_files_cannot_rotate(folder):
    done = run(folder, ROTATION.replace("team", "languages"))
    assert (done.exit_code, done.output.strip()) == (
        1,
        "policy.toml::: rotating pairs are among the same people; give one file for --proteges and --mentors",
    )


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (CIRCLE.replace("least = 2", "least = 4"), "policy.toml:5:most: a circle has one protégé or more"),
        (
            CIRCLE.replace("most = 3", "most = 0"),
            "policy.toml:5:most: 0 does not fit; give a whole number from 1 to 100",
        ),
        (CIRCLE.replace('["team"]', '"team"'), "policy.toml:6:apart: 'team' does not fit; give a list of columns"),
        (CIRCLE.replace("most = 3\n", ""), "policy.toml:3:most: this circle needs most; add it"),
        (CIRCLE.replace('apart = ["team"]', 'apart = ["club"]'), "p.csv:1:club: the policy needs this column"),
        (
            CIRCLE.replace("[circle]", 'mode = "random"\n[circle]'),
            "policy.toml:3:mode: circles and rotating pairs are not",
        ),
        (CIRCLE + "[rotation]\nweeks = 3\n", "policy.toml:16:rotation: circles and rotating pairs are two forms"),
        (
            ROTATION.replace("weeks = 5", "weeks = 105"),
            "policy.toml:4:weeks: 105 does not fit; give a whole number from 1",
        ),
        (ROTATION.replace("weeks = 5", "days = 5"), "policy.toml:4:days: this rotation has no key days"),
        (
            CIRCLE.replace("[circle]", 'objective = "score"\n[circle]'),
            "policy.toml:3:objective: circles and rotating pairs are not found by score",
        ),
        (
            ROTATION + '[[pin]]\nprotege = "a"\nmentor = "b"\n',
            "policy.toml:9:pin: rotating pairs know no pins; take them out",
        ),
        ("rotation = 3\n", "policy.toml:1:rotation: rotation is not a table; write it as [rotation]"),
    ],
)
def test_faults_of_a_form_stand_on_their_row(folder, policy, told):
    done = run(folder, policy)
    assert done.exit_code == 1
    assert told in done.output
    assert not (folder / "out").exists()
