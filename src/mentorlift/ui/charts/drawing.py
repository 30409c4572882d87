"""From an Altair chart to an SVG that takes its colours from the page, so that one picture serves light and dark."""

import math
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

# What a chart says, and the custom property it becomes. The hex values exist only between Altair and `render`.
TEAL, TEAL_SOFT, SLATE, SLATE_SOFT = "#010101", "#010102", "#010103", "#010104"
INK, MUTED, LINE, PAPER, AMBER_SOFT = "#010105", "#010106", "#010107", "#010108", "#010109"
TOKENS = {
    TEAL: "teal",
    TEAL_SOFT: "teal-band",
    SLATE: "slate",
    SLATE_SOFT: "slate-band",
    INK: "ink",
    MUTED: "muted",
    LINE: "line",
    PAPER: "paper",
    AMBER_SOFT: "amber-band",
}
WIDE, NARROW = 760, 340
STEPS = (5, 10, 20, 25, 50, 100, 200, 500)  # percent from tick to tick


def size(*, narrow: bool, height: int) -> dict[str, int]:
    """Width and height of the plotting area; a narrow picture is drawn narrow, never shrunk."""
    return {"width": NARROW - 60 if narrow else WIDE - 80, "height": height}


def ticks(spans: list[tuple[float, float]], *, most: float) -> list[int]:
    """Round values with zero among them, at most `most` steps: "no change" always has its place under its line."""
    low, high = min(0.0, *(span[0] for span in spans)), max(0.0, *(span[1] for span in spans))
    step = next((step for step in STEPS if (high - low) / step <= most), STEPS[-1])
    return [n * step for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def written(expression: str) -> str:
    """A Vega expression of a number as one writes it in the language in force: 2.5 or 2,5."""
    from django.utils.formats import get_format

    return f"replace('' + {expression}, '.', '{get_format('DECIMAL_SEPARATOR')}')"


def data(rows: list[dict[str, Any]]) -> "alt.InlineData":
    import altair as alt

    return alt.InlineData(values=rows)


def above(rows: list[dict[str, Any]], y: Any, *, dy: int) -> list[Any]:
    """The `name` of each row above its bar, from the left edge of the picture, on paper so that no line crosses it."""
    import altair as alt

    words = alt.Chart(data(rows)).encode(y=y, x=alt.value(0), text="name:N")
    place: dict[str, Any] = {"align": "left", "baseline": "middle", "dy": dy}
    return [
        words.mark_text(**place, color=PAPER, stroke=PAPER, strokeWidth=7),
        words.mark_text(**place, color=INK),
    ]


def render(chart: "alt.LayerChart | alt.FacetChart", *, label: str) -> str:
    """The SVG text of `chart`, announced to screen readers as one image called `label`."""
    import vl_convert
    from django.utils.html import escape

    styled = (
        chart.configure(font="Inter", background="transparent", padding=4)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=MUTED,
            titleColor=MUTED,
            gridColor=LINE,
            domainColor=LINE,
            ticks=False,
            labelFontSize=13,
            titleFontSize=13,
            titleFontWeight="normal",
            labelPadding=6,
            titlePadding=8,
        )
        .configure_text(font="Inter", fontSize=13.5)
    )
    svg: str = vl_convert.vegalite_to_svg(styled.to_json())
    svg = re.sub(r' (role|aria-\w+)="[^"]*"', "", svg)
    svg = svg.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1)
    for colour, token in TOKENS.items():
        svg = svg.replace(f'"{colour}"', f'"var(--{token})"')
    return svg
