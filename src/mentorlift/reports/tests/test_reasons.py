"""Sentences of the engine as a page says them: none is missing, and none has a word of the statistician."""

import ast
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from mentorlift.files.passing import REASONS
from mentorlift.reports.results.reasons import PLAINER, SENTENCES, plain_why
from mentorlift.science.effects import groups, randomisation_inference, summed

SCIENCE = Path(groups.__file__).parent
NAMED = {
    name: getattr(module, name)
    for module, names in (
        (groups, ("SMALL", "BESIDE")),
        (randomisation_inference, ("NO_LOTTERY",)),
        (summed, ("NEEDS_ROWS", "NEEDS_CELLS")),
    )
    for name in names
}


def sentences(source: str) -> list[str]:
    """What a module gives as reason; 7 in each place, and nothing for what another module said."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "NotEstimable" and node.args:
            found += _text(node.args[0])
    return found


def _text(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)]
    if isinstance(node, ast.Name) and node.id in NAMED:
        return [NAMED[node.id]]
    return [text for part in getattr(node, "values", []) for text in _text(part)]


ALL = sorted({text for path in SCIENCE.glob("*.py") for text in sentences(path.read_text())} | set(REASONS))


def test_the_scan_finds_sentences():
    assert len(ALL) > 80 and sentences("raise NotEstimable(f'only {n} days')") == ["only 7 days"]


@pytest.mark.parametrize("sentence", [text for text in ALL if not re.search(r"^7; a sequence|among 7 in", text)])
def test_every_reason_of_the_engine_has_its_german(sentence):
    with override("en"):
        english = plain_why(sentence)
    with override("de"):
        assert plain_why(sentence) != english, "put it into reports/results/reasons.py, then translate it"


@pytest.mark.parametrize("who", ["takers", "those who did not say yes", "the rest of the mentored arm"])
def test_so_have_those_put_together_of_two(who):
    with override("de"):
        assert "Zeitfenster" in plain_why(f"there are 1 people among {who} in this window")
        assert "nötig" in plain_why(
            "3 people or groups of an arm have completed the window; a sequence needs 5 in each"
        )


def test_no_sentence_of_the_page_has_a_word_of_the_statistician():
    said = set(PLAINER.values()) | {text for text in SENTENCES if text not in PLAINER}
    assert [text for text in said if re.search(r"\b(arms?|branch|strat|control|treat|covariate|cluster)", text)] == []


def test_values_and_names_stand_in_their_places():
    why = "only 2 people or clusters of the arm later can be compared"
    with override("de"):
        assert (
            plain_why(why) == "nur 2 Personen oder Teams aus der Gruppe den später Beginnenden lassen sich vergleichen"
        )
    assert plain_why("something new about an arm") == "something new about a group"
