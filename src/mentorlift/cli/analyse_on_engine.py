"""`mentorlift analyse` where the outcomes lie on an engine, or in a file after all."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mentorlift.files.analysis import AnalysisInput

PRINTED_ONLY = ("snowflake", "bigquery")


def check_usage(
    *,
    outcomes: Path | None,
    engine: str | None,
    table: str | None,
    bundle: Path | None,
    out: Path | None,
    print_sql: bool,
) -> None:
    """Raises UsageError where options do not go together."""
    if (outcomes is None) == (table is None):
        raise click.UsageError("give either --outcomes, a file, or --table with --engine")
    if (engine is None) != (table is None):
        raise click.UsageError("--engine and --table go together")
    if bundle is not None and engine is not None:
        raise click.UsageError("a bundle holds the outcomes, and these stay on the engine; leave --bundle out")
    if print_sql and engine is None:
        raise click.UsageError("--print-sql needs --engine and --table")
    if engine in PRINTED_ONLY and not print_sql:
        raise click.UsageError(f"{engine} is not asked from here; --print-sql prints what it would be asked")
    if out is None and not print_sql:
        raise click.UsageError("say where the results go: --out results.json")


def load(
    given: Mapping[str, Path], *, engine: str | None, table: str | None, connect: str, explore: Sequence[str]
) -> "AnalysisInput":
    """Everything from files, or the outcomes from an engine. Raises Refused."""
    from mentorlift.files.analysis import load_analysis

    draw, leave = given.get("draw"), given.get("leave")
    if engine is None or table is None:
        return load_analysis(given["roster"], given["outcomes"], given["plan"], draw, leave, explore=explore)
    from mentorlift.files.engines.engine import open_engine
    from mentorlift.files.engines.loading import load_from_engine

    opened = open_engine(engine, connect)
    try:
        return load_from_engine(
            opened,
            table,
            roster_path=given["roster"],
            plan_path=given["plan"],
            draw_path=draw,
            leave_path=leave,
            explore=explore,
        )
    finally:
        opened.close()


def show_sql(engine: str, table: str, plan: Path) -> None:
    """Prints every statement in the engine's own words; exits with 1 where plan or table cannot be read."""
    from mentorlift.files.engines.printed import printed_sql
    from mentorlift.files.faults import Refused

    try:
        click.echo(printed_sql(engine, table, plan))
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
