"""The effect by week since the start, with a soft band for its interval."""

from dataclasses import dataclass
from typing import Any

from mentorlift.ui.charts.drawing import INK, MUTED, SLATE, TEAL, TEAL_SOFT, data, render, size


@dataclass(frozen=True, slots=True)
class WeekPoint:
    """Percent (or money) more than those starting later in one week since the start."""

    week: int
    estimate: float
    low: float
    high: float


def effect_by_week(
    points: list[WeekPoint], *, unit: str, ours: str, theirs: str, axis: str, label: str, narrow: bool
) -> str:
    """SVG. `ours` and `theirs` name the line and the zero line at their right end; `unit` follows each tick."""
    import altair as alt

    rows = [{"week": p.week, "estimate": p.estimate, "low": p.low, "high": p.high} for p in points]
    last = points[-1]
    sign = f"(datum.value > 0 ? '+' : datum.value < 0 ? '\u2212' : '') + abs(datum.value) + '{unit}'"
    x = alt.X("week:Q", title=axis, axis=alt.Axis(grid=False, tickMinStep=4, format="d", values=_weeks(points, narrow)))
    y = alt.Y("low:Q", title=None, axis=alt.Axis(labelExpr=sign, tickCount=5), scale=alt.Scale(nice=True, zero=True))
    base = alt.Chart(data(rows)).properties(**size(narrow=narrow, height=240))
    zero = alt.Chart(data([{"y": 0}])).mark_rule(color=INK, strokeWidth=1.2).encode(y="y:Q")
    band = base.mark_area(color=TEAL_SOFT).encode(x=x, y=y, y2="high:Q")
    line = base.mark_line(color=TEAL, strokeWidth=2.2, point={"color": TEAL, "size": 26, "filled": True}).encode(
        x=x, y="estimate:Q"
    )
    words = [
        {"x": last.week, "y": last.high, "text": ours, "colour": TEAL, "weight": 600},
        {"x": last.week, "y": 0, "text": theirs, "colour": SLATE, "weight": 400},
    ]
    return render(alt.layer(band, zero, line, *[_word(word) for word in words]), label=label)


def _weeks(points: list[WeekPoint], narrow: bool) -> list[int]:
    step = 8 if narrow and len(points) > 14 else 4
    return [week for week in range(points[0].week, points[-1].week + 1) if week % step == 0]


def _word(word: dict[str, Any]) -> Any:
    import altair as alt

    colour = {TEAL: TEAL, SLATE: MUTED}[word["colour"]]
    mark = alt.Chart(data([word])).mark_text(align="right", dy=-9, color=colour, fontWeight=word["weight"])
    return mark.encode(x="x:Q", y="y:Q", text="text:N")
