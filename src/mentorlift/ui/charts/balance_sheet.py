"""What it brought, what it cost, and what is left: bars from nought with the range of what is uncertain."""

import textwrap
from dataclasses import dataclass
from typing import Any

from mentorlift.ui.charts.drawing import AMBER_SOFT, INK, SLATE_SOFT, TEAL, TEAL_SOFT, above, data, render, size

ROW = {False: 39, True: 50}  # pixels a bar, wide and narrow
ABOVE = -19  # pixels from a bar to its name and its amount on a phone


@dataclass(frozen=True, slots=True)
class Bar:
    """One line in money, negative for what was spent; `low` and `high` are None where it was entered, not estimated."""

    name: str
    value: float
    text: str
    low: float | None = None
    high: float | None = None
    total: bool = False


def balance_sheet(bars: list[Bar], *, label: str, narrow: bool) -> str:
    """SVG with one bar a line, in the order given; the amount stands at the right."""
    import altair as alt

    names = {bar: bar.name if narrow else "|".join(textwrap.wrap(bar.name, 34)) for bar in bars}
    box = size(narrow=narrow, height=ROW[narrow] * len(bars))
    box["width"] += 40 if narrow else -215
    beside = alt.Axis(labelColor=INK, labelExpr="split(datum.label, '|')", labelLimit=300, grid=False, domain=False)
    y = alt.Y("name:N", sort=list(names.values()), title=None, axis=None if narrow else beside)
    reach = [edge for bar in bars for edge in (0.0, bar.value, bar.low, bar.high) if edge is not None]
    width = max(max(reach) - min(reach), 1.0)
    right = max(reach) + width * (0.03 if narrow else 0.25)  # wide, room for the amounts
    scale = alt.Scale(domain=[min(reach) - 0.03 * width, right], nice=False)
    x = alt.X("value:Q", title=None, scale=scale, axis=None)
    layers: list[Any] = []
    for soft, wanted in ((AMBER_SOFT, _spent), (TEAL_SOFT, _brought), (SLATE_SOFT, lambda bar: bar.total)):
        rows = [{"name": names[bar], "value": bar.value, "from": 0.0} for bar in bars if wanted(bar)]
        if rows:
            base = alt.Chart(data(rows)).properties(**box)
            layers.append(base.mark_bar(color=soft, height=18, cornerRadius=3).encode(x=x, x2="from:Q", y=y))
    zero = (
        alt.Chart(data([{"x": 0}])).mark_rule(color=INK, strokeWidth=1.2).encode(x=alt.X("x:Q", scale=scale, axis=None))
    )
    layers.append(zero)
    if narrow:
        layers += above([{"name": name} for name in names.values()], y, dy=ABOVE)
    ranges = [
        {"name": names[bar], "value": bar.value, "low": bar.low, "high": bar.high}
        for bar in bars
        if bar.low is not None
    ]
    if ranges:
        base = alt.Chart(data(ranges))
        low = alt.X("low:Q", scale=scale, axis=None)
        layers.append(base.mark_rule(color=TEAL, strokeWidth=2).encode(x=low, x2="high:Q", y=y))
        layers.append(base.mark_point(color=TEAL, filled=True, size=70, opacity=1).encode(x=x, y=y))
    texts = [{"name": names[bar], "value": right, "text": bar.text} for bar in bars]
    words = alt.Chart(data(texts)).mark_text(
        align="right", baseline="middle", color=INK, fontWeight=600, dy=ABOVE if narrow else 0
    )
    layers.append(words.encode(x=x, y=y, text="text:N"))
    return render(alt.layer(*layers), label=label)


def _spent(bar: Bar) -> bool:
    return bar.value < 0 and not bar.total


def _brought(bar: Bar) -> bool:
    return bar.value >= 0 and not bar.total
