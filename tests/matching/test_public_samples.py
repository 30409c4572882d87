"""Files of other matchers and of the OR-Library, run through the commands as anybody would."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.optimize import linprog

from mentorlift.cli.assign import command as assign
from mentorlift.cli.match import command as match
from mentorlift.files.faults import Refused
from mentorlift.files.tables import read_table

DATA = Path(__file__).parents[1] / "data"
GRADES = ["AA", "AO", "EO", "HEO", "SEO", "Grade 7", "Grade 6", "SCS1", "SCS2", "SCS3", "SCS4"]
PLACES = {"One": 1, "two": 2, "three": 3}


def run(command, *arguments):
    return CliRunner().invoke(command, [str(a) for a in arguments])


def write(path, rows):
    with path.open("w", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path):
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_optimum_of_or_library_100_is_305(tmp_path):
    done = run(
        assign, "--costs", DATA / "or_library/assign100.txt", "--rows", 100, "--cols", 100, "--out", tmp_path / "a.csv"
    )
    assert "optimum   305" in done.output
    rows = read(tmp_path / "a.csv")
    numbers = [int(n) for n in (DATA / "or_library/assign100.txt").read_text().split()]
    assert sum(numbers[int(r["row"]) * 100 + int(r["col"])] for r in rows) == 305
    assert len({r["row"] for r in rows}) == len({r["col"] for r in rows}) == 100


@pytest.mark.parametrize("seed", range(4))
def test_or_library_100_with_places_is_as_good_as_a_linear_programme_says(seed, tmp_path):
    """Of its columns some are closed and some take several rows; HiGHS, another method altogether, finds the bound."""
    rng = np.random.default_rng(seed)
    numbers = np.array((DATA / "or_library/assign100.txt").read_text().split(), dtype=int).reshape(100, 100)
    places = rng.choice([0, 1, 2, 3], size=100, p=[0.4, 0.2, 0.2, 0.2])
    places[0] += max(0, 100 - places.sum())
    write(tmp_path / "k.csv", [{"col": j, "capacity": int(k)} for j, k in enumerate(places)])
    done = run(
        assign,
        *("--costs", DATA / "or_library/assign100.txt", "--rows", 100, "--cols", 100),
        *("--capacity", tmp_path / "k.csv", "--out", tmp_path / "a.csv"),
    )
    once, at_most = np.kron(np.eye(100), np.ones(100)), np.kron(np.ones(100), np.eye(100))
    bound = linprog(numbers.ravel(), A_ub=at_most, b_ub=places, A_eq=once, b_eq=np.ones(100), method="highs")
    assert f"optimum   {round(bound.fun)}\n" in done.output
    rows = read(tmp_path / "a.csv")
    assert sum(numbers[int(r["row"]), int(r["col"])] for r in rows) == round(bound.fun)
    assert (np.bincount([int(r["col"]) for r in rows], minlength=100) <= places).all()


def mentor_match_files(size, folder, policy):
    """The two files of that matcher as `match` reads them, and the arguments to run it."""
    for side in ("mentees", "mentors"):
        table = read_table(DATA / f"mentor_match/{size}_{side}.csv")
        rows = [
            {
                "person_id": r["email address"],
                "organisation": r["organisation"],
                "profession": r["profession"],
                "grade_rank": GRADES.index(r["grade"]),
            }
            for _, r in table.records()
        ]
        write(folder / f"{side}.csv", rows)
    (folder / "policy.toml").write_text(policy)
    inputs = ("--proteges", folder / "mentees.csv", "--mentors", folder / "mentors.csv")
    outputs = ("--out", folder / "pairs.csv", "--certificate", folder / "cert.json")
    return [*inputs, "--policy", folder / "policy.toml", *outputs]


def found_in(folder):
    """Pairs and certificate, the rule of the policy and the sums checked."""
    people = {r["person_id"]: r for side in ("mentees", "mentors") for r in read(folder / f"{side}.csv")}
    pairs, cert = read(folder / "pairs.csv"), json.loads((folder / "cert.json").read_text())
    assert all(people[p["protege_id"]]["organisation"] != people[p["mentor_id"]]["organisation"] for p in pairs)
    assert len({p["protege_id"] for p in pairs}) == len({p["mentor_id"] for p in pairs}) == len(pairs)
    assert cert["primal"] == sum(int(p["score"]) for p in pairs)
    return pairs, cert


@pytest.mark.parametrize(("size", "least_share"), [("small", 0.9), ("large", 0.99)])
def test_the_files_of_mentor_match_run_with_a_policy(size, least_share, tmp_path):
    done = run(match, *mentor_match_files(size, tmp_path, (DATA / "mentor_match/policy.toml").read_text()))
    assert done.exit_code == 0, done.output
    pairs, cert = found_in(tmp_path)
    assert cert["optimal"] and cert["gap"] == 0
    assert len(pairs) >= least_share * len(read(tmp_path / "mentees.csv"))


@pytest.mark.parametrize("mode", ["near-optimal", "random", "stable"])
def test_the_files_of_mentor_match_run_in_every_mode(mode, tmp_path):
    policy = (DATA / "mentor_match/policy.toml").read_text()
    run(match, *mentor_match_files("small", tmp_path, policy))
    best = json.loads((tmp_path / "cert.json").read_text())
    done = run(match, *mentor_match_files("small", tmp_path, f'mode = "{mode}"\n{policy}'))
    assert done.exit_code == 0, done.output
    pairs, cert = found_in(tmp_path)
    assert cert["mode"] == mode and cert["primal"] <= best["primal"]
    if mode == "stable":
        assert cert["blocking_pairs"] == 0
    else:
        assert len(pairs) == best["coverage"]
    if mode == "near-optimal":
        assert 0.95 * best["primal"] <= cert["expected"] <= best["primal"]
        assert all(0 < float(p["probability"]) <= cert["largest_probability"] for p in pairs)


def test_the_form_export_of_mentormatch_runs_with_a_policy_and_wishes(tmp_path):
    forms = DATA / "mentormatch/applications.xlsx"
    mentors = [r for _, r in read_table(forms, sheet="mentor").records()]
    mentees = [r for _, r in read_table(forms, sheet="mentee").records()]
    wanted = next(c for c in mentees[0] if c.endswith("Which of these mentor skills are important to you?"))
    write(
        tmp_path / "p.csv",
        [
            {
                "person_id": r["WWID"],
                "years": r["Years of Experience"],
                "wanted": "|".join(re.findall(r"Skill: ([^;]+)", r[wanted])),
            }
            for r in mentees
        ],
    )
    write(
        tmp_path / "m.csv",
        [
            {
                "person_id": r["WWID"],
                "years": r["Years of Experience"],
                "good_at": r["Which of these do you think are good at?"].strip(";").replace(";", "|"),
                "capacity": next(
                    n for word, n in PLACES.items() if word in r["How many mentees are you willing to mentor?"]
                ),
            }
            for r in mentors
        ],
    )
    write(
        tmp_path / "w.csv",
        [
            {"person_id": r["WWID"], "choice_id": choice, "rank": k}
            for r in mentees
            for k, choice in enumerate(re.findall(r"\d+", r["WWIDs of Preferred Mentor"]), start=1)
        ],
    )
    done = run(
        match,
        "--proteges",
        tmp_path / "p.csv",
        "--mentors",
        tmp_path / "m.csv",
        "--preferences",
        tmp_path / "w.csv",
        "--policy",
        DATA / "mentormatch/policy.toml",
        "--out",
        tmp_path / "pairs.csv",
        "--certificate",
        tmp_path / "cert.json",
    )
    assert done.exit_code == 0, done.output
    pairs = {p["protege_id"]: p for p in read(tmp_path / "pairs.csv")}
    assert len(pairs) == 7
    first_choices = {pair for pair, row in pairs.items() if "choice number 1" in row["reason"]}
    assert len(first_choices) == 3  # six wishes, three different mentors with one place each


@pytest.mark.parametrize("name", ["mentor_match/small_mentees.csv", "mentormatch/wrong_row.xlsx"])
def test_a_file_as_it_comes_is_refused_with_row_column_and_remedy(name, tmp_path):
    done = run(
        match,
        "--proteges",
        DATA / name,
        "--mentors",
        DATA / name,
        "--out",
        tmp_path / "pairs.csv",
        "--certificate",
        tmp_path / "cert.json",
    )
    assert done.exit_code == 1
    assert f"{Path(name).name}:1:person_id: this column is missing; add it" in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["missing_worksheet", "missing_favor_ws"])
def test_a_sheet_that_is_not_there_is_refused_by_name(name):
    with pytest.raises(Refused, match="mentor"):
        read_table(DATA / f"mentormatch/{name}.xlsx", sheet="mentor")
