"""The effect by week since the start, with a soft band for its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mentorlift.ui.charts.drawing import AMBER_SOFT, INK, MUTED, PAPER, TEAL, TEAL_SOFT, data, render, size, written

HEIGHT, LINE_HEIGHT = 240, 16


@dataclass(frozen=True, slots=True)
class WeekPoint:
    """Percent (or money) more than those starting later in one week since the start."""

    week: int
    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WeekEvent:
    """Something from outside, under the number by which the text beside the picture explains it."""

    number: int
    from_week: int
    to_week: int


def effect_by_week(
    points: list[WeekPoint],
    *,
    unit: str,
    ours: str,
    theirs: str,
    axis: str,
    label: str,
    narrow: bool,
    events: Sequence[WeekEvent] = (),
) -> str:
    """SVG. `ours` and `theirs` name the line and the zero line right of their ends; `unit` follows each tick.

    `events` stand behind the line as numbered stripes, as far as their weeks are in the picture.
    """
    import altair as alt

    rows = [{"week": p.week, "estimate": p.estimate, "low": p.low, "high": p.high} for p in points]
    first, last = points[0].week, points[-1].week
    room = max(last - first, 1) * (0.36 if narrow else 0.17)  # for the names, clear of line and band
    sign = f"(datum.value > 0 ? '+' : datum.value < 0 ? '\u2212' : '') + {written('abs(datum.value)')} + '{unit}'"
    x = alt.X(
        "week:Q",
        title=axis,
        axis=alt.Axis(grid=False, tickMinStep=4, format="d", values=_weeks(points, narrow)),
        scale=alt.Scale(domain=[first, last + room], nice=False),
    )
    y = alt.Y("low:Q", title=None, axis=alt.Axis(labelExpr=sign, tickCount=5), scale=alt.Scale(nice=True, zero=True))
    base = alt.Chart(data(rows)).properties(**size(narrow=narrow, height=HEIGHT))
    zero = alt.Chart(data([{"from": first, "to": last, "y": 0}])).mark_rule(color=INK, strokeWidth=1.2)
    band = base.mark_area(color=TEAL_SOFT).encode(x=x, y=y, y2="high:Q")
    line = base.mark_line(color=TEAL, strokeWidth=2.2, point={"color": TEAL, "size": 26, "filled": True}).encode(
        x=x, y="estimate:Q"
    )
    apart = _apart(points, lines=2 if narrow else 1)
    names = (
        _name(last, points[-1].estimate, ours, apart, narrow=narrow, color=TEAL, fontWeight=600),
        _name(last, 0.0, theirs, -apart, narrow=narrow, color=MUTED),
    )
    behind = _events(events, points)
    layers = (*behind, band, zero.encode(x="from:Q", x2="to:Q", y="y:Q"), line, *names)
    return render(alt.layer(*layers), label=label)


def _events(events: Sequence[WeekEvent], points: list[WeekPoint]) -> list[Any]:
    """A stripe of half a week at least, and its number above it."""
    import altair as alt

    first, last = points[0].week, points[-1].week
    shown = [
        {
            "from": max(event.from_week - 0.25, first),
            "to": min(event.to_week + 0.25, last),
            "at": (max(event.from_week, first) + min(event.to_week, last)) / 2,
            "text": str(event.number),
        }
        for event in events
        if event.from_week <= last and event.to_week >= first
    ]
    if not shown:
        return []
    base = alt.Chart(data(shown))
    stripe = base.mark_rect(color=AMBER_SOFT).encode(x="from:Q", x2="to:Q")
    number = base.mark_text(color=INK, fontWeight=600, baseline="top", dy=2)
    return [stripe, number.encode(x="at:Q", y=alt.value(0), text="text:N")]


def _weeks(points: list[WeekPoint], narrow: bool) -> list[int]:
    step = 8 if narrow and len(points) > 14 else 4
    return [week for week in range(points[0].week, points[-1].week + 1) if week % step == 0]


def _apart(points: list[WeekPoint], *, lines: int) -> float:
    """Pixels by which each of the two names moves away from the other (down is positive), so that both read."""
    spread = max(*(p.high for p in points), 0.0) - min(*(p.low for p in points), 0.0)
    end = points[-1].estimate
    distance = abs(end) / spread * HEIGHT if spread else 0.0
    missing = max(0.0, 18.0 * lines - distance) / 2
    return missing if end < 0 else -missing


def _name(week: int, height: float, text: str, shift: float, *, narrow: bool, **look: Any) -> Any:
    import altair as alt

    words = text.split(" ", 1) if narrow else [text]
    dy = shift - (len(words) - 1) * LINE_HEIGHT / 2
    base = alt.Chart(data([{"x": week, "y": height, "text": words}])).encode(x="x:Q", y="y:Q", text="text:N")
    place = {"align": "left", "baseline": "middle", "dx": 9, "dy": dy, "lineHeight": LINE_HEIGHT, **look}
    paper = base.mark_text(**{**place, "color": PAPER}, stroke=PAPER, strokeWidth=5)  # no line strikes a name through
    return paper + base.mark_text(**place)
