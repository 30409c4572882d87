"""Every catalogue of src/mentorlift/locale is complete, and what a machine without gettext reads is what was written."""

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
    faults = []
    for text, translated in said(messages.catalogue(language)):
        if (
            sorted(set(PLACE.findall(text))) != sorted(set(PLACE.findall(translated)))
            or re.findall(r"</?[a-z]+", text) != re.findall(r"</?[a-z]+", translated)
            or text.count("\n") != translated.count("\n")
            or text[:1].isspace() != translated[:1].isspace()
            or text[-1:].isspace() != translated[-1:].isspace()
        ):
            faults.append((text, translated))
    assert not faults


def test_a_place_that_was_lost_would_be_found():
    assert PLACE.findall("%(n)d of %(share).0f %% <b>{name}</b>") == [
        *("%(n)d", "%(share).0f", "%%", "<b>", "{name}", "</b>")
    ]
