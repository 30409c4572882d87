"""One question answered in several ways: a line with its interval for each, the way that was planned marked."""

import textwrap
from dataclasses import dataclass
from typing import Any

from mentorlift.ui.charts.drawing import (
    INK,
    MUTED,
    SLATE,
    SLATE_SOFT,
    TEAL,
    TEAL_SOFT,
    above,
    data,
    render,
    size,
    ticks,
    written,
)

ROW = {False: 40, True: 46}  # pixels a way, wide and narrow
ABOVE = -15  # pixels from a bar to its name on a phone, where names stand above
MARK = 17  # pixels of a mark across a bar on a phone: a little more than the bar, and short of the name


@dataclass(frozen=True, slots=True)
class Way:
    """Percent more than those starting later, computed in one way."""

    name: str
    estimate: float
    low: float
    high: float
    planned: bool = False


def ways(rows: list[Way], *, no_change: str, label: str, narrow: bool) -> str:
    """SVG with one row a way, in the order given. The planned one is a filled dot, the others are rings."""
    import altair as alt

    values: list[dict[str, Any]] = [
        {
            "name": one.name if narrow else "|".join(textwrap.wrap(one.name, 34)),
            "estimate": one.estimate,
            "low": one.low,
            "high": one.high,
        }
        for one in rows
    ]
    sign = (
        f"datum.value == 0 ? '{no_change}' : (datum.value > 0 ? '+' : '\u2212') + {written('abs(datum.value)')} + ' %'"
    )
    box = size(narrow=narrow, height=ROW[narrow] * len(rows))
    box["width"] += 40 if narrow else -210  # wide, the names stand beside, inside the picture's width
    beside = alt.Axis(labelColor=INK, labelExpr="split(datum.label, '|')", labelLimit=300, grid=False, domain=False)
    y = alt.Y("name:N", sort=[value["name"] for value in values], title=None, axis=None if narrow else beside)
    at = ticks([(one.low, one.high) for one in rows], most=2.5 if narrow else 6)
    x = alt.X("low:Q", title=None, axis=alt.Axis(labelExpr=sign, values=at, labelOverlap=False))
    bars, dots = [], []
    for planned, soft, colour in ((False, SLATE_SOFT, SLATE), (True, TEAL_SOFT, TEAL)):
        some = [value for value, one in zip(values, rows, strict=True) if one.planned == planned]
        base = alt.Chart(data(some)).properties(**box)
        bars.append(base.mark_bar(color=soft, height=9, cornerRadius=5).encode(x=x, x2="high:Q", y=y))
        dot: dict[str, Any] = {"filled": planned, "size": 90 if planned else 55, "opacity": 1, "strokeWidth": 2}
        dots.append(base.mark_point(color=colour, **dot).encode(x="estimate:Q", y=y))
    planned_at = [one.estimate for one in rows if one.planned]
    if narrow:
        layers = [*above(values, y, dy=ABOVE), *bars, *_across_bars(values, y, planned_at), *dots]
    else:
        layers = [*_from_top_to_bottom(planned_at), *bars, *dots]
    return render(alt.layer(*layers), label=label)


def _from_top_to_bottom(planned_at: list[float]) -> list[Any]:
    """No change, and the answer that was planned, as lines through the whole picture."""
    import altair as alt

    zero = alt.Chart(data([{"x": 0}])).mark_rule(color=INK, strokeWidth=1.2).encode(x="x:Q")
    planned = alt.Chart(data([{"x": at} for at in planned_at])).mark_rule(color=MUTED, strokeDash=[2, 3])
    return [zero, planned.encode(x="x:Q")]


def _across_bars(values: list[dict[str, Any]], y: Any, planned_at: list[float]) -> list[Any]:
    """The same two marked on every bar alone: names stand between the bars, and no line may strike one through."""
    import altair as alt

    marks = [(0.0, INK, 1.4), *((at, MUTED, 1) for at in planned_at)]
    return [
        alt.Chart(data([{"name": value["name"], "x": at} for value in values]))
        .mark_tick(color=colour, thickness=thickness, size=MARK, opacity=1)
        .encode(x="x:Q", y=y)
        for at, colour, thickness in marks
    ]
