"""From an Altair chart to an SVG that takes its colours from the page, so that one picture serves light and dark."""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

# What a chart says, and the custom property it becomes. The hex values exist only between Altair and `render`.
TEAL, TEAL_SOFT, SLATE, SLATE_SOFT = "#010101", "#010102", "#010103", "#010104"
INK, MUTED, LINE, PAPER = "#010105", "#010106", "#010107", "#010108"
TOKENS = {
    TEAL: "teal",
    TEAL_SOFT: "teal-band",
    SLATE: "slate",
    SLATE_SOFT: "slate-band",
    INK: "ink",
    MUTED: "muted",
    LINE: "line",
    PAPER: "paper",
}
WIDE, NARROW = 760, 340


def size(*, narrow: bool, height: int) -> dict[str, int]:
    """Width and height of the plotting area; a narrow picture is drawn narrow, never shrunk."""
    return {"width": NARROW - 60 if narrow else WIDE - 80, "height": height}


def data(rows: list[dict[str, Any]]) -> "alt.InlineData":
    import altair as alt

    return alt.InlineData(values=rows)


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
