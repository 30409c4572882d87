"""A figure of grade D is never called an effect: not on the page to pass on, not in the file, whatever was asked."""

import json
import re

import pytest

from tests.science.any_files import analysed

EFFECT = re.compile(r"(?<!not an )(?<!no )\beffects?\b", re.IGNORECASE)
OWN = "Effect of having a mentor, from groups that started at different times"


@pytest.mark.parametrize("seed", range(6))
def test_where_nobody_was_drawn_nothing_is_called_an_effect(tmp_path, seed):
    found, page = analysed(tmp_path, seed, "none")
    assert found["grade"] == "D"
    text = json.dumps(without_literature(found), ensure_ascii=False)
    for title in {row["reference"] for row in found["estimates"]} - {""}:
        page = page.replace(title, "")
    for said in (text, re.sub("<style>.*?</style>", "", page)):
        assert not [said[max(0, one.start() - 60) : one.end() + 20] for one in EFFECT.finditer(said)]


@pytest.mark.parametrize("design", ["comparison", "staggered"])
def test_without_a_draw_only_the_designs_own_answer_is_one(tmp_path, design):
    found, page = analysed(tmp_path, 3, design)
    assert found["grade"] in ("C", "D")
    titles = re.findall("<h2>(.*?)</h2>", page)
    assert len(titles) > 10
    assert not [title for title in titles if EFFECT.search(title) and title != OWN]


def without_literature(value):
    if isinstance(value, dict):
        return {key: without_literature(each) for key, each in value.items() if key != "reference"}
    return [without_literature(each) for each in value] if isinstance(value, list) else value
