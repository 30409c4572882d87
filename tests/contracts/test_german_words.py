"""German texts say role words only in forms that the renaming knows, so that every other word reads right."""

import re

import pytest

from mentorlift.accounts.german import ADJECTIVES, GENDERS_OF, dative_plural, genitive
from mentorlift.accounts.rules import SOURCE, Forms, renamer
from tests import messages
from tests.contracts.test_catalogues import said

WORDS = SOURCE["de"]
FREE = ("protege", "mentor")  # those that may get another gender
TEXTS = [translated for _text, translated in said(messages.catalogue("de"))]
KNOWN = {form for word in WORDS.values() for form in (word.singular, word.plural, genitive(word), dative_plural(word))}
ROLE = "|".join(WORDS[word].singular for word in FREE)
WOMAN = {"mentor": Forms("Patin", "Patinnen", "f"), "protege": Forms("Einsteigerin", "Einsteigerinnen", "f")}
IN = Forms("Mentor:in", "Mentor:innen", "mf")
PROJECT = {"programme": Forms("Initiative", "Initiativen", "f")}


def test_a_role_word_stands_in_no_other_form_and_in_no_compound():
    other = re.compile(r"\w*(?:mentor|mentee|programm|vertriebsleit)\w*", re.IGNORECASE)
    allowed = re.compile(r"Mentoring\w*|Mentorlift|MENTORLIFT\w*|programmiert|programmieren|mentors?_\w+")
    without_places = (re.sub(r"%\(\w+\)s|\{\w+\}", "", text) for text in TEXTS)
    found = {word for text in without_places for word in other.findall(text)}
    assert {word for word in found - KNOWN if not allowed.fullmatch(word)} == set()


def test_said_with_its_own_words_a_text_is_the_same():
    """Case and number are read rightly in every text: otherwise an article or an ending would move."""
    same = renamer(WORDS, language="de")
    assert [(text, same(text)) for text in TEXTS if same(text) != text] == []


def test_a_woman_s_word_is_never_left_with_a_man_s_article():
    say = renamer({**WOMAN, **PROJECT}, language="de")
    wrong = re.compile(
        r"\b(?:den|dem|des|das|ein|kein|einen|einem|eines|keinen|keinem|[Dd]ies(?:er|en|em|es)|jede[nms]|"
        r"(?:mein|sein|ihr|unser)(?:en|em|es)?|zum|vom|beim|im|am|\w+(?:er|em))\s+(?:Patin|Einsteigerin|Initiative)\b",
        re.IGNORECASE,
    )
    fine = re.compile(
        r"\b(?:der|einer|keiner|dieser|jeder|ihrer|meiner|unserer|über|unter|oder|weder|bisher|für|aber|hier|mehr|zur|aller|"
        r"guter|neuer)\s+\w+$",
        re.IGNORECASE,
    )
    found = [(text, hit) for text in TEXTS for hit in wrong.findall(say(text)) if not fine.search(hit)]
    assert found == []


def test_no_pronoun_and_no_unknown_adjective_tells_the_gender_of_a_role_word():
    relative = re.compile(rf"\b(?:{ROLE}), (?:der|den|dem|dessen|welcher)\b")
    pronoun = re.compile(r"\b(?:er|ihn|ihm|einen davon|sein|seine[mnrs]?)\b(?! (?:Gruppe|Woche|Auslosung))")
    adjective = re.compile(
        rf"\b(?:der|die|den|dem|des|ein|eine[nmrs]?|kein\w*|Ihr\w*) (\w+(?:er|en|em|e|es)) (?:{ROLE})\b"
    )
    known = re.compile("(?:" + "|".join(ADJECTIVES) + r")(?:e[rnms]?)")
    faults = [text for text in TEXTS if relative.search(text)]
    faults += [text for text in TEXTS if any(not known.fullmatch(one) for one in adjective.findall(text))]
    for text in TEXTS:
        for sentence in re.split(r"(?<=[.:;?!])\s", text):
            if re.search(rf"\b(?:{ROLE})\b", sentence) and pronoun.search(sentence):
                faults.append(sentence)
    assert faults == []


@pytest.mark.parametrize(
    ("word", "text", "renamed"),
    [
        (Forms("Buddy", "Buddys", "m"), "Ihr Mentor, des Mentors, mit Mentoren", "Ihr Buddy, des Buddys, mit Buddys"),
        (Forms("Neuling", "Neulinge", "m"), "ab fünf Mentoren", "ab fünf Neulingen"),
        (Forms("Pate", "Paten", "m"), "einen anderen Mentor, der Mentor", "einen anderen Paten, der Pate"),
        (Forms("Patin", "Patinnen", "f"), "Ein neuer Mentor, beim Mentor", "Eine neue Patin, bei der Patin"),
        (Forms("Mitglied", "Mitglieder", "n"), "keinen Mentor, mit Mentoren", "kein Mitglied, mit Mitgliedern"),
        (
            Forms("Mentor:in", "Mentor:innen", "mf"),
            "ein Mentor, Ihrem Mentor",
            "ein:e Mentor:in, Ihrem:Ihrer Mentor:in",
        ),
        (
            Forms("Patin", "Patinnen", "f"),
            "Mentoring bei %(mentor)s, Mentorlift",
            "Mentoring bei %(mentor)s, Mentorlift",
        ),
    ],
)
def test_endings_and_articles_follow_the_new_word(word, text, renamed):
    assert renamer({"mentor": word}, language="de")(text) == renamed


def test_every_gender_a_word_may_have_can_be_said():
    for word, genders in GENDERS_OF.items():
        for gender in genders:
            say = renamer({word: Forms("Wort", "Worte", gender)}, language="de")
            assert all("Wort" in say(form) for form in (WORDS[word].singular, WORDS[word].plural))
