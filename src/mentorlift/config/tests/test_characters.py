"""A NUL character reaches no database, on whichever page it is sent."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/access/?words=a%00b", "/audit/?action=%00", "/people/?words=%00"])
def test_in_a_search_it_is_answered_as_a_wrong_request(enter, address):
    assert enter("administrator").get(address).status_code == 400


def test_in_a_form_it_is_answered_as_a_wrong_request(enter, client):
    assert enter("administrator").post("/access/invitations/", {"email": "a\0b@example.com"}).status_code == 400
    assert client.post("/accounts/login/", {"login": "a\0b", "password": "x"}).status_code == 400


def test_in_an_address_it_is_answered_as_a_wrong_request(client):
    assert client.get("/invitation/a%00b/").status_code == 400
