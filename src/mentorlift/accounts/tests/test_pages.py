"""Every page around a password and the second step speaks as the rest of the product does."""

import re

import pytest

from mentorlift.accounts import services

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-harbour-41"


def headline(answer):
    assert answer.status_code == 200
    return re.search("<h1>(.*?)</h1>", answer.content.decode())[1]


@pytest.fixture
def anna(client):
    account = services.create_account(email="anna@example.com", person_id=None, password=PASSWORD)
    client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    return account


def test_changing_the_password(client, anna):
    assert headline(client.get("/accounts/password/change/")) == "A new password"
    refused = client.post("/accounts/password/change/", {"oldpassword": "no", "password1": "a", "password2": "b"})
    assert headline(refused) == "A new password"
    assert "field__error" in refused.content.decode()
    new = {"oldpassword": PASSWORD, "password1": "calm-river-77", "password2": "calm-river-77"}
    assert client.post("/accounts/password/change/", new).status_code == 302
    anna.refresh_from_db()
    assert anna.check_password("calm-river-77")


def test_choosing_the_first_password(client, anna):
    anna.set_unusable_password()
    anna.save()
    client.force_login(anna, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/accounts/password/set/", follow=True)
    assert headline(page) in ("Choose a password", "Is it you?")


def test_a_link_that_was_used_says_so_and_leads_on(client, db):
    page = client.get("/accounts/password/reset/key/abc-notakey/", follow=True)
    assert headline(page) == "This link no longer works."
    assert "/accounts/password/reset/" in page.content.decode()


def test_a_field_does_not_say_its_label_twice(client, anna):
    page = client.get("/accounts/password/change/").content.decode()
    assert "The password you have now" in page
    assert 'placeholder="Current Password"' not in page


@pytest.mark.parametrize("url", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_an_address_is_asked_for_as_on_the_sign_in_page(client, url):
    page = client.get(url).content.decode()
    assert re.search(r"<label[^>]*>\s*E-mail address", page)
    assert not re.search(r'placeholder="[^"]', page)
