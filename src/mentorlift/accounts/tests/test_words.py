"""An organisation's own words for the roles: everywhere, at once, and never in what people are called or wrote."""

import pytest
from django.utils import timezone
from django.utils.translation import gettext, ngettext, npgettext, pgettext

from mentorlift.accounts import renaming, services
from mentorlift.accounts.models import RenamedWord
from mentorlift.accounts.rules import Forms, faults, renamer
from mentorlift.audit.models import AuditRecord
from mentorlift.audit.services import verify_chain

COACH = {"mentor": Forms("coach", "coaches")}
ADVISER = {"mentor": Forms("adviser", "advisers"), "programme": Forms("initiative", "initiatives")}
WHO = {"actor_id": "test"}


def say(words):
    return renamer(words, language="en")


def rename(words):
    services.rename_words(language="en", words=words, **WHO, now=timezone.now())


@pytest.fixture
def own_words(settings, db):
    """Other processes would notice within seconds; here at once. The process has its own words again afterwards."""
    settings.WORDS_SECONDS = 0
    yield
    renaming.use({})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Would you like a mentor?", "Would you like an adviser?"),
        ("A mentor's place; mentors' places", "An adviser's place; advisers' places"),
        ("Mentors are volunteers.", "Advisers are volunteers."),
        ("the programme manager of a programme", "the programme manager of an initiative"),
        ("mentored now, mentoring, Mentorlift, mentor_id, mentors.csv", None),
        ("%(mentor)s and {mentor} in %(programme)s", None),
        (
            '<a class="mentor" href="/programmes/x">Programmes</a>',
            '<a class="mentor" href="/programmes/x">Initiatives</a>',
        ),
        ("see https://example.com/mentor or the mentor", "see https://example.com/mentor or the adviser"),
    ],
)
def test_whole_words_are_renamed_and_nothing_else(text, said):
    words = {**ADVISER, "programme_manager": Forms("programme manager", "programme managers")}
    assert say(words)(text) == (said or text)


@pytest.mark.parametrize(
    ("word", "article"), [("hour guide", "an"), ("union partner", "a"), ("HR partner", "an"), ("buddy", "a")]
)
def test_the_article_follows_the_new_word(word, article):
    assert say({"protege": Forms(word, word)})("a protégé") == f"{article} {word}"


def test_words_nobody_could_say_or_tell_apart_are_refused_all_at_once():
    wrong = {
        "mentor": Forms("coach", ""),
        "programme": Forms("50% <b>", "x"),
        "protege": Forms("sales manager", "sales managers"),
        "programme_manager": Forms("x" * 41, "x"),
    }
    assert sorted(faults(wrong, language="en")) == [
        "mentor:half",
        "programme:letters",
        "programme_manager:long",
        "protege:taken",
    ]
    assert faults(ADVISER, language="en") == []


def test_every_kind_of_text_is_renamed_before_data_are_put_in(own_words):
    rename(COACH)
    renaming.refresh()
    assert gettext("%(name)s is your mentor") % {"name": "Mona Mentor"} == "Mona Mentor is your coach"
    assert ngettext("%(n)d mentor", "%(n)d mentors", 2) % {"n": 2} == "2 coaches"
    assert pgettext("role", "mentor") == "coach"
    assert npgettext("role", "mentor", "mentors", 1) == "coach"


def test_nothing_changes_where_nobody_renamed_anything(own_words):
    renaming.refresh()
    text = "A mentor, a protégé, a programme"
    assert gettext(text) is text


def test_clearing_a_word_gives_it_its_own_name_back_and_both_are_on_record(own_words):
    rename(ADVISER)
    rename(ADVISER)
    rename({})
    renaming.refresh()
    assert gettext("mentor") == "mentor" and not RenamedWord.objects.exists()
    actions = list(AuditRecord.objects.values_list("action", "subject"))
    assert sorted(actions) == [
        ("accounts.rename_word", "word:en.mentor"),
        ("accounts.rename_word", "word:en.programme"),
        ("accounts.restore_word", "word:en.mentor"),
        ("accounts.restore_word", "word:en.programme"),
    ]
    assert verify_chain().intact and "adviser" not in str(list(AuditRecord.objects.values()))


def test_another_process_notices_after_some_seconds_and_asks_no_more_in_between(
    own_words, settings, django_assert_num_queries, monkeypatch
):
    settings.WORDS_SECONDS = 5
    monkeypatch.setattr(renaming, "_read_at", renaming.monotonic())
    rename(COACH)  # written by somebody else, whose process alone reads it at once
    with django_assert_num_queries(0):
        renaming.refresh()
    assert gettext("mentor") == "mentor"
    monkeypatch.setattr(renaming, "_read_at", renaming.monotonic() - 5)
    with django_assert_num_queries(1):
        renaming.refresh()
        renaming.refresh()
    assert gettext("mentor") == "coach"


def test_the_process_in_which_it_is_said_uses_it_at_once(own_words, settings, django_capture_on_commit_callbacks):
    settings.WORDS_SECONDS = 1000
    with django_capture_on_commit_callbacks(execute=True):
        rename(COACH)
    assert gettext("Mentors") == "Coaches"


def test_an_administrator_renames_and_clears_on_the_page(own_words, enter):
    page = enter("administrator")
    sent = {"language": "en", "en-mentor_singular": "coach", "en-mentor_plural": "coaches"}
    assert page.post("/access/words/", sent).status_code == 302
    shown = page.get("/access/words/").content.decode()
    assert 'value="coaches"' in shown and "several mentors" in shown
    assert "Protégé, coach and sales manager follow" in page.get("/access/").content.decode()
    half = page.post("/access/words/", {"language": "en", "en-mentor_singular": "coach"})
    assert half.status_code == 400 and "both forms" in half.content.decode()
    page.post("/access/words/", {"language": "en"})
    assert "Protégé, mentor and sales manager follow" in page.get("/access/").content.decode()


def test_nobody_else_sees_the_page(enter):
    for client in (enter("programme_manager", "leader", "analyst"), enter()):
        assert client.get("/access/words/").status_code == 404
        assert client.post("/access/words/", {"language": "en"}).status_code == 404
    assert not RenamedWord.objects.exists()
