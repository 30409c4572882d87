"""The links in letters: they take an answer, tell none, and end."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from mentorlift.jobs.work import drain
from mentorlift.programmes import links, services
from mentorlift.programmes.models import MentorOffer, Wish
from mentorlift.programmes.tests.builders import NOW, WHO, asked, make_ready, people, programme

pytestmark = pytest.mark.django_db
AWAY = {"away-TOTAL_FORMS": "0", "away-INITIAL_FORMS": "0"}


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


def test_the_link_about_a_wish_ends_with_the_last_day_and_says_whom_to_ask(client, monkeypatch):
    found = asked()
    wish = Wish.objects.filter(cohort=found).first()
    url = path_of(links.wish_url(wish))
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    assert client.get(url).status_code == 200
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=3))
    for page in (client.get(url), client.post(url, {"answer": "yes"})):
        words = page.content.decode()
        assert page.status_code == 410
        assert "This link has ended." in words
        assert "Questions to Person 9" in words
        assert f"next={reverse('programmes:own_wish', args=[found.programme_id]).replace('/', '%2F')}" in words
        assert wish.question.texts["en"] not in words  # what was asked is no longer anybody's who finds the letter
    wish.refresh_from_db()
    assert wish.answered_at is None


def test_the_link_about_a_wish_ends_with_the_programme(client, enter, monkeypatch):
    found = asked()
    wish = Wish.objects.filter(cohort=found).first()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    services.stop(programme=found.programme, reason="Too few", **WHO)
    page = client.get(path_of(links.wish_url(wish)))
    assert page.status_code == 410
    assert "The programme it belongs to has ended" in page.content.decode()
    own = enter(person_id=wish.person_id).get(reverse("programmes:own_wish", args=[found.programme_id]))
    assert own.status_code == 200
    assert "nobody is asked any more" in own.content.decode()


def invited(mentors=2):
    made = programme()
    make_ready(made)
    services.nominate_mentors(programme=made, person_ids=[p.id for p in people(mentors)], **WHO)
    services.invite_mentors(programme=made, **WHO)
    drain()
    return made


def test_the_link_to_mentor_ends_after_sixty_days_and_a_sign_in_still_leads_there(client, enter, monkeypatch):
    made = invited()
    offer = MentorOffer.objects.first()
    url = path_of(links.offer_url(offer))
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=60) - timedelta(seconds=1))
    assert "Your link works until 1 May 2026" in client.get(url).content.decode()
    assert client.post(url, {"places": "1", **AWAY}).status_code == 302
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=60))
    for page in (client.get(url), client.post(url, {"places": "2", **AWAY})):
        assert page.status_code == 410
        assert "Questions to Person 9" in page.content.decode()
        assert "sent a while ago" in page.content.decode()
    own = enter(person_id=offer.person_id)
    mine = reverse("programmes:own_offer", args=[made.id])
    assert "Your link works" not in own.get(mine).content.decode()
    assert own.post(mine, {"places": "2", **AWAY}).status_code == 302
    offer.refresh_from_db()
    assert offer.places == 2


def test_the_link_to_mentor_ends_with_the_programme(client, monkeypatch):
    made = invited()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    services.stop(programme=made, reason="Too few", **WHO)
    page = client.get(path_of(links.offer_url(MentorOffer.objects.first())))
    assert page.status_code == 410
    assert "The programme it belongs to has ended" in page.content.decode()


def test_whose_link_ended_unanswered_can_be_written_to_again(client, enter, monkeypatch):
    made = invited()
    first, second = MentorOffer.objects.order_by("id")
    services.answer_offer(offer=first, accepted=False, actor_id="person:x", now=NOW)
    later = NOW + timedelta(days=61)
    assert services.invite_mentors(programme=made, actor_id="test", now=NOW + timedelta(days=59)) == 0
    monkeypatch.setattr(timezone, "now", lambda: later)
    manager = enter("programme_manager")
    page = reverse("programmes:mentors", args=[made.id])
    assert "Write again to 1 whose link ended unanswered" in manager.get(page).content.decode()
    mail.outbox.clear()
    manager.post(reverse("programmes:invitations", args=[made.id]))
    drain()
    assert len(mail.outbox) == 1
    assert "until 30 June 2026" in mail.outbox[0].body
    assert client.get(path_of(links.offer_url(second))).status_code == 200
    assert client.get(path_of(links.offer_url(first))).status_code == 410
    assert "Write again" not in manager.get(page).content.decode()


def test_a_link_that_was_made_up_opens_nothing(client):
    for name in ("programmes:wish", "programmes:offer"):
        assert client.get(reverse(name, args=["made-up"])).status_code == 404
