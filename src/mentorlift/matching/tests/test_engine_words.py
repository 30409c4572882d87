"""Sentences in which the engine says why it worked no pairs out: none is missing among those that pages translate."""

import ast
from pathlib import Path

import pytest
from django.utils.translation import override

from mentorlift.files.said import Said
from mentorlift.matching.engine_words import SENTENCES, what_and_remedy
from mentorlift.science.assignment import spread
from mentorlift.ui.in_words import in_words

ENGINE = Path(spread.__file__).parent
RAISED = {"NotWorkedOut", "TooLarge", "NotWithin", "NotFound", "OverflowError"}


def sentences(source: str) -> list[str]:
    """What a module raises or, in `why_not`, returns for it; 1,234 in each place."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and ast.unparse(node.exc.func) in RAISED:
            found += _text(node.exc.args[0])
        elif isinstance(node, ast.FunctionDef) and node.name == "why_not":
            found += [text for one in ast.walk(node) if isinstance(one, ast.Return) for text in _text(one.value)]
    return found


def _text(node: ast.AST | None) -> list[str]:
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else _place(part) for part in node.values)]
    return []


def _place(part: ast.AST) -> str:
    """What stands in a place: words of the same function, or a number."""
    known = {"{share}": "98.5 % of the best", "{ways}": "raise the cap or the tolerance"}
    return known.get(ast.unparse(part).removeprefix("f").strip("'\""), "1,234")


ALL = sorted(
    {text for path in ENGINE.rglob("*.py") if "tests" not in path.parts for text in sentences(path.read_text())}
)


def test_the_scan_finds_sentences():
    assert len(ALL) >= 11
    assert sentences("raise TooLarge(f'up to {n}; match in parts')") == ["up to 1,234; match in parts"]


@pytest.mark.parametrize("sentence", ALL)
def test_every_sentence_of_the_engine_has_its_german(sentence):
    parts = what_and_remedy(ValueError(sentence))
    assert "; ".join(parts) == sentence
    for part in parts:
        assert isinstance(part, Said), "put it into matching/engine_words.py, then translate it"
        with override("de"):
            assert in_words(part) != part
        with override("en"):
            assert in_words(part) == part


def test_no_sentence_stands_here_that_the_engine_does_not_say():
    said = {part.template for text in ALL for part in what_and_remedy(ValueError(text)) if isinstance(part, Said)}
    assert set(SENTENCES) - said == set()


def test_what_is_not_known_stays_as_it_is():
    assert what_and_remedy(ValueError("something else")) == ("something else", "")
