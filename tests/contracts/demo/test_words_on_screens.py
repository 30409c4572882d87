"""The words of every page of the demo, for every role, in every language, and in the organisation's own words."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from mentorlift.accounts import renaming
from mentorlift.accounts.models import User
from mentorlift.accounts.rules import Forms
from mentorlift.demo.talk import SAID
from mentorlift.notifications.models import Message
from mentorlift.people.models import Post
from mentorlift.people.rules.columns import FIELDS
from mentorlift.programmes.models import Outside, ProgrammeWeek, Question
from tests import messages
from tests.contracts.addresses_of_the_demo import arguments, asked_person, people_of_the_request
from tests.contracts.demo.test_every_url import LETTER, READERS
from tests.contracts.people_of_the_demo import account_of_person, clients, signed_in
from tests.contracts.screens import texts, words_in
from tests.contracts.test_catalogues import said

pytestmark = pytest.mark.django_db

# Words of the statistician and of the database, by language. Pages made for analysts may say them.
FORBIDDEN = {
    "en": "arms?|branch(?:es)?|strat(?:um|a)|hash(?:es)?|doses?|frozen roster|intention[- ]to[- ]treat|ITT",
    "de": "Arme?n?|Zweige?n?|Strat(?:um|a|en)|Hash(?:es|wert|werte)?|Dos(?:is|en)|eingefrorene Listen?|"
    "Intention[- ]to[- ]treat|ITT",
}
RENAMED = {
    "en": {"protege": Forms("newcomer", "newcomers")},
    "de": {"protege": Forms("Neuling", "Neulinge", "m"), "mentor": Forms("Patin", "Patinnen", "f")},
}
OLD = {"en": "prot[ée]g[ée]s?", "de": "Mentees?|Mentors?|Mentoren"}
FOR_ANALYSTS = {"reports:report"}  # every figure with its method, as the command writes it
LETTERS = {"programmes:letter", "programmes:letters_reading"}  # in the language of whoever gets them, not of the page
SAY_OLD_WORDS = {"accounts:words", "audit:records"}  # the one asks for the new word, the other is searched by codes
FILES = ("json", "pdf", "listing", "archive", "calendar", "download", "proof", "quality_rows", "split_list", "record")


@pytest.fixture(scope="module")
def visits(demo: None) -> list[tuple[str, str, Client, str]]:
    """Name, role, client and address of every page and everybody who gets it."""
    made = arguments(clients()["programme_manager"])
    others = {"asked": asked_person(), **people_of_the_request()}
    askers = {**clients(), **{role: signed_in(account_of_person(person)) for role, person in others.items()}}
    return [
        (name, role, client, reverse(name, kwargs=made[name]))
        for name, letters in READERS.items()
        if not name.endswith(FILES)
        for role, client in askers.items()
        if LETTER[role] in letters
    ]


@pytest.fixture(autouse=True)
def with_demo(settings: Any) -> Iterator[None]:
    settings.DEMO = True
    yield
    renaming.use({})
    translation.deactivate()


def pages(visits: list[tuple[str, str, Client, str]], language: str) -> Iterator[tuple[str, str, list[str]]]:
    """Name, role and pieces of text of every page in a language; what leads elsewhere or is no page is left out."""
    User.objects.update(language=language)
    for name, role, client, address in visits:
        cache.clear()
        answer = client.get(address, {"of": "revenue"}, headers={"accept-language": language})
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            yield name, role, texts(answer.content.decode())


@pytest.mark.parametrize("language", ["en", "de"])
def test_screens_say_the_organisation_s_words_in_one_language_and_none_of_the_statistician(
    visits, language, settings, monkeypatch
):
    settings.WORDS_SECONDS = 1e9  # the words below stay in force: they were read just now, and not again
    monkeypatch.setattr(renaming, "_read_at", renaming.monotonic())
    renaming.use({language: RENAMED[language]})
    statistician, old, english = set(), set(), set()
    for name, role, pieces in pages(visits, language):
        if name in FOR_ANALYSTS or name in LETTERS or role == "analyst":
            continue
        statistician |= {(name, piece) for piece in words_in(pieces, FORBIDDEN[language])}
        if name not in SAY_OLD_WORDS:
            old |= {(name, piece) for piece in words_in(pieces, OLD[language]) if not kept(piece)}
        if language == "de":
            english |= {(name, piece) for piece in pieces if english_of_german(piece) and not kept(piece)}
    assert (statistician, old, english) == (set(), set(), set())


def kept(piece: str) -> bool:
    """True for what the demo wrote down in English before anybody read it: guides, questions, letters, invitations,
    sheets, jobs, and the columns of its files."""
    return piece in _kept()


@lru_cache(maxsize=1)
def _kept() -> set[str]:
    texts_kept = [*ProgrammeWeek.objects.values_list("title", "guide"), *Message.objects.values_list("subject", "body")]
    left_out = [(reason, "") for reason in Outside.objects.values_list("reason", flat=True)]
    asked = Question.objects.values_list("text", "hint")
    paragraphs = [
        part for pair in (*texts_kept, *left_out, *asked) for text in pair for part in (text, *text.split("\n"))
    ]
    written = [text for sides in SAID.values() for texts_said in sides.values() for text in texts_said]
    jobs_and_columns = {*Post.objects.values_list("role", flat=True), *FIELDS}
    return {" ".join(text.split()) for text in (*paragraphs, *written, *jobs_and_columns)}


@lru_cache(maxsize=8192)
def english_of_german(piece: str) -> bool:
    """True where the piece is an English text of the catalogue, whatever stands in its places."""
    plain, with_places = _english()
    # most texts differ at an end already, which costs far less to see than a pattern
    return piece in plain or any(
        piece.startswith(begin) and piece.endswith(end) and pattern.fullmatch(piece)
        for begin, end, pattern in with_places
    )


@lru_cache(maxsize=1)
def _english() -> tuple[set[str], list[tuple[str, str, re.Pattern[str]]]]:
    """The texts without places, and those with places: how each begins and ends, and its pattern."""
    place = re.compile(r"%\(\w+\)[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]|\{\w+\}|</?\w+[^>]*>")
    both = [(" ".join(text.split()), " ".join(german.split())) for text, german in said(messages.catalogue("de"))]
    german_too = {german for _text, german in both}
    plain = {text for text, german in both if text != german and not place.search(text)} - german_too
    placed = [text for text, german in both if text != german and place.search(text) and len(text.split()) > 4]
    parts = [place.split(text) for text in placed]
    return plain, [(one[0], one[-1], re.compile(".+?".join(map(re.escape, one)))) for one in parts]


def test_an_english_text_would_be_found():
    assert english_of_german("Nobody is told before you publish.") is False
    assert english_of_german("Who stayed") and english_of_german("Drawn again on 3 May: this draw does not verify.")
    assert not english_of_german("Wer geblieben ist") and not english_of_german("Team")
