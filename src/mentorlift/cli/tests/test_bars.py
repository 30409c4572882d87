"""Long commands show how far they are, on a terminal only."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mentorlift.science.lottery.power import smallest_visible
from mentorlift.science.progress import part_of
from mentorlift.science.simulation.programme import programme
from tests import migrated

COMMAND = Path(sys.executable).with_name("mentorlift")


def on_a_terminal(*words, **environment):
    """Exit status, standard output and what a terminal at standard error was sent."""
    ours, theirs = os.openpty()
    command, env = [COMMAND, *map(str, words)], os.environ | environment
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, text=True, env=env) as run:
        os.close(theirs)
        sent = b""
        try:
            while piece := os.read(ours, 4096):
                sent += piece
        except OSError:  # the other end is closed
            pass
        output = run.communicate()[0]
    os.close(ours)
    return run.returncode, output, sent.decode()


@pytest.fixture(scope="module")
def organisation(tmp_path_factory):
    out = tmp_path_factory.mktemp("simulated")
    words = ("simulate", "--people", 80, "--days", 60, "--seed", 3, "--out", out)
    out.joinpath("sent.txt").write_text(on_a_terminal(*words)[2])
    return out


def calls(folder):
    rows = (folder / "roster.csv", folder / "outcomes.parquet")
    (folder / "costs.txt").write_text("1 2\n3 1\n")
    (folder / "p.csv").write_text("person_id\na\nb\n")
    (folder / "m.csv").write_text("person_id,capacity\nx,1\ny,1\n")
    drawn = ("--strata", "site", "--allocation", "mentored=40,later=40", "--seed", "x", "--out", folder / "d.json")
    return {
        "power": ("power", "--roster", rows[0], "--history", rows[1], "--allocation", "a=20,b=20"),
        "draw": ("draw", "--roster", rows[0], *drawn),
        "verify": ("verify-draw", folder / "draw.json", "--roster", rows[0]),
        "match": (
            *("match", "--proteges", folder / "p.csv", "--mentors", folder / "m.csv"),
            *("--out", folder / "pairs.csv", "--certificate", folder / "c.json"),
        ),
        "assign": ("assign", "--costs", folder / "costs.txt", "--rows", 2, "--cols", 2, "--out", folder / "a.csv"),
        "analyse": (
            *("analyse", "--roster", rows[0], "--outcomes", rows[1], "--plan", folder / "plan.toml"),
            *("--draw", folder / "draw.json", "--out", folder / "r.json"),
        ),
    }


def shares(sent):
    return [int(found) for found in re.findall(r"(\d+)%", sent)]


def test_a_simulation_shows_its_bar(organisation):
    sent = (organisation / "sent.txt").read_text()
    assert "simulating" in sent
    assert shares(sent)[-1] == 100


@pytest.mark.parametrize("name", ["power", "draw", "verify", "match", "assign", "analyse"])
def test_a_long_command_shows_how_far_it_is(organisation, name):
    status, output, sent = on_a_terminal(*calls(organisation)[name])
    assert (status, name in sent) == (0, True)
    found = shares(sent)
    assert found == sorted(found)
    assert found[-1] == 100
    assert len(set(found)) > 2  # it moves on the way
    assert "%|" not in output
    assert "[" not in output.split("\n")[0]


@pytest.mark.parametrize("name", ["power", "draw", "verify", "match", "assign", "analyse"])
def test_nothing_of_the_bar_reaches_a_file(organisation, name):
    words = [COMMAND, *map(str, calls(organisation)[name])]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "#" not in done.stdout + done.stderr
    assert name not in done.stderr.split()


def test_a_refused_command_does_not_claim_to_be_through(organisation):
    words = calls(organisation)["analyse"]
    (organisation / "wrong.toml").write_text("[design]\n")
    status, _, sent = on_a_terminal(
        *(organisation / "wrong.toml" if w == organisation / "plan.toml" else w for w in words)
    )
    assert status == 1
    assert "wrong.toml" in sent
    assert 100 not in shares(sent)


def test_backup_and_restore_show_how_far_they_are(tmp_path):
    data, kept = tmp_path / "data", tmp_path / "kept.tar"
    (data / "outcomes").mkdir(parents=True)
    for number in range(4):
        (data / "outcomes" / f"{number}.parquet").write_bytes(b"figures" * number)
    house = {"MENTORLIFT_DATA": str(data), "DATABASE_URL": f"sqlite:///{migrated.copied_to(tmp_path / 'db.sqlite3')}"}
    subprocess.run([COMMAND, "init-admin", "boss@example.com"], env=os.environ | house, check=True, capture_output=True)
    for words, steps in (
        (("backup", kept), ("copying the database", "copying files", "verifying")),
        (("restore", kept, "--force"), ("unpacking", "putting back the database", "putting back files")),
    ):
        status, output, sent = on_a_terminal(*words, **house)
        assert (status, all(step in sent for step in steps)) == (0, True), sent
        found = shares(sent)
        assert found == sorted(found)
        assert found[-1] == 100
        assert len(set(found)) > 4
        assert "%" not in output
    status, _, sent = on_a_terminal("restore", kept, **house)
    assert (status, "There is data here already" in sent) == (1, True)
    assert 100 not in shares(sent)


def test_a_part_tells_the_whole():
    told = []
    part = part_of(lambda *far: told.append(far), 2, of=4, size=10)
    part(0, 5)
    part(5, 5)
    part(0, 0)
    assert told == [(20, 40), (30, 40), (20, 40)]


def test_samples_of_a_simulated_power_are_told_in_order():
    told = []
    y = np.random.default_rng(1).normal(10, 3, (40, 5))
    smallest_visible(y, 20, 20, runs=50, progress=lambda *far: told.append(far))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_a_simulated_programme_tells_each_of_its_steps():
    told = []
    programme(people=60, days=28, seed=1, progress=lambda *far: told.append(far))
    assert told == [(step, 5) for step in range(1, 6)]


def test_redraws_are_told_block_by_block(organisation, monkeypatch):
    from mentorlift.files.analysis import load_analysis
    from mentorlift.files.results import results_of

    monkeypatch.setattr("mentorlift.science.effects.redrawn.BLOCK", 100_000)
    folder = organisation
    files = (folder / name for name in ("roster.csv", "outcomes.parquet", "plan.toml", "draw.json"))
    loaded = load_analysis(*files)
    told = []
    results_of(loaded, draw=folder / "draw.json", draw_verified=True, progress=lambda *far: told.append(far))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    assert len(set(told)) > told[-1][1] // 1000  # more often than once a question
