"""The link in a letter about a wish: it takes an answer and tells none."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorlift.programmes import links
from mentorlift.programmes.models import Wish
from mentorlift.programmes.tests.builders import NOW, asked

pytestmark = pytest.mark.django_db


def path_of(url):
    return "/" + url.split("/", 3)[3]


def test_a_letter_passed_on_never_tells_what_was_answered(enter, client, monkeypatch):
    found = asked()
    wish = Wish.objects.filter(cohort=found).first()
    mine = reverse("programmes:own_wish", args=[found.programme_id])
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    own, url = enter(person_id=wish.person_id), path_of(links.wish_url(wish))
    assert client.post(url, {"answer": "no"}).status_code == 302
    assert "checked" in own.get(mine).content.decode()
    assert "checked" not in client.get(url).content.decode()
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=9))
    assert "You answered on" in own.get(mine).content.decode()
    closed = client.get(url).content.decode()
    assert "You answered on" not in closed
    assert "Sign in to see it" in closed
