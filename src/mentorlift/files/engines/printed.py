"""The statements of an analysis as text, for whoever runs the engine to read beforehand."""

from pathlib import Path

from mentorlift.files.engines import sql
from mentorlift.files.engines.engine import INSTALL, checked_table, translated
from mentorlift.files.engines.sql import Source
from mentorlift.files.faults import Fault, Refused
from mentorlift.files.outcome_cells import quoted
from mentorlift.files.plan import read_plan
from mentorlift.science.effects.plan import Plan, Span

SENT = {
    sql.PEOPLE: "the roster: who (id), person (place in the file), codes and days as whole numbers. No name, no arm",
    sql.PULLS: "what each day weighs: cell, day, and two numbers (w, b) for every sum; here for one sum",
}


def printed_sql(engine: str, table: str, plan_path: Path) -> str:
    """All that `engine` would be asked about `table`, with the columns that the plan names, dates and no leave.

    Raises Refused for a plan or a table that cannot be read, or where the translator is not installed.
    """
    plan = read_plan(plan_path, periods=False)
    relation = ".".join(quoted(part) for part in checked_table(engine, table).split("."))
    source = Source(relation=relation, periods=False, metrics=(plan.primary, *plan.secondary), currency=False)
    try:
        return "\n\n".join(_statements(source, plan, engine))
    except ImportError as missing:
        what = f"the part {missing.name} is not installed, which translates between engines"
        raise Refused([Fault(engine, None, "", what, f"install it: {INSTALL}")]) from None


def windows_of(plan: Plan) -> tuple[Span, ...]:
    """The windows of which everybody's own sum is needed."""
    return tuple(dict.fromkeys((*plan.pres, plan.before, plan.early, plan.late)))


def _statements(source: Source, plan: Plan, engine: str) -> list[str]:
    asked = {
        "How many rows, from when to when, and how many of them cannot be right": sql.checks(source),
        "Whether somebody stands twice on one day": sql.doubled(source),
        "Working days": sql.by_date(source),
        "Sums of people alike by day since their start": sql.by_cell(source),
        "Sums of each person by window (0 stands for the last day that the figures reach)": sql.by_person(
            source, windows_of(plan), late_after=0
        ),
        "Sums of each person with weights, for the errors": sql.pulled(source, 0, 1, zero_fill=plan.missing == "zero"),
    }
    told = [f"-- Sent as a temporary table {table}: {what}." for table, what in SENT.items()]
    return [
        "\n".join(told),
        *(f"-- {title}.\n{translated(each, engine, pretty=True)};" for title, each in asked.items()),
    ]
