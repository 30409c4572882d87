"""Analyses the offer of a wellness programme with `mentorlift analyse` and sets the published figures beside ours.

python examples/illinois/run.py [--out FOLDER]
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

# One period; taking part is one session held. The spending of a month is weighted by the months covered.
PLAN = """\
[design]
treated = "offered"
control = "not offered"
assignment = "lottery"

[outcome]
primary = "{outcome}"

[window]
pre = [-1, 0]
early = [0, 1]

[model]
pre_period_mean = false
weight = "{weight}"

[inference]
errors = "HC1"
"""


def write_inputs(folder: Path, file: str, outcome: str, weight: str) -> None:
    """Roster, outcomes and plan of one outcome, in the formats of `mentorlift analyse`."""
    with (HERE / file).open(newline="", encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    people = [f"{number:04d}" for number in range(len(rows))]
    arms = ["offered" if row["offered"] == "1" else "not offered" for row in rows]
    _write_csv(
        folder / "roster.csv",
        ["person_id", "arm", "started_on", "dose"],
        [[person, arm, "0", row["took_part"]] for person, arm, row in zip(people, arms, rows, strict=True)],
    )
    _write_csv(
        folder / "outcomes.csv",
        ["person_id", "period", outcome, *(["weight"] if weight else [])],
        [
            [person, "0", row[outcome], *([row[weight]] if weight else [])]
            for person, row in zip(people, rows, strict=True)
        ],
    )
    text = PLAN.format(outcome=outcome, weight="weight" if weight else "")
    (folder / "plan.toml").write_text(text, encoding="utf-8")


def analyse(folder: Path) -> list[dict[str, Any]]:
    """The estimates, as `mentorlift analyse` writes them."""
    out = folder / "results.json"
    command = [sys.executable, "-m", "mentorlift", "analyse", "--roster", str(folder / "roster.csv")]
    command += ["--outcomes", str(folder / "outcomes.csv"), "--plan", str(folder / "plan.toml"), "--out", str(out)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603
    return json.loads(out.read_text(encoding="utf-8"))["estimates"]


def compare(folder: Path) -> list[tuple[str, str, str]]:
    """What, published, ours."""
    rows = []
    for name, file, outcome, weight, decimals, figures in (
        (
            "monthly spending",
            "spending.csv",
            "spending",
            "share_covered",
            1,
            ("+10.8 (48.5)", "+17.7 (79.0)", "-137.3 (68.6)"),
        ),
        ("left the job", "employment.csv", "left", "", 3, ("-0.013 (0.010)", "", "-0.080 (0.011)")),
    ):
        inner = folder / outcome
        inner.mkdir(parents=True, exist_ok=True)
        write_inputs(inner, file, outcome, weight)
        estimates = analyse(inner)
        for question, words, published in zip(
            ("itt", "complier", "taker_comparison"),
            ("by the draw", "per complier", "takers against the rest"),
            figures,
            strict=True,
        ):
            if not published:
                continue
            (found,) = [
                e
                for e in estimates
                if (e["question"], e["window"], e["scale"], e["outcome"]) == (question, "early", "difference", outcome)
            ]
            ours = f"{found['estimate']:+.{decimals}f} ({found['se']:.{decimals}f})"
            rows.append((f"{name}, {words}", published, ours))
    return rows


def _write_csv(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="keep roster, outcomes, plans and results in this folder")
    folder = parser.parse_args().out
    with tempfile.TemporaryDirectory() as spare:
        print(f"{'':<44}{'published':>18}{'ours':>18}")
        for what, published, ours in compare(folder or Path(spare)):
            print(f"{what:<44}{published:>18}{ours:>18}")
    print("Takers against the rest is not an effect: it compares people who chose to come with people who did not.")


if __name__ == "__main__":
    main()
