"""In which language somebody reads: the account's, else the browser's; and whoever chooses another keeps it."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from mentorlift.accounts import services
from mentorlift.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_before():
    yield
    translation.deactivate()


def page(client, address="/", **headers):
    return client.get(address, headers=headers, follow=True).content.decode()


def test_the_sign_in_page_speaks_the_language_of_the_browser():
    for accepted, lang, button in (("de-AT,de;q=0.9", "de", "Anmelden"), ("fr", "en", "Sign in")):
        shown = page(Client(), "/accounts/login/", **{"accept-language": accepted})
        assert f'<html lang="{lang}">' in shown and f">{button}</button>" in shown


def test_whoever_has_an_account_reads_its_language_in_any_browser(enter):
    client = enter("administrator")
    User.objects.update(language="de")
    shown = page(client, "/access/", **{"accept-language": "en"})
    assert '<html lang="de">' in shown and "Konten und Rollen" in shown


def test_choosing_a_language_keeps_it_with_the_account_and_returns_to_the_page(enter):
    client = enter("administrator")
    assert '<button class="link" name="language" value="de" lang="de">Deutsch</button>' in page(client, "/access/")
    answer = client.post("/language/", {"language": "de", "next": "/access/"})
    assert answer["Location"] == "/access/" and User.objects.get().language == "de"
    assert 'value="de" lang="de" aria-current="true"' in page(client, "/access/")
    client.post("/language/", {"language": "tlh"})
    assert User.objects.get().language == "de"


def test_a_visitor_s_choice_stays_in_the_browser():
    client = Client()
    client.post("/language/", {"language": "de"})
    assert ">Anmelden</button>" in page(client, "/accounts/login/")


def test_an_account_begins_with_the_language_of_the_organisation(settings):
    assert services.create_account(email="a@example.com", person_id=None).language == "en"
    settings.LANGUAGE_CODE = "de"
    assert services.create_account(email="b@example.com", person_id=None).language == "de"


def test_a_letter_is_written_in_the_language_in_force():
    with translation.override("de"):
        services.invite(email="c@example.com", person_id=None, actor_id="test", now=timezone.now())
    from mentorlift.jobs.work import drain

    drain()
    assert (
        mail.outbox[-1].subject == "Ihre Einladung zu Mentorlift" and "Sie sind zu Mentorlift" in mail.outbox[-1].body
    )


def test_german_words_are_renamed_with_their_article_on_the_page(enter, settings):
    from mentorlift.accounts import renaming

    settings.WORDS_SECONDS = 0
    client = enter("administrator")
    User.objects.update(language="de")
    sent = {"language": "de", "de-mentor_singular": "Patin", "de-mentor_plural": "Patinnen", "de-mentor_gender": "f"}
    try:
        assert client.post("/access/words/", sent).status_code == 302
        assert "Mentee, Patin und Vertriebsleitung ergeben sich" in page(client, "/access/")
        with translation.override("de"):
            assert translation.gettext("You get a mentor now") == "Sie bekommen jetzt eine Patin"
        wrong = client.post("/access/words/", {**sent, "de-mentor_gender": "x"})
        assert wrong.status_code == 400
    finally:
        renaming.use({})
