"""The table on the engine: which columns it has, and whether what is in them can be right."""

from collections.abc import Sequence
from pathlib import Path

from mentorlift.files.engines import sql
from mentorlift.files.engines.engine import Engine
from mentorlift.files.engines.sql import Source
from mentorlift.files.faults import Fault, Refused
from mentorlift.files.outcomes import NOT_METRICS, Outcomes, Shape, may_be_negative
from mentorlift.science.effects.plan import Plan


def shape_on(engine: Engine, relation: str, table: str) -> Shape:
    """Which columns the table has; Refused where it lacks one, or a day is not a day."""
    kinds = engine.columns(relation)
    has = ", ".join(kinds) or "none"
    faults = []
    if "person_id" not in kinds:
        faults.append(Fault(table, None, "person_id", "this column is missing", f"add it (the table has: {has})"))
    time = "period" if "period" in kinds else "date"
    if ("date" in kinds) == ("period" in kinds):
        what = "both date and period are there" if "date" in kinds else "this column is missing"
        faults.append(Fault(table, None, "date", what, "give either a date or a whole-number period"))
    elif kinds[time] != ("whole" if time == "period" else "date"):
        wanted = "whole numbers" if time == "period" else "days without a time"
        faults.append(Fault(table, None, time, f"these are no {wanted}", "make a view of the table in which they are"))
    if faults:
        raise Refused(faults)
    numbers = tuple(name for name, kind in kinds.items() if kind in ("whole", "number") and name not in NOT_METRICS)
    return Shape(
        file=table,
        path=Path(table),
        source=relation,
        columns=tuple(kinds),
        periods=time == "period",
        metrics=numbers,
        ignored=tuple(name for name in kinds if name not in (*numbers, *NOT_METRICS)),
        rejecting=False,
    )


def needs_rows(plan: Plan, path: Path, metrics: Sequence[str]) -> list[Fault]:
    """What the plan asks for that no sums can give."""
    asked = {
        "winsorise": ("limiting days", bool(plan.winsorise)),
        "assignment": ("comparing staggered starts", plan.assignment == "staggered"),
        "weight": ("weighing days", plan.weight in metrics),
    }
    return [
        Fault(path.name, None, key, f"{what} needs each day, and these stay on the engine", "analyse a file")
        for key, (what, wanted) in asked.items()
        if wanted
    ]


def checked_on(engine: Engine, source: Source, shape: Shape) -> Outcomes:
    """Asks the engine whether anything in the columns that are used is wrong; Refused with each kind and how often."""
    answer = engine.ask(sql.checks(source))
    kept_in = engine.ask(sql.currencies(source))["kept_in"].tolist() if source.currency else []
    faults = [
        Fault(shape.file, None, column, f"{rows:,} rows {what}", f"{remedy}, or leave them out by a view")
        for column, rows, what, remedy in sql.faulty(source, answer)
    ]
    if len(kept_in) > 1:
        what = f"the money is in {' and '.join(kept_in)}"
        faults.append(Fault(shape.file, None, "currency", what, "convert to one currency"))
    if faults:
        raise Refused(faults)
    rows = int(answer["total_rows"][0])
    negative = {metric: int(answer[f"negative{k}"][0]) for k, metric in enumerate(source.metrics)}
    return Outcomes(
        name=source.relation,
        shape=shape,
        rows=rows,
        currency=next(iter(kept_in), ""),
        negative={metric: count for metric, count in negative.items() if count and may_be_negative(metric)},
        times=(int(answer["first_time"][0]), int(answer["last_time"][0])) if rows else None,
    )
