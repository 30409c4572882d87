"""Every catalogue of src/mentorlift/locale is complete, and a machine without gettext reads what was written."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings

from tests import messages

LANGUAGES = messages.languages()
PLACE = re.compile(r"%\(\w+\)[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]|%%|%[sd]|\{\w*\}|</?[a-z][^<>]*>")


def forms(message: Message) -> list[tuple[str, str]]:
    """Each translated form beside the text it translates."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return list(zip(message.id, message.string, strict=True))


def said(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    for message in catalogue:
        if message.id:
            yield from forms(message)


def shape(text: str) -> tuple[object, ...]:
    """What a translation keeps: places, marks in their order, breaks, and whether it touches what stands beside it."""
    return (
        set(PLACE.findall(text)),
        re.findall(r"</?[a-z]+", text),
        text.count("\n"),
        text[:1].isspace(),
        text[-1:].isspace(),
    )


def test_there_is_a_catalogue_of_every_language_but_that_of_the_texts():
    assert sorted(dict(settings.LANGUAGES)) == sorted({"en", *LANGUAGES})


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_fuzzy_or_left_over(language):
    assert messages.missing(language) == [], "python -m tests.messages update, then translate"
    present = {(message.id, message.context) for message in messages.texts()}
    left = [message.id for message in messages.catalogue(language) if (message.id, message.context) not in present]
    assert left == [], "python -m tests.messages update takes these out"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_is_what_the_texts_compile_to(language):
    assert messages.po(language).with_suffix(".mo").read_bytes() == messages.compiled(language), (
        "python -m tests.messages compile"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_marks_and_edges_are_those_of_the_text(language):
    kept = messages.catalogue(language)
    faults = [(text, translated) for text, translated in said(kept) if shape(text) != shape(translated)]
    assert not faults


def test_a_place_or_mark_that_was_lost_would_be_found():
    whole = shape("%(n)d of %(share).0f %% <b>{name}</b> ")
    for broken in (
        "%(n)d of %(share).0f %% <b>{name}</b>",
        "%(m)d of %(share).0f %% <b>{name}</b> ",
        "%(n)d <b>x</b> ",
    ):
        assert shape(broken) != whole
    assert shape("<b>{name}</b>: %(n)d von %(share).0f %% ") == whole
