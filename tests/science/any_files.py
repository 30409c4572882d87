"""Random people, figures and plans with any of the optional keys, as files, and what `analyse` makes of them."""

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
from click.testing import CliRunner

from mentorlift.cli.main import main

START = dt.date(2026, 3, 2)
LENGTH = 56  # days of figures, four weeks of them before the first start


def run(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


def people_of(rng, design):
    """Rows of a roster before anything is drawn; whole teams are alike in what a lottery looks at."""
    n = int(rng.integers(12, 60))
    rows = []
    for at in range(n):
        team = at // 4
        start = START + dt.timedelta(days=int(7 * rng.integers(0, 3)) if design == "staggered" else int(at % 2))
        rows.append(
            {
                "person_id": f"p{at:03d}",
                "stratum": "AB"[team % 2],
                "site": str(rng.choice(["Leeds", "Hamburg"])),
                "age": str(rng.integers(20, 60)),
                "weight": str(round(float(rng.uniform(1, 2)), 3)),
                "wish": str(rng.choice(["yes", "no", ""])),
                "started_on": start.isoformat(),
                "exited_on": (start + dt.timedelta(days=int(rng.integers(1, 30)))).isoformat()
                if rng.random() < 0.15
                else "",
                **({"cluster": f"t{team}"} if design == "teams" else {"team": f"t{team}"}),
            }
        )
    return rows


def arms_of(rng, rows, arms):
    """Without a draw file: anybody's arm, sometimes in two branches."""
    branches = rng.random() < 0.3
    for row in rows:
        row["arm"] = str(rng.choice(arms))
        if branches:
            row["branch"] = str(rng.choice(["mandatory", "voluntary"]))
            row["arm"] = row["arm"] if row["branch"] == "mandatory" or row["wish"] == "yes" else ""


def after_the_draw(rng, rows):
    for row in rows:
        mentored = row["arm"] not in ("", "later")
        row["mentor_id"] = f"m{rng.integers(0, 8)}" if mentored else ""
        row["dose"] = str(rng.integers(0, 5)) if mentored and rng.random() < 0.8 else ""
        late = row["arm"] == "later" and rng.random() < 0.03
        served = dt.date.fromisoformat(row["started_on"]) + dt.timedelta(days=21)
        row["served_on"] = served.isoformat() if late else ""
        crossed = row["arm"] == "later" and not late and rng.random() < 0.03
        row["crossed_on"] = served.isoformat() if crossed else ""


def figures_of(rng, rows):
    lines = []
    for row in rows:
        level = float(rng.lognormal(3, 0.5))
        for day in range(LENGTH):
            date = START + dt.timedelta(days=day - 28)
            if (
                date.weekday() < 5
                and rng.random() < 0.9
                and not (row["exited_on"] and date.isoformat() >= row["exited_on"])
            ):
                calls = int(rng.poisson(3))
                lines.append((row["person_id"], date.isoformat(), round(level * float(rng.lognormal(0, 1)), 2), calls))
    return [("person_id", "date", "revenue", "calls"), *lines]


def plan_of(rng, design, arms):
    def maybe(text, chance=0.5):
        return text if rng.random() < chance else ""

    treated = [arm for arm in arms if arm != "later"]
    ignored = [treated.pop()] if len(treated) > 1 and rng.random() < 0.3 else []
    assignment = design if design in ("staggered", "comparison", "none") else "lottery"
    pre = rng.choice(["[-14, 0]", "[[-28, -14], [-7, 0]]"])
    late = rng.choice(["[7, 14]", "[14, 21]"])
    parts = [
        "[design]",
        f"treated = {json.dumps(treated)}",
        f"ignore = {json.dumps(ignored)}" if ignored else "",
        'control = "later"',
        f'assignment = "{assignment}"',
        'cluster = "cluster"' if design == "teams" else "",
        "[outcome]",
        'primary = "revenue"',
        maybe('secondary = ["calls"]'),
        maybe(f'missing = "{rng.choice(["zero", "absent"])}"'),
        maybe('ratios = ["revenue/calls"]'),
        maybe('yes_no = ["calls by 10", "revenue >= 20 at 9"]'),
        maybe('ramp = ["calls", "revenue >= 60 in 7"]'),
        maybe(f"winsorise = {rng.choice(['0.9', '0.99'])}"),
        "[window]",
        f"pre = {pre}",
        "early = [0, 7]",
        f"late = {late}",
        "[retention]",
        "at = [5, 12]",
        "[model]",
        maybe('level = "period"', 0.2),
        maybe('covariates = ["age", "site"]'),
        maybe("pre_period_mean = false", 0.2),
        maybe('weight = "weight"', 0.1),
        "[inference]",
        f'errors = "{rng.choice(["HC1", "HC2", "CR1", "CR2"])}"',
        "redraws = 40",
        maybe("confidence = 0.9"),
        maybe('[groups]\nby = ["site"]'),
        maybe('[mentors]\ndrawn_within = "everybody"'),
        maybe('[wish]\npredictors = ["age", "weight - age"]'),
    ]
    return "\n".join(filter(None, parts)) + "\n"


DESIGNS = ("people", "teams", "weight", "alike", "several", "staggered", "comparison", "none")


def write(path, rows):
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


DRAWN = ("people", "teams", "weight", "alike", "several")


def analysed(folder: Path, seed: int, design: str) -> tuple[dict[str, Any], str]:
    """(results.json, report.html) of people, figures and a plan of this seed; fails where it is refused."""
    rng = np.random.default_rng(seed)
    several = design == "several" or (design != "weight" and rng.random() < 0.15)
    arms = ["mentored", "class", "later"] if several else ["mentored", "later"]
    rows = people_of(rng, design)
    if design in DRAWN:
        draw(folder, rows, arms, design, seed)
    else:
        arms_of(rng, rows, arms)
    after_the_draw(rng, rows)
    write(folder / "roster.csv", rows)
    with (folder / "outcomes.csv").open("w", newline="") as file:
        csv.writer(file).writerows(figures_of(rng, rows))
    (folder / "plan.toml").write_text(plan_of(rng, design, arms))
    names = {"roster": "roster.csv", "outcomes": "outcomes.csv", "plan": "plan.toml"}
    names |= {"draw": "draw.json"} if design in DRAWN else {}
    files = [part for name, file in names.items() for part in (f"--{name}", folder / file)]
    done = run("analyse", *files, "--out", folder / "out.json", "--report", folder / "report.html")
    assert done.exit_code == 0, (done.output, done.exception, (folder / "plan.toml").read_text())
    return json.loads((folder / "out.json").read_text()), (folder / "report.html").read_text()


def draw(folder, rows, arms, design, seed):
    """Draws the rows in their design and gives them their arms."""
    write(folder / "list.csv", rows)
    units = len({row.get("cluster", row["person_id"]) for row in rows})
    counts = [units // len(arms)] * (len(arms) - 1)
    allocation = ",".join(f"{arm}={n}" for arm, n in zip(arms, [*counts, units - sum(counts)], strict=True))
    extra = {"weight": ("--weight", "weight"), "alike": ("--rerandomise", "age,weight", "--accept", "0.3")}
    files = ("--roster", folder / "list.csv", "--out", folder / "draw.json", "--strata", "stratum")
    done = run("draw", *files, "--allocation", allocation, "--seed", f"agreed {seed}", *extra.get(design, ()))
    assert done.exit_code == 0, done.output
    drawn = {one["person_id"]: one["arm"] for one in json.loads((folder / "draw.json").read_text())["assignments"]}
    for row in rows:
        row["arm"] = drawn[row["person_id"]]
