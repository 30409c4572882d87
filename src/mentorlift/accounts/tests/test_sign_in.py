import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.utils import timezone

from mentorlift.accounts import services
from mentorlift.accounts.models import DemoDoor
from mentorlift.notifications.models import Message

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-harbour-41"


@pytest.fixture(autouse=True)
def _no_counts():
    cache.clear()


@pytest.fixture
def anna(db):
    return services.create_account(email="anna@example.com", person_id=None, password=PASSWORD)


def sign_in(client, password=PASSWORD, email="Anna@example.com", follow=False):
    return client.post("/accounts/login/", {"login": email, "password": password}, follow=follow)


def is_in(client):
    return "_auth_user_id" in client.session


def test_with_password(client, anna):
    sign_in(client)
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_look_the_same(client, anna):
    wrong = sign_in(client, password="not-this-one-1").content.decode()
    unknown = sign_in(client, email="nobody@example.com").content.decode()
    assert re.findall("notice--harm.*?</p>", wrong, re.S) == re.findall("notice--harm.*?</p>", unknown, re.S) != []


def test_after_five_wrong_passwords_even_the_right_one_waits(client, anna):
    for number in range(5):
        sign_in(client, password=f"not-this-one-{number}")
    sign_in(client)
    assert not is_in(client)


def test_a_closed_account_does_not_sign_in(client, anna, enter):
    enter("administrator")
    services.close_account(user_id=anna.id, actor_id="", now=timezone.now())
    sign_in(client)
    assert not is_in(client)


def test_with_a_code_by_mail(client, anna):
    client.post("/accounts/login/code/", {"email": "anna@example.com"})
    code = re.search(r"^([A-Z0-9-]{6,9})$", Message.objects.get().body, re.M).group(1)
    client.post("/accounts/login/code/confirm/", {"code": "AAAA-AAA"})
    assert not is_in(client)
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert is_in(client)


def test_a_stranger_s_address_gets_no_letter_and_the_page_does_not_tell(client, anna):
    known = client.post("/accounts/login/code/", {"email": "anna@example.com"})
    unknown = client.post("/accounts/login/code/", {"email": "nobody@example.com"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    client.post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert [message.to for message in Message.objects.all()] == ["anna@example.com"]


def test_a_forgotten_password_is_replaced_by_a_link(client, anna):
    client.post("/accounts/password/reset/", {"email": "anna@example.com"})
    link = re.search(r"https?://[^/]+(/\S+)", Message.objects.get().body).group(1)
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0] if form.redirect_chain else link
    client.post(address, {"password1": "other-harbour-42", "password2": "other-harbour-42"})
    anna.refresh_from_db()
    assert anna.check_password("other-harbour-42")


def digits(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def switch_on(client):
    address = client.get("/accounts/2fa/totp/activate/").url  # asks for the password once more
    assert address.startswith("/accounts/reauthenticate/")
    client.post(address, {"password": PASSWORD})
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/accounts/2fa/totp/activate/", {"code": digits(secret)})
    return secret


def test_with_an_app_the_password_alone_no_longer_opens(client, anna):
    sign_in(client)
    secret = switch_on(client)
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    recovery = re.findall(r"<code>(\d{8})</code>", codes)
    assert len(recovery) == 10

    client.logout()
    sign_in(client)
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_in(client)
    cache.clear()  # the app's code was used a moment ago, to switch it on
    client.post("/accounts/2fa/authenticate/", {"code": digits(secret)})
    assert is_in(client)

    client.logout()
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": recovery[0]})
    assert is_in(client)
    client.logout()
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": recovery[0]})
    assert not is_in(client)


def test_the_address_is_not_changed_by_oneself(client, anna):
    sign_in(client)
    assert client.post("/accounts/email/", {"email": "x@example.com", "action_add": ""}).status_code == 404


PAGES = [
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
]
PAGES_INSIDE = [
    "/accounts/2fa/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
]


def test_every_page_of_the_sign_in_wears_the_house_s_layout(client, anna):
    pages = [client.get(address) for address in PAGES]
    sign_in(client)
    pages += [client.get(address) for address in PAGES_INSIDE]
    secret = switch_on(client)
    inside = [
        "/accounts/2fa/recovery-codes/",
        "/accounts/2fa/recovery-codes/generate/",
        "/accounts/2fa/totp/deactivate/",
    ]
    pages += [client.get(address) for address in [*inside, "/accounts/2fa/reauthenticate/"]]
    client.logout()
    pages.append(sign_in(client, follow=True))
    assert secret not in pages[-1].content.decode()
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200, page.request["PATH_INFO"]
        assert 'id="content"' in text and " style=" not in text, page.request["PATH_INFO"]
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), page.request["PATH_INFO"]


def test_the_demo_lets_a_visitor_enter_as_any_role(client, enter, settings):
    leader = enter("leader").user
    DemoDoor.objects.create(role="leader", user=leader, label="Lena Leader")
    settings.DEMO = True
    assert "Lena Leader" in client.get("/accounts/login/").content.decode()
    assert "Lena Leader" in client.get("/demo/").content.decode()
    assert client.post("/demo/entry/", {"role": "king"}).status_code == 404
    client.post("/demo/entry/", {"role": "leader"})
    assert client.session["_auth_user_id"] == str(leader.id)


def test_outside_the_demo_there_is_no_such_door(client, enter):
    leader = enter("leader").user
    DemoDoor.objects.create(role="leader", user=leader, label="Lena Leader")
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/entry/", {"role": "leader"}).status_code == 404
    assert "Lena Leader" not in client.get("/accounts/login/").content.decode()
    assert not is_in(client)


def test_the_demo_s_entry_is_a_post_alone(client, settings):
    settings.DEMO = True
    assert client.get("/demo/entry/?role=leader").status_code == 405
