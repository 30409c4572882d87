"""`mentorlift simulate`: a sales organisation whose true effects are known, in the files of every other command."""

import csv
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mentorlift.cli.bars import bar

if TYPE_CHECKING:
    from mentorlift.science.simulation.programme import Programme

EXAMPLE = "Example: mentorlift simulate --people 603 --days 240 --seed 7 --out organisation"
FILES = "people.csv, roster.csv, draw.json, outcomes.parquet, plan.toml and truth.json"
PEOPLE, DAYS = click.IntRange(60, 100_000), click.IntRange(28, 1_000)
EFFECT, FOLDER = click.Choice(["planted", "none"]), click.Path(file_okay=False, path_type=Path)


@click.command(help=f"Write {FILES} of a simulated sales organisation.", epilog=EXAMPLE)
@click.option("--people", type=PEOPLE, default=603, show_default=True, help="New hires.")
@click.option("--days", type=DAYS, default=240, show_default=True, help="Days that each is followed.")
@click.option("--seed", type=click.IntRange(min=0), required=True, help="The same seed gives the same files.")
@click.option("--effect", type=EFFECT, default="planted", show_default=True, help="none: mentors change nothing.")
@click.option("--out", type=FOLDER, required=True, help="Folder for the files.")
def command(people: int, days: int, seed: int, effect: str, out: Path) -> None:
    from mentorlift.science.simulation.programme import programme

    with bar("simulating") as shown:
        told = shown.part("hiring, drawing, selling", 0, 2)
        run = programme(people=people, days=days, seed=seed, effect=effect == "planted", progress=told)
        out.mkdir(parents=True, exist_ok=True)
        shown.at("writing people and draw", 4, 8)
        _write_csv(out / "people.csv", run.people)
        _write_csv(out / "roster.csv", run.roster)
        _write_json(out / "draw.json", run.draw)
        shown.at("writing outcomes", 6, 8)
        _write_outcomes(out / "outcomes.parquet", run)
    (out / "plan.toml").write_text(_plan(run), encoding="utf-8")
    truth = {
        "seed": seed,
        "people": people,
        "days": days,
        "effect": effect,
        "estimates": [asdict(entry) for entry in run.truths],
    }
    _write_json(out / "truth.json", truth)
    drawn = sum(1 for row in run.roster if row["arm"])
    click.echo(f"{out}: {people} new hires, {drawn} of them drawn; {len(run.days.person):,} days at work; {FILES}")


def _write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _write_outcomes(path: Path, run: "Programme") -> None:
    import duckdb
    import numpy as np

    # Read by DuckDB under these names.
    sold = {  # noqa: F841
        "person": run.days.person,
        "day": run.days.day,
        "revenue": run.days.revenue,
        "calls": run.days.calls,
        "sales": run.days.sales,
    }
    hires = {  # noqa: F841
        "person": np.arange(len(run.roster)),
        "person_id": np.array([row["person_id"] for row in run.roster]),
        "started_on": np.array([start.isoformat() for start in run.starts]),
    }
    query = """
        SELECT person_id, CAST(started_on AS DATE) + CAST(day AS INTEGER) AS date,
               revenue, calls, sales, 'EUR' AS currency
        FROM sold JOIN hires USING (person) ORDER BY person_id, date
    """
    target = str(path).replace("'", "''")
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"COPY ({query}) TO '{target}' (FORMAT PARQUET)")


def _plan(run: "Programme") -> str:
    spans = "\n".join(f"{name} = [{start}, {stop}]" for name, (start, stop) in run.windows.items())
    return f"""[design]
treated = "mentored"
control = "later"
stratum = "stratum"
assignment = "lottery"

[outcome]
primary = "revenue"
secondary = ["calls", "sales"]
missing = "zero"

[window]
{spans}

[retention]
at = {list(run.retention_at)}
"""
