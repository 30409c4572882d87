"""Analyses the offer of a wellness programme with `mentorlift analyse`: the article's tables 3 and 4 beside ours.

python examples/illinois/run.py [--out FOLDER]
"""

import argparse
import csv
import json
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from mentorlift.cli.analyse import command

HERE = Path(__file__).parent

# One period; taking part is one session held. Spending is weighted by the months covered, sick leave by the days.
PLAN = """\
[design]
treated = "offered"
control = "not offered"
assignment = "lottery"

[outcome]
primary = "value"

[window]
pre = [-1, 0]
early = [0, 1]

[model]
pre_period_mean = false
weight = "{weight}"

[inference]
errors = "HC1"
"""

# column of published.csv, the question that answers it, in words
COLUMNS = (
    ("draw", "itt", "by the draw"),
    ("complier", "complier", "per complier"),
    ("takers", "taker_comparison", "takers against the rest"),
)


def published() -> list[dict[str, str]]:
    """The figures of the article's Table 3 (mean, people, by the draw) and Table 4 (the rest), one row an outcome."""
    with (HERE / "published.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def people_of(outcome: str) -> list[dict[str, str]]:
    """One row a person; the file counts equal ones."""
    with (HERE / "data" / f"{outcome}.csv").open(newline="", encoding="utf-8") as file:
        return list(chain.from_iterable(repeat(row, int(row["people"])) for row in csv.DictReader(file)))


def write_inputs(folder: Path, rows: list[dict[str, str]]) -> None:
    """Roster, outcomes and plan of one outcome, in the formats of `mentorlift analyse`."""
    weight = ["weight"] if "weight" in rows[0] else []
    people = [(f"{number:04d}", row) for number, row in enumerate(rows)]
    arm = {"1": "offered", "0": "not offered"}
    _write_csv(
        folder / "roster.csv",
        ["person_id", "arm", "started_on", "dose"],
        [[person, arm[row["offered"]], "0", row["took_part"]] for person, row in people],
    )
    _write_csv(
        folder / "outcomes.csv",
        ["person_id", "period", "value", *weight],
        [[person, "0", row["value"], *(row[name] for name in weight)] for person, row in people],
    )
    (folder / "plan.toml").write_text(PLAN.format(weight="".join(weight)), encoding="utf-8")


def analyse(folder: Path) -> dict[str, dict[str, Any]]:
    """Question -> estimate, as `mentorlift analyse` writes them."""
    files = {name: str(folder / name) for name in ("roster.csv", "outcomes.csv", "plan.toml", "results.json")}
    options = ["--roster", files["roster.csv"], "--outcomes", files["outcomes.csv"], "--plan", files["plan.toml"]]
    with redirect_stdout(StringIO()):
        command.main([*options, "--out", files["results.json"]], standalone_mode=False)
    estimates = json.loads((folder / "results.json").read_text(encoding="utf-8"))["estimates"]
    return {e["question"]: e for e in estimates if (e["window"], e["scale"]) == ("early", "difference")}


def compare(folder: Path) -> list[tuple[str, str, str]]:
    """What, published, ours: of every outcome people and mean, then each comparison with its error."""
    return [row for figures in published() for row in _compared(folder / figures["outcome"], figures)]


def _compared(folder: Path, figures: dict[str, str]) -> list[tuple[str, str, str]]:
    folder.mkdir(parents=True, exist_ok=True)
    rows = people_of(figures["outcome"])
    write_inputs(folder, rows)
    found = analyse(folder)
    name = figures["label"] + (", 24 to 30 months" if figures["outcome"].endswith("_later") else ", first year")
    digits = int(figures["decimals"])
    weights = [float(row.get("weight", 1)) for row in rows]
    mean = sum(w * float(row["value"]) for w, row in zip(weights, rows, strict=True)) / sum(weights)
    out = [
        (f"{name}, people", figures["people"], str(found["itt"]["n_treated"] + found["itt"]["n_control"])),
        (f"{name}, mean", figures["mean"], f"{round(mean, digits) + 0.0:.{digits}f}"),
    ]
    for column, question, words in COLUMNS:
        if figures[column]:
            ours = found[question]
            text = f"{ours['estimate']:+.{digits}f} ({ours['se']:.{digits}f})"
            out.append((f"{name}, {words}", f"{float(figures[column]):+.{digits}f} ({figures[f'{column}_se']})", text))
    if figures["offered"]:
        ours = found["taker_comparison"]
        out.append((f"{name}, people offered", figures["offered"], str(ours["n_treated"] + ours["n_control"])))
    return out


def _write_csv(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="keep roster, outcomes, plans and results in this folder")
    folder = parser.parse_args().out
    with tempfile.TemporaryDirectory() as spare:
        print(f"{'':<76}{'published':>18}{'ours':>18}")
        for what, said, ours in compare(folder or Path(spare)):
            print(f"{what:<76}{said:>18}{ours:>18}")
    print("Takers against the rest is not an effect: it compares people who chose to come with people who did not.")


if __name__ == "__main__":
    main()
