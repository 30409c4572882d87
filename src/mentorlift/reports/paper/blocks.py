"""What a page says, as blocks to be set on paper: headings, texts, pictures, tables; nothing that is pressed."""

import re
from collections.abc import Iterator
from typing import Any

from mentorlift.reports.paper.tree import Element, tree_of

Block = dict[str, Any]
Run = dict[str, str]

PRESSED = {"form", "button", "nav", "script", "summary", "input", "select", "textarea", "label"}
ON_SCREEN_ONLY = {"button", "button-row", "chart--narrow", "screen-only"}
TONES = ("teal", "muted", "tag", "grade", "code", "small")
SPACE = re.compile(r"[ \t\r\n\f]+")  # not the space that holds a number and its unit together
SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


def blocks_of(html: str, *, folded: str) -> list[Block]:
    """The blocks of a rendered page, in order; each has a `kind`, and texts as runs of `text` with a `tone`.

    What the page folds away comes last, under `folded`, each piece under the heading it stood below, said once.
    """
    pictures: list[str] = []

    def aside(found: re.Match[str]) -> str:
        pictures.append(found[0])
        return f'<picture data-place="{len(pictures) - 1}">'

    shown: list[Block] = []
    later: list[Block] = []
    heading: list[Run] = []
    for block in _blocks(tree_of(SVG.sub(aside, html)), pictures):
        if block["kind"] == "folded":
            named = {"kind": "h3", "tone": "", "runs": heading}
            later += block["blocks"] if named in later else [named, *block["blocks"]]
            continue
        shown.append(block)
        heading = block["runs"] if block["kind"] in ("h2", "h3") else heading
    title = [{"kind": "h2", "tone": "", "runs": [{"text": folded, "tone": ""}]}] if later else []
    return [*shown, *title, *later]


def _blocks(node: Element, pictures: list[str]) -> Iterator[Block]:
    for child in node.elements():
        if child.tag in PRESSED or child.classes & ON_SCREEN_ONLY:
            continue
        if child.tag in ("h1", "h2", "h3", "p"):
            if runs := runs_of(child):
                yield {
                    "kind": child.tag,
                    "tone": _tone(child, ("lede", "muted", "notice", "small", "usual__figure")),
                    "runs": runs,
                }
        elif child.tag == "picture":
            yield from _picture(pictures[int(child.attributes["data-place"])])
        elif child.tag in LISTS:
            yield LISTS[child.tag](child)
        elif "facts" in child.classes:
            yield {"kind": "facts", "items": [runs for item in child.elements() if (runs := runs_of(item))]}
        elif child.tag == "details":
            yield {"kind": "folded", "blocks": list(_blocks(child, pictures))}
        elif "usual" in child.classes:
            yield {"kind": "usual", "blocks": list(_blocks(child, pictures))}
        elif any(isinstance(part, str) and part.strip() for part in child.children):
            yield {"kind": "p", "tone": _tone(child, ("muted", "notice", "small")), "runs": runs_of(child)}
        else:
            yield from _blocks(child, pictures)


def runs_of(node: Element) -> list[Run]:
    """The text inside, cut where its look changes; white space as a browser would show it."""
    found = [run for run in _runs(node, "") if run["text"]]
    text = [SPACE.sub(" ", run["text"]) for run in found]
    for place, run in enumerate(found):
        starts = place == 0 or text[place - 1].endswith(" ")
        run["text"] = text[place] = text[place].lstrip(" ") if starts else text[place]
    if found:
        found[-1]["text"] = found[-1]["text"].rstrip(" ")
    return [run for run in found if run["text"]]


def _runs(node: Element, tone: str) -> Iterator[Run]:
    for child in node.children:
        if isinstance(child, str):
            yield {"text": child, "tone": tone}
        elif child.tag in PRESSED or child.classes & ON_SCREEN_ONLY or child.attributes.get("href", "").startswith("#"):
            continue
        elif child.tag == "br":
            yield {"text": " ", "tone": tone}
        else:
            own = child.tag if child.tag in ("strong", "small") else _tone(child, TONES)
            if child.tag == "small":
                yield {"text": " ", "tone": tone}
            yield from _runs(child, own or tone)


def _tone(node: Element, known: tuple[str, ...]) -> str:
    return next((name for name in known if name in node.classes), "")


def _picture(svg: str) -> Iterator[Block]:
    """A chart; icons say nothing of their own."""
    if 'role="img"' in svg and (label := re.search(r'aria-label="([^"]*)"', svg)):
        yield {"kind": "picture", "svg": svg, "label": tree_of(label[1]).children[0]}


def _table(node: Element) -> Block:
    rows = [list(row.all("th", "td")) for part in node.all("tbody") for row in part.all("tr")]
    head = [cell for part in node.all("thead") for cell in part.all("th", "td")]
    return {
        "kind": "table",
        "numbers": ["number" in cell.classes for cell in head],
        "head": [runs_of(cell) for cell in head],
        "rows": [
            [{"runs": runs_of(cell), "span": int(cell.attributes.get("colspan", "1"))} for cell in row] for row in rows
        ],
    }


def _points(node: Element) -> Block:
    items = [runs for item in node.elements() if (runs := runs_of(item))]
    return {"kind": "list", "numbered": node.tag == "ol", "items": items}


def _terms(node: Element) -> Block:
    return {"kind": "figures" if "figures" in node.classes else "codes", "items": _defined(node)}


def _defined(node: Element) -> list[dict[str, list[Run]]]:
    """Each term with its value and, where there is one, a note below it."""
    found = []
    for item in node.all("div"):
        name, *values = [runs_of(part) for part in item.elements()]
        value, note = ([*values, [], []])[:2]
        found.append({"name": name, "value": value, "note": note})
    return found


LISTS = {"table": _table, "ul": _points, "ol": _points, "dl": _terms}
