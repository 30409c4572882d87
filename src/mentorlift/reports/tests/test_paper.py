"""A page as blocks, and blocks as a PDF."""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from mentorlift.reports.paper.blocks import blocks_of
from mentorlift.reports.paper.pdf import colours, pdf_of
from mentorlift.reports.paper.tree import tree_of

PAGE = """
<h1>They brought in <span class="teal">19 % more</span>.</h1>
<p class="lede">Between 12 % &amp; 26 %,
   most likely 19&nbsp;%. <a href="#computed">why</a></p>
<div class="facts"><span><span class="grade">A</span> drawn by lot</span><span> </span></div>
<form><p>Never on paper</p></form>
<div class="row button-row"><a class="button">Download</a></div>
<h2>By week</h2><figure class="chart"><div class="chart--wide"><svg role="img" aria-label="Effect &quot;by week&quot;" xmlns="http://www.w3.org/2000/svg"
 width="20" height="10"><rect width="20" height="10" fill="var(--teal)"/></svg></div>
<div class="chart--narrow"><svg role="img" aria-label="narrow"></svg></div></figure>
<p><svg class="icon"></svg><strong>Not yet.</strong> Wait</p>
<details><summary>Show as a table</summary><div class="scroll"><table><thead><tr><th>week</th>
<th class="number">difference</th></tr></thead><tbody><tr><th>1</th><td class="number">3 %</td></tr>
<tr><td colspan="2">not known</td></tr></tbody></table></div></details>
<details class="screen-only"><table><tbody><tr><td>every figure</td></tr></tbody></table></details>
<dl class="figures"><div><dt>pairs</dt><dd>12</dd><dd class="small">of 14</dd></div></dl>
<section class="usual"><p>What the usual report says</p></section>
<ul><li>9 people were left out.<small class="under">on leave: 9</small></li> <li> </li></ul>
<ol><li>A fair, everywhere</li></ol>
<div class="muted">Said without a paragraph, <strong>all the same</strong></div>
"""


def words(runs: list[dict[str, str]]) -> str:
    return "".join(run["text"] for run in runs)


def test_a_page_becomes_blocks_in_order_without_what_is_pressed():
    blocks = blocks_of(PAGE, folded="Tables")
    kinds = ["h1", "p", "facts", "h2", "picture", "p", "figures", "usual", "list", "list", "p", "h2", "h3", "table"]
    assert [block["kind"] for block in blocks] == kinds
    headline, lede, facts, _, picture, notice, figures, usual, points, numbered, loose, tables, again, table = blocks
    assert [words(item) for item in points["items"]] == ["9 people were left out. on leave: 9"]
    assert (numbered["numbered"], [words(item) for item in numbered["items"]]) == (True, ["A fair, everywhere"])
    assert words(loose["runs"]) == "Said without a paragraph, all the same"
    assert (words(tables["runs"]), words(again["runs"])) == ("Tables", "By week")
    assert headline["runs"][1] == {"text": "19 % more", "tone": "teal"}
    assert words(lede["runs"]) == "Between 12 % & 26 %, most likely 19\xa0%."
    assert [words(item) for item in facts["items"]] == ["A drawn by lot"]
    assert picture["label"] == 'Effect "by week"'
    assert words(notice["runs"]) == "Not yet. Wait"
    assert table["numbers"] == [False, True]
    assert [[(words(cell["runs"]), cell["span"]) for cell in row] for row in table["rows"]] == [
        [("1", 1), ("3 %", 1)],
        [("not known", 2)],
    ]
    assert words(figures["items"][0]["note"]) == "of 14"
    assert words(usual["blocks"][0]["runs"]) == "What the usual report says"


@pytest.mark.parametrize("html", ["<p>open", "<p><b>crossed</p></b>"])
def test_html_that_is_not_well_formed_is_refused(html):
    with pytest.raises(ValueError, match=r"<[pb]>"):
        tree_of(html)


def test_the_pdf_says_what_the_page_says_and_can_be_read_aloud():
    made = {"title": "What it brought", "foot": "Onboarding, ąčž", "language": "en-gb"}
    found = pdf_of(blocks_of(PAGE, folded="Tables"), made_at=datetime(2026, 3, 1, tzinfo=UTC), **made)
    assert found == pdf_of(blocks_of(PAGE, folded="Tables"), made_at=datetime(2026, 3, 1, tzinfo=UTC), **made)
    reader = PdfReader(io.BytesIO(found))
    text = " ".join(page.extract_text() for page in reader.pages).replace("\xa0", " ")
    for said in ("19 % more", "most likely 19 %", "not known", "What the usual report says", "Onboarding", "1 / 1"):
        assert said in " ".join(text.split())
    assert "Never on paper" not in text
    assert "every figure" not in text
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert reader.metadata.title == "What it brought"


def test_paper_takes_its_colours_from_the_pages():
    assert colours()["teal"] == "#0f6b63"
