"""How cost grows with the number of people, as a drawing that is readable on light and on dark pages."""

import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 420, 64, 150, 34, 52
STYLE = """<style>
text { font: 13px system-ui, sans-serif; fill: #1f2933 } .muted { fill: #52606d } .grid { stroke: #d5dae0 }
path { fill: none; stroke-width: 2 } .a { stroke: #0b6e6e } .b { stroke: #a14a00 } .c { stroke: #5a4fcf }
circle.a { fill: #0b6e6e } circle.b { fill: #a14a00 } circle.c { fill: #5a4fcf }
path.b { stroke-dasharray: 7 4 } path.c { stroke-dasharray: 2 3 } .paper { fill: #ffffff }
@media (prefers-color-scheme: dark) {
text { fill: #e8ecf1 } .muted { fill: #aab4c0 } .grid { stroke: #3a444f } .paper { fill: #14181d }
.a { stroke: #4fc4c4 } .b { stroke: #f0a35e } .c { stroke: #a9a1ff }
circle.a { fill: #4fc4c4 } circle.b { fill: #f0a35e } circle.c { fill: #a9a1ff } }
</style>"""
LINES = {"mentorlift match": "a", "numpy and scipy": "b", "numpy and lapx": "c"}


@dataclass(frozen=True, kw_only=True)
class Words:
    """What stands in the drawing; `lines`: the style of each line by what it is of."""

    title: str
    up: str
    across: str
    lines: dict[str, str]


MATCHING = Words(
    title="Processor seconds of a whole matching by the number of protégés",
    up="processor seconds, files to pairs.csv",
    across="protégés",
    lines=LINES,
)


def draw(rows: list[dict[str, str]], path: Path, words: Words = MATCHING) -> None:
    """Processor seconds by people, both on scales of tenfold steps, one line for each `with` of the rows."""
    lines: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for row in rows:
        lines[row["with"]].append((int(row["size"].split("x")[0]), float(row["processor_s"])))
    people = [x for points in lines.values() for x, _ in points]
    seconds = [y for points in lines.values() for _, y in points]
    across, up = scale(people, LEFT, WIDTH - RIGHT), scale(seconds, HEIGHT - BOTTOM, TOP)
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d">',
        f'<title id="t">{words.title}</title>',
        f'<desc id="d">{described(lines, words.across)}</desc>',
        f'{STYLE}<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text class="muted" x="{LEFT - 48}" y="18">{words.up}</text>',
        f'<text class="muted" x="{middle}" y="{HEIGHT - 10}" text-anchor="middle">{words.across}</text>',
    ]
    for value in tens(seconds):
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{up(value):.1f}" y2="{up(value):.1f}"/>')
        parts.append(f'<text class="muted" x="{LEFT - 8}" y="{up(value) + 4:.1f}" text-anchor="end">{value:,g}</text>')
    for count in sorted(set(people)):
        at = f'x="{across(count):.1f}" y="{HEIGHT - BOTTOM + 22}"'
        parts.append(f'<text class="muted" {at} text-anchor="middle">{count:,}</text>')
    for how, points in lines.items():
        points.sort()
        name, way = words.lines[how], " L".join(f"{across(x):.1f} {up(y):.1f}" for x, y in points)
        parts.append(f'<path class="{name}" d="M{way}"/>')
        parts += [f'<circle class="{name}" cx="{across(x):.1f}" cy="{up(y):.1f}" r="4"/>' for x, y in points]
        x, y = points[-1]
        parts.append(f'<text x="{across(x) + 10:.1f}" y="{up(y) + (-7 if name == "c" else 4):.1f}">{how}</text>')
    path.write_text("\n".join([*parts, "</svg>"]) + "\n", encoding="utf-8")


def described(lines: dict[str, list[tuple[int, float]]], people: str) -> str:
    """The same in words."""
    return "; ".join(
        f"{how}: " + ", ".join(f"{x:,} {people} {y:g} s" for x, y in sorted(points)) for how, points in lines.items()
    )


def tens(values: list[float]) -> list[float]:
    """The powers of ten that hold all values between the first and the last."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return [10.0**k for k in range(low, high + 1)]


def scale(values: list, start: float, end: float):
    """From a value to its place, on a scale of tenfold steps."""
    low, high = math.log10(tens(values)[0]), math.log10(tens(values)[-1])
    return lambda value: start + (math.log10(value) - low) / (high - low) * (end - start)
