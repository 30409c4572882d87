"""Did the mentor help, or were they better anyway: one line with its interval for each group of people."""

import textwrap
from dataclasses import dataclass
from typing import Any

from mentorlift.ui.charts.drawing import INK, PAPER, TEAL, TEAL_SOFT, data, render, size, ticks, written


@dataclass(frozen=True, slots=True)
class GroupEffect:
    """Effect on one group, in percent of what the same people earn without a mentor."""

    group: str
    estimate: float
    low: float
    high: float


def selection(groups: list[GroupEffect], *, no_change: str, label: str, narrow: bool) -> str:
    """SVG with one row a group, in the order given."""
    import altair as alt

    rows = [
        {
            "group": "|".join(textwrap.wrap(g.group, 14 if narrow else 60)),
            "estimate": g.estimate,
            "low": g.low,
            "high": g.high,
            "text": f"{g.estimate:+.0f} %".replace("-", "\u2212"),
        }
        for g in groups
    ]
    sign = (
        f"datum.value == 0 ? '{no_change}' : (datum.value > 0 ? '+' : '\u2212') + {written('abs(datum.value)')} + ' %'"
    )
    base = alt.Chart(data(rows)).properties(**(size(narrow=narrow, height=62 * len(groups))))
    y = alt.Y(
        "group:N",
        sort=None,
        title=None,
        axis=alt.Axis(labelColor=INK, labelExpr="split(datum.label, '|')", grid=False, domain=False),
    )
    at = ticks([(g.low, g.high) for g in groups], most=2.5 if narrow else 6)
    x = alt.X("low:Q", title=None, axis=alt.Axis(labelExpr=sign, values=at, labelOverlap=False))
    zero = alt.Chart(data([{"x": 0}])).mark_rule(color=INK, strokeWidth=1.2).encode(x="x:Q")
    band = base.mark_bar(color=TEAL_SOFT, height=12, cornerRadius=6).encode(x=x, x2="high:Q", y=y)
    dot = base.mark_point(color=TEAL, filled=True, size=90, opacity=1).encode(x="estimate:Q", y=y)
    place: dict[str, Any] = {"dy": -16, "fontWeight": 600}
    text = base.mark_text(**place, color=INK).encode(x="estimate:Q", y=y, text="text:N")
    paper = base.mark_text(**place, color=PAPER, stroke=PAPER, strokeWidth=5)  # the zero line strikes no figure through
    return render(alt.layer(zero, band, dot, paper.encode(x="estimate:Q", y=y, text="text:N"), text), label=label)
