"""Every column that the product itself names is read in words, in each language, wherever it reaches a screen."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import deactivate, override

from mentorlift.accounts.models import User
from mentorlift.matching.models import MatchPolicy
from mentorlift.matching.rules import (
    KNOWN_CRITERIA,
    KNOWN_RULES,
    LISTS,
    OF_ONE,
    USUAL_GROUPS,
    Content,
    columns_of,
    toml_of,
)
from mentorlift.matching.words import criterion_label, rule_label
from mentorlift.mentorships.tests.builders import NOW, House
from mentorlift.outcomes.words import FIGURE_WORDS
from mentorlift.people.words import COLUMN_WORDS, column_word
from mentorlift.programmes.rules.shapes import SHAPES

CHOSEN = tuple(entry for shape in SHAPES.values() for entry in (*(shape.rules or ()), *(shape.criteria or ())))
CIRCLES = {name for shape in SHAPES.values() for name in (shape.circle or {}).get("apart", ())}
ENTRIES = (*KNOWN_RULES, *KNOWN_CRITERIA, *CHOSEN)
NAMED = sorted({name for entry in ENTRIES for name in columns_of(entry)} | CIRCLES | {*USUAL_GROUPS, *LISTS})
ALIKE = {"team", "generation"}  # the same word in German but for its capital
OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def test_every_column_of_the_forms_and_the_usual_rules_has_words():
    assert set(NAMED) | (OF_ONE - {"person_id"}) <= set(COLUMN_WORDS)
    assert len(NAMED) >= 12, "the list did not become shorter unseen"


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("words", [COLUMN_WORDS, FIGURE_WORDS], ids=["columns", "figures"])
def test_the_words_are_translated(words, language):
    english = {name: str(word) for name, word in words.items()}
    with override(language):
        same = {name for name, word in words.items() if str(word).casefold() == english[name].casefold()}
    assert same <= ALIKE


def test_a_column_of_ones_own_is_read_under_its_name():
    assert column_word("sales_region") == "sales region"


@pytest.fixture
def english_afterwards():
    yield
    deactivate()


@pytest.mark.django_db
@pytest.mark.usefixtures("english_afterwards")
def test_the_approvals_page_and_the_policy_name_no_column_in_english_on_a_german_page():
    house = House()
    content = Content(mode="optimal", lottery="x", rules=KNOWN_RULES, criteria=KNOWN_CRITERIA, groups=USUAL_GROUPS)
    MatchPolicy.objects.create(
        programme=house.programme, version=1, toml=toml_of(content), digest="d" * 64, written_at=NOW, written_by="u"
    )
    user = User.objects.get(person_id=house.petra.id)
    User.objects.filter(id=user.id).update(language="de")
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("programmes:approvals", args=[house.programme.id])).content.decode()
    lines = re.search(r"Merkmale, nach denen zugeordnet wird.*?</dd>", page, re.DOTALL)
    assert lines, "the fields stand on the page"
    read = re.sub(r".*<dd>|</dd>", "", lines[0], flags=re.DOTALL).split(" · ")
    columns = sorted(
        {name for entry in (*KNOWN_RULES, *KNOWN_CRITERIA) for name in columns_of(entry)} | {*USUAL_GROUPS}
    )
    with override("en"):
        english = {column_word(name) for name in columns} - ALIKE
    with override("de"):
        assert sorted(read) == sorted(column_word(name) for name in columns)
        told = " ".join(map(rule_label, KNOWN_RULES)) + " ".join(map(criterion_label, KNOWN_CRITERIA))
    assert not english & set(read)
    assert not [word for word in english if re.search(rf"\b{word}\b", told)]
