"""Analyses the lottery of mentors in Dandora with `mentorlift analyse` and sets the published figures beside ours.

python examples/kenya/run.py [--out FOLDER]
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("dandora.csv")
COVARIATES = (
    *("tprofits_b", "secondaryedu_b", "lage_b", "I_emp_b", "sec1_b", "sec2_b", "sec3_b", "sec4_b"),
    *("manu_b", "retail_b", "serv_b", "food_b"),
)
BY_WAVE = (266.06, 50.22, 321.06, 994.68, 915.59, 20.81, 35.86)

# Waves are periods; the programme starts at wave 1, so that wave 0 is the period before the start.
PLAN = """\
[design]
treated = ["mentor", "class"]
control = "control"
assignment = "lottery"

[outcome]
primary = "{outcome}"

[window]
pre = [-1, 0]
early = [{start}, {stop}]

[model]
level = "period"
covariates = [{covariates}]
pre_period_mean = false

[inference]
errors = "CR1"
"""


def write_inputs(folder: Path) -> None:
    """Roster, outcomes and three plans, in the formats of `mentorlift analyse`."""
    with DATA.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    businesses = {row["business"]: row for row in rows}
    _write_csv(
        folder / "roster.csv",
        ["person_id", "arm", "started_on", *COVARIATES],
        [[row["business"], row["arm"], "1", *(row[name] for name in COVARIATES)] for row in businesses.values()],
    )
    _write_csv(
        folder / "outcomes.csv",
        ["person_id", "period", "profit", "switched_supplier"],
        [[row["business"], row["wave"], row["tprofits"], row["supplierswitch"]] for row in rows],
    )
    later = COVARIATES[1:]  # the authors leave profit before the start out of other outcomes
    for name, outcome, start, stop, covariates in (
        ("as_published", "profit", -1, 7, COVARIATES),
        ("waves_1_to_7", "profit", 0, 7, COVARIATES),
        ("suppliers", "switched_supplier", 4, 5, later),
    ):
        quoted = ", ".join(f'"{covariate}"' for covariate in covariates)
        text = PLAN.format(outcome=outcome, start=start, stop=stop, covariates=quoted)
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def analyse(folder: Path, plan: str) -> list[dict[str, Any]]:
    """The estimates of one plan, as `mentorlift analyse` writes them."""
    out = folder / f"{plan}.json"
    command = [sys.executable, "-m", "mentorlift", "analyse", "--roster", str(folder / "roster.csv")]
    command += ["--outcomes", str(folder / "outcomes.csv"), "--plan", str(folder / f"{plan}.toml"), "--out", str(out)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603
    return json.loads(out.read_text(encoding="utf-8"))["estimates"]


def compare(folder: Path) -> list[tuple[str, str, str]]:
    """What, published, ours."""
    write_inputs(folder)
    published, alone, suppliers = (analyse(folder, name) for name in ("as_published", "waves_1_to_7", "suppliers"))
    mentor, school = _itt(published, "mentor"), _itt(published, "class")
    rows = [
        ("weekly profit, mentor (Table 3)", "+371.83 (133.02)", _money(mentor)),
        ("weekly profit, class (Table 3)", "+124.51", f"{school['estimate']:+.2f}"),
        ("  person-waves", "2,578", f"{mentor['rows']:,}"),
        ("waves 1 to 7 alone, mentor", "+368.74 (131.57)", _money(_itt(alone, "mentor"))),
        ("  person-waves", "2,211", f"{_itt(alone, 'mentor')['rows']:,}"),
    ]
    for wave, figure in enumerate(BY_WAVE, start=1):
        (found,) = _pick(alone, question="by_week", arm="mentor", at=wave - 1, scale="difference")
        rows.append((f"wave {wave}, mentor", f"{figure:+.2f}", f"{found['estimate']:+.2f}"))
    rows.append(("changed supplier, mentor", "+0.19", f"{_itt(suppliers, 'mentor')['estimate']:+.2f}"))
    return rows


def still_meeting() -> tuple[int, int]:
    """How many of the businesses drawn for a mentor still meet theirs in wave 6, twelve months on, and of how many."""
    with DATA.open(newline="", encoding="utf-8") as file:
        answers = [row["meet"] for row in csv.DictReader(file) if row["arm"] == "mentor" and row["wave"] == "6"]
    return answers.count("1"), len(answers) - answers.count("")


def _itt(estimates: list[dict[str, Any]], arm: str) -> dict[str, Any]:
    (found,) = _pick(estimates, question="itt", arm=arm, window="early", scale="difference")
    return found


def _pick(estimates: list[dict[str, Any]], **wanted: object) -> list[dict[str, Any]]:
    return [e for e in estimates if all(e[key] == value for key, value in wanted.items())]


def _money(estimate: dict[str, Any]) -> str:
    return f"{estimate['estimate']:+.2f} ({estimate['se']:.2f})"


def _write_csv(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="keep roster, outcomes, plans and results in this folder")
    folder = parser.parse_args().out
    with tempfile.TemporaryDirectory() as spare:
        folder = folder or Path(spare)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{'':<34}{'published':>18}{'ours':>18}")
        for what, published, ours in compare(folder):
            print(f"{what:<34}{published:>18}{ours:>18}")
    meet, asked = still_meeting()
    print(f"Still meeting the mentor after 12 months: published 45 %, here {meet} of {asked} ({meet / asked:.1%})")


if __name__ == "__main__":
    main()
