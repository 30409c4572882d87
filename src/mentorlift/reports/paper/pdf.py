"""Sets blocks as a PDF that screen readers can read too (PDF/UA)."""

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path

import mentorlift.ui
from mentorlift.reports.paper.blocks import Block

HERE = Path(__file__).parent
STATIC = Path(mentorlift.ui.__file__).parent / "static/ui"
TOKEN = re.compile(r"--([\w-]+): light-dark\((#\w+),")


def pdf_of(blocks: list[Block], *, title: str, foot: str, language: str, made_at: datetime) -> bytes:
    """A4 pages; the same arguments give the same bytes. `foot` stands at the foot of every page."""
    import typst

    content = {
        "title": title,
        "foot": foot,
        "language": language.partition("-")[0],
        "blocks": [_coloured(block) for block in blocks],
        "colours": colours(),
    }
    found: bytes = typst.compile(
        HERE / "sheet.typ",
        font_paths=[STATIC / "fonts"],
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(content)},
        pdf_standards="ua-1",
        timestamp=int(made_at.timestamp()),
    )
    return found


@cache
def colours() -> dict[str, str]:
    """Token -> its light colour, from the style sheet of the pages."""
    return dict(TOKEN.findall((STATIC / "css/tokens.css").read_text(encoding="utf-8")))


def _coloured(block: Block) -> Block:
    """A picture takes its colours from the page it stands on; on paper they are written into it."""
    if block["kind"] != "picture":
        return block
    return {**block, "svg": re.sub(r"var\(--([\w-]+)\)", lambda found: colours()[found[1]], block["svg"])}
