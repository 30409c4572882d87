"""Every text of a template goes through gettext, so that it can be translated and role words renamed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
# The same in every language: our name, and a code the audit record is searched by.
ALLOWED = {"Mentorlift", "accounts"}
WITHOUT_DJANGO = {"science", "files", "cli"}  # the shell speaks English

TRANSLATED = re.compile(r"\{%-?\s*(blocktrans(?:late)?)\b.*?\{%\s*end\1\s*%\}", re.DOTALL)
NOTE = re.compile(r"\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|\{#.*?#\}|<!--.*?-->", re.DOTALL)
CODE = re.compile(
    r"<(script|style|code|pre|kbd)\b.*?</\1>|\{% block page_class %\}.*?\{% endblock|[\w-]+\.(?:csv|json|toml)",
    re.DOTALL,
)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SPOKEN = re.compile(r"(?:aria-label|aria-description|title|alt|placeholder|data-label|data-[a-z]+-text)=([\"'])(.*?)\1")
ELEMENT = re.compile(r"<[^<>]*>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}[\w’'-]*")


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "src").glob("**/templates/**/*") if path.suffix in (".html", ".txt"))


def bare_words(source: str) -> Iterator[tuple[int, str]]:
    """Line and word of what a reader sees and gettext does not: text between marks and in spoken attributes."""
    text = source
    for gone in (NOTE, TRANSLATED, CODE, TAG):
        text = gone.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    seen = SPOKEN.sub(lambda found: f"> {found[2]} <", text)
    for number, line in enumerate(ELEMENT.sub(lambda found: "\n" * found[0].count("\n"), seen).splitlines(), start=1):
        without_entities = re.sub(r"&#?\w+;", " ", line)
        yield from ((number, word) for word in WORD.findall(without_entities) if word not in ALLOWED)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p>{% translate "Hello" %} · {{ name }} – 3&nbsp;%</p>', []),
        ("{% blocktranslate with a=b %}Hello {{ a }}{% endblocktranslate %}", []),
        ('<a title="Go on" href="{% url \'x\' %}">{{ n }}</a>', ["Go", "on"]),
        ('<p class="{% if a > b %}big{% endif %}">{# a note #}</p>', []),
    ],
)
def test_the_scan_finds_what_a_reader_would_see(source, found):
    assert [word for _, word in bare_words(source)] == found


def test_no_template_shows_a_text_that_cannot_be_translated():
    found: dict[str, list[str]] = {}
    for path in templates():
        for number, word in bare_words(path.read_text(encoding="utf-8")):
            found.setdefault(f"{path.relative_to(ROOT)}:{number}", []).append(word)
    faults = [f"{place}: “{' '.join(words)}” stands outside translate; wrap it" for place, words in found.items()]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_pages_of_last_resort_need_nothing_but_themselves(name):
    assert "<h1>" in get_template(name).render()


def refusals(source: str) -> Iterator[int]:
    """Lines that raise an Unable... with a text of its own outside gettext."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            named, text = ast.unparse(node.exc.func), node.exc.args[0]
            if named.rpartition(".")[2].startswith("Unable") and isinstance(text, ast.Constant | ast.JoinedStr):
                yield node.lineno


def test_no_refusal_is_worded_outside_gettext():
    assert list(refusals("raise UnableToDraw(f'no {x}')\nraise UnableToDraw(_('no'))")) == [1]
    rooms = ROOT / "src/mentorlift"
    sources = [path for path in rooms.glob("**/*.py") if path.relative_to(rooms).parts[0] not in WITHOUT_DJANGO]
    faults = [f"{path.relative_to(ROOT)}:{line}" for path in sources for line in refusals(path.read_text())]
    assert not faults, "wrap these in gettext: " + ", ".join(faults)
