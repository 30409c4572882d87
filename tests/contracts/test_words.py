"""The organisation's own words on pages and in letters of every room."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from mentorlift.accounts import renaming, services
from mentorlift.accounts.models import User
from mentorlift.accounts.rules import Forms
from mentorlift.jobs.work import drain
from mentorlift.mentorships.tests.builders import House, person
from mentorlift.people.models import Identity
from mentorlift.programmes.links import wish_url
from mentorlift.programmes.models import Programme, Wish
from mentorlift.programmes.tests.builders import NOW, asked

pytestmark = pytest.mark.django_db
WORDS = {"mentor": Forms("coach", "coaches"), "programme": Forms("initiative", "initiatives")}


@pytest.fixture
def rename(settings):
    settings.WORDS_SECONDS = 0

    def rename_words(words):
        services.rename_words(language="en", words=words, actor_id="test", now=timezone.now())

    yield rename_words
    renaming.use({})


def page(url, user=None):
    client = Client(headers={"host": "localhost"})
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(url).content.decode()


def test_today_speaks_in_the_organisation_s_words_and_back(rename):
    house = House()
    Programme.objects.filter(id=house.programme.id).update(name="The mentor programme")
    manager = User.objects.get(person_id=house.petra.id)
    rename(WORDS)
    renamed = page("/", manager)
    assert ">Initiatives<" in renamed and ">Programmes<" not in renamed
    assert "The mentor programme" in renamed  # what somebody called it is theirs
    rename({})
    assert ">Programmes<" in page("/", manager)


def test_the_wish_page_and_its_letter_do_too_and_names_stay(rename, monkeypatch):
    rename(WORDS)
    asked()
    Identity.objects.update(name="Mona Mentor")
    wish = Wish.objects.first()
    with monkeypatch.context() as then:
        then.setattr(timezone, "now", lambda: NOW)  # while the answer counts; afterwards the link has ended
        shown = page(wish_url(wish))
    assert "Would you like a coach?" in shown and "Would you like a mentor?" not in shown
    drain()
    letter = next(sent for sent in mail.outbox if sent.subject == "Would you like a coach?")
    assert "Hello Mona Mentor" in letter.body


def test_a_person_called_mentor_stays_so(rename, enter):
    rename(WORDS)
    person("Mona Mentor")
    assert "Mona Mentor" in enter("administrator").get("/people/").content.decode()
