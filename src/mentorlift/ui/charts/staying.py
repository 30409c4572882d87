"""Who stayed: two step curves with their bands, labelled at their right end."""

from dataclasses import dataclass
from typing import Any

from mentorlift.ui.charts.drawing import SLATE, SLATE_SOFT, TEAL, TEAL_SOFT, data, render, size, written


@dataclass(frozen=True, slots=True)
class StayingPoint:
    """Share still here on a day since the start, between 0 and 1; the band is cut to that range."""

    day: int
    share: float
    low: float
    high: float


def staying(
    mentored: list[StayingPoint],
    later: list[StayingPoint],
    *,
    ours: str,
    theirs: str,
    axis: str,
    label: str,
    narrow: bool,
) -> str:
    """SVG of both curves in percent."""
    import altair as alt

    bands: list[Any] = []
    lines: list[Any] = []  # above both bands, so that no band veils the other curve
    floor = max(0.0, 100 * min(point.low for point in (*mentored, *later)) - 12)
    for points, colour, soft, dash in ((later, SLATE, SLATE_SOFT, [5, 3]), (mentored, TEAL, TEAL_SOFT, [1, 0])):
        rows = [
            {"day": p.day, "share": 100 * p.share, "low": 100 * max(p.low, 0), "high": 100 * min(p.high, 1)}
            for p in points
        ]
        base = alt.Chart(data(rows)).properties(**size(narrow=narrow, height=230))
        x = alt.X("day:Q", title=axis, axis=alt.Axis(grid=False, values=[0, 30, 60, 90, 120, 150, 180]))
        y = alt.Y(
            "low:Q",
            title=None,
            scale=alt.Scale(domain=[floor, 100], nice=False),
            axis=alt.Axis(labelExpr=f"{written('datum.value')} + ' %'", tickCount=5),
        )
        bands.append(base.mark_area(color=soft, opacity=0.7, interpolate="step-after").encode(x=x, y=y, y2="high:Q"))
        lines.append(
            base.mark_line(color=colour, strokeWidth=2.2, interpolate="step-after", strokeDash=dash).encode(
                x=x, y="share:Q"
            )
        )
    reach = 90 if narrow else 40  # days that a name at the right end covers
    mentored_above = mentored[-1].share >= later[-1].share
    names = [_end(mentored, ours, TEAL, above=mentored_above, reach=reach)]
    names += [_end(later, theirs, SLATE, above=not mentored_above, reach=reach)]
    return render(alt.layer(*bands, *lines, *names), label=label)


def _end(points: list[StayingPoint], text: str, colour: str, *, above: bool, reach: int) -> Any:
    """The name of a curve with its last share, clear of the band on the outer side of the pair of curves."""
    import altair as alt

    last = points[-1]
    beside = [point for point in points if point.day >= last.day - reach]
    edge = max(min(p.high, 1) for p in beside) if above else min(max(p.low, 0) for p in beside)
    row = {"day": last.day, "edge": 100 * edge, "text": f"{text} {100 * last.share:.0f} %"}
    mark = alt.Chart(data([row])).mark_text(align="right", dy=-8 if above else 12, color=colour, fontWeight=600)
    return mark.encode(x="day:Q", y="edge:Q", text="text:N")
