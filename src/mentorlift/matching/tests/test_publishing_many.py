"""Hundreds of pairs are published in the background: all of them or none, and it can be stopped."""

import pytest
from django.urls import reverse

from mentorlift.jobs.models import Job
from mentorlift.jobs.services import cancel
from mentorlift.jobs.work import drain
from mentorlift.matching import services
from mentorlift.matching.models import Publication
from mentorlift.matching.tests.builders import NOW, Town, mentors
from mentorlift.matching.views import publications
from mentorlift.mentorships.models import Pair
from mentorlift.notifications.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return Town()


def test_hundreds_are_published_in_the_background_all_or_none(town, client, monkeypatch):
    monkeypatch.setattr(publications, "is_long", lambda _draft, _people: True)
    monkeypatch.setattr("mentorlift.mentorships.services.pairs.TOLD_AT_ONCE", 3)
    client.force_login(town.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    draft = town.draft()
    address = reverse("matching:publication", args=[draft.id])
    client.post(address, {"scope": "all", "starts_on": "2100-03-01"})
    (asked,) = Job.objects.filter(name="matching.publish")
    assert not Pair.objects.exists()
    cancel(job_id=asked.id, actor_id=str(town.user.id), now=NOW)
    drain()
    assert not Pair.objects.exists() and not Publication.objects.exists()

    client.post(address, {"scope": "all", "starts_on": "2100-03-01"})
    again = Job.objects.filter(name="matching.publish").latest("created_at")
    drain()
    again.refresh_from_db()
    assert again.state == "done" and again.result == {"url": reverse("matching:draft", args=[draft.id]), "pairs": 4}
    assert Pair.objects.count() == Publication.objects.count() == 4
    told = Message.objects.filter(key__startswith="mentorships:pair:")
    assert told.count() == 8  # both sides, written in the background


def test_what_stands_in_the_way_of_hundreds_is_said_on_the_page_of_the_work(town, client, monkeypatch):
    monkeypatch.setattr(publications, "is_long", lambda _draft, _people: True)
    client.force_login(town.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    draft = town.draft()
    town.publish(draft, [town.mei])
    client.post(reverse("matching:publication", args=[draft.id]), {
        "scope": "ticked", "protege": [str(p) for p in draft.pairs.values_list("protege_id", flat=True)],
        "starts_on": "2100-03-01",
    })  # fmt: skip
    services.keep_apart(
        cohort=town.cohort, protege_id=town.dele.id, mentor_id=mentors(draft)[town.dele.id], actor=town.manager, now=NOW
    )
    drain()
    failed = Job.objects.get(name="matching.publish")
    assert failed.state == "failed" and "Dele Okafor" in failed.error
    assert Pair.objects.count() == 1
