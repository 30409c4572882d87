"""The smallest gain that would be seen, by number of places, with the planned number marked."""

from collections.abc import Sequence
from typing import Any

from mentorlift.ui.charts.drawing import INK, PAPER, TEAL, data, render, size, written

HEIGHT, CEILING = 220, 3.0  # times the lowest point; above it the curve leaves the picture


def smallest_gain(
    points: Sequence[tuple[int, float]],
    *,
    places: int,
    percent: float,
    here: str,
    axis: str,
    label: str,
    narrow: bool,
) -> str:
    """SVG of the curve in percent. `here` names the mark at (`places`, `percent`)."""
    import altair as alt

    top = max(CEILING * min(value for _, value in points), 1.15 * percent)
    rows = [{"x": n, "y": value} for n, value in points if value <= top]
    first, last = points[0][0], points[-1][0]
    x = alt.X(
        "x:Q",
        title=axis,
        axis=alt.Axis(grid=False, format="d", tickMinStep=1, tickCount=4 if narrow else 8),
        scale=alt.Scale(domain=[first, last], nice=False),
    )
    y = alt.Y(
        "y:Q",
        title=None,
        axis=alt.Axis(labelExpr=f"{written('datum.value')} + ' %'", tickCount=5),
        scale=alt.Scale(domain=[0, top], nice=False),
    )
    base = alt.Chart(data(rows)).properties(**size(narrow=narrow, height=HEIGHT))
    mark = alt.Chart(data([{"x": places, "y": percent, "text": here}])).encode(x="x:Q", y="y:Q")
    drop = mark.mark_rule(color=INK, strokeDash=[2, 4]).encode(y2=alt.datum(0))
    left = places > (first + last) / 2
    place: dict[str, Any] = {
        "align": "right" if left else "left",
        "baseline": "top",  # under the curve, which crosses no word there
        "dx": -9 if left else 9,
        "dy": 10,
    }
    words = mark.encode(text="text:N")
    return render(
        alt.layer(
            base.mark_line(color=TEAL, strokeWidth=2.2).encode(x=x, y=y),
            drop,
            mark.mark_point(color=TEAL, filled=True, size=90, opacity=1),
            words.mark_text(**place, color=PAPER, stroke=PAPER, strokeWidth=5),
            words.mark_text(**place, color=INK, fontWeight=600),
        ),
        label=label,
    )
