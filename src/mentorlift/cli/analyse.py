"""`mentorlift analyse`: what the programme did, from roster, outcomes, plan and draw."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from mentorlift.cli.bars import bar

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
EXAMPLE = (
    "Example: mentorlift analyse --roster roster.csv --outcomes outcomes.parquet --plan plan.toml"
    " --draw draw.json --out results.json --report report.html"
)
ENGINES = ("duckdb", "postgresql", "spark", "clickhouse", "snowflake", "bigquery")
SHOWN = (
    "staggered",
    "difference_in_differences",
    "pre_trend",
    "itt_per_day",
    "itt",
    "total_value",
    "durability",
    "retention",
    "atu",
    "selection_gap",
    "taker_comparison",
    "ratio",
    "yes_no",
    "ramp_time",
    "ramp_reached",
    "arms",
    "groups_shrunk",
)


@click.command(epilog=EXAMPLE)
@click.option("--roster", type=FILE, required=True, help="Who was in which arm: person_id, arm, started_on, ...")
@click.option("--outcomes", type=FILE, help="person_id, date or period, one number column a metric.")
@click.option(
    "--plan", type=FILE, required=True, help="plan.toml: treated, control and primary, the rest has defaults."
)
@click.option("--draw", type=FILE, help="The draw file; the analysis is refused where it does not verify.")
@click.option("--leave", type=FILE, help="Leave spells: person_id, from, to.")
@click.option(
    "--explore", multiple=True, help="A column of the list by whose groups to look though not planned: stamped so."
)
@click.option("--out", type=FILE, help="Where results.json goes.")
@click.option("--report", type=FILE, help="Also write a page to read and print.")
@click.option("--bundle", type=FOLDER, help="Also copy inputs and results into a folder that can be checked.")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    help="Let the engine where the outcomes lie add them up; snowflake and bigquery with --print-sql only.",
)
@click.option("--table", help="Instead of --outcomes: the engine's table, or a path of Parquet files that it reads.")
@click.option("--connect", default="", envvar="MENTORLIFT_ENGINE", help="Where the engine is: address, file or master.")
@click.option("--print-sql", is_flag=True, help="Print what the engine would be asked, and ask nothing.")
def command(
    *,
    roster: Path,
    outcomes: Path | None,
    plan: Path,
    draw: Path | None,
    leave: Path | None,
    explore: tuple[str, ...],
    out: Path | None,
    report: Path | None,
    bundle: Path | None,
    engine: str | None,
    table: str | None,
    connect: str,
    print_sql: bool,
) -> None:
    """Estimate every planned question; what cannot be known says why."""
    from mentorlift.cli.analyse_on_engine import check_usage, load, show_sql
    from mentorlift.files.bundle import write_bundle
    from mentorlift.files.draw_check import draw_faults
    from mentorlift.files.faults import Refused
    from mentorlift.files.report import report_page
    from mentorlift.files.results import results_of, results_text

    check_usage(outcomes=outcomes, engine=engine, table=table, bundle=bundle, out=out, print_sql=print_sql)
    if print_sql:
        show_sql(engine or "", table or "", plan)
        return
    assert out is not None  # as check_usage saw to
    for target in filter(None, (out, report)):
        if not target.parent.is_dir():
            raise click.UsageError(f"there is no folder {target.parent}; make it, or write elsewhere")
    inputs = {"roster": roster, "outcomes": outcomes, "plan": plan, "draw": draw, "leave": leave}
    given = {name: path for name, path in inputs.items() if path is not None}
    try:
        _all_there(given.values())
        with bar("analyse") as shown:
            shown.at("reading", 0, 2)
            loaded = load(given, engine=engine, table=table, connect=connect, explore=explore)
            if draw is not None and (faults := draw_faults(draw, roster)):
                raise Refused(faults)
            told = shown.part("estimating", 1, 2)
            results = results_of(loaded, draw=draw, draw_verified=draw is not None, progress=told)
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    text = results_text(results)
    out.write_text(text, encoding="utf-8")
    page = report_page(results)
    if report is not None:
        report.write_text(page, encoding="utf-8")
    if bundle is not None:
        write_bundle(bundle, given, results=text, report=page, explored=explore)
    for note in loaded.notes:
        click.echo(f"note: {note}", err=True)
    _show(results, out)


def _all_there(paths: Iterable[Path]) -> None:
    from mentorlift.files.faults import Fault, Refused

    missing = [path for path in paths if not path.is_file()]
    if missing:
        raise Refused(Fault(path.name, None, "", "there is no such file", "check the path") for path in missing)


def _show(results: dict[str, Any], out: Path) -> None:
    from mentorlift.files.report import amount, interval
    from mentorlift.science.effects.durability import NOT_QUOTED

    several = len({row["arm"] for row in results["estimates"]}) > 1
    lines = []
    for row in results["estimates"]:
        if row["question"] not in SHOWN or (row["question"] == "retention" and row["scale"] == "ratio"):
            continue
        name = row["question"] + (" (not an effect)" if row["question"] == "taker_comparison" else "")
        name += " (exploratory)" if row.get("exploratory") else ""
        arm, group = row["arm"] if several else "", row.get("group")
        parts = (row["branch"], arm, row["outcome"], group, row["window"], row["at"])
        place = " ".join(str(part) for part in parts if part not in ("", None))
        if NOT_QUOTED in row["method"]:
            found = "not quoted: the early difference is too uncertain to be divided by"
        elif "not_estimable" in row:
            found = f"not estimable: {row['not_estimable']}"
        elif row["question"] == "pre_trend":
            found = f"did the groups move alike before? p = {row['p_value']:.3g}"
        else:
            found = f"{amount(row, row['estimate']):>12}  {interval(row)}"
        lines.append(f"{name:<33}{place:<38}{found}")
    click.echo("\n".join(dict.fromkeys(lines)))  # a reason that holds for money and percent is said once
    for drop in results["dropped"]:
        click.echo(f"left out: {drop['rows']:,} rows, {drop['reason']}")
    click.echo(f"grade {results['grade']}: {'; '.join(results['grade_reasons'])}")
    click.echo(f"{len(results['estimates'])} estimates in {out}")
