"""Mentors are volunteers: named, invited once, and free to say no."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from mentorlift.jobs.work import drain
from mentorlift.programmes import places_in_use, queries, services
from mentorlift.programmes.models import MentorOffer
from mentorlift.programmes.tests.builders import NOW, TODAY, WHO, asked, make_ready, people, programme, say

pytestmark = pytest.mark.django_db


def invited(count: int = 3):
    made = programme()
    make_ready(made)
    services.nominate_mentors(programme=made, person_ids=[p.id for p in people(count)], **WHO)
    services.invite_mentors(programme=made, **WHO)
    return made


def answer(offer, places, **more):
    return services.answer_offer(offer=offer, accepted=places > 0, places=places, actor_id="person:x", now=NOW, **more)


def test_nobody_is_written_to_before_the_programme_is_open():
    made = programme()
    services.nominate_mentors(programme=made, person_ids=[p.id for p in people(2)], **WHO)
    with pytest.raises(services.UnableToMentor, match="Open the programme"):
        services.invite_mentors(programme=made, **WHO)
    assert not MentorOffer.objects.filter(invited_at__isnull=False).exists()


def test_a_mentor_is_named_and_invited_once():
    made = invited(2)
    assert services.nominate_mentors(programme=made, person_ids=[MentorOffer.objects.first().person_id], **WHO) == []
    assert services.invite_mentors(programme=made, **WHO) == 0
    drain()
    assert len(mail.outbox) == 2
    assert all("/mentor/" in letter.body and "finds their feet" in letter.body for letter in mail.outbox)


def test_confirmed_places_are_those_of_mentors_who_said_yes():
    made = invited(4)
    offers = list(MentorOffer.objects.all())
    answer(offers[0], 3, topics="first calls")
    answer(offers[1], 1)
    answer(offers[2], 0)
    places = queries.places(made)
    assert (places.confirmed, places.accepted, places.declined, places.waiting) == (4, 2, 1, 1)
    assert {(m.places, m.topics) for m in queries.accepted_mentors(made)} == {(3, "first calls"), (1, "")}


def test_a_no_needs_no_reason_and_can_become_a_yes():
    invited(1)
    offer = MentorOffer.objects.get()
    answer(offer, 0)
    answer(offer, 2, absences=[(TODAY, TODAY + timedelta(days=5))])
    offer.refresh_from_db()
    assert (offer.accepted, offer.places, offer.absences.count()) == (True, 2, 1)
    answer(offer, 1)
    assert offer.absences.count() == 0


@pytest.mark.parametrize("places", [4, -1])
def test_more_than_three_places_are_refused(places):
    invited(1)
    with pytest.raises(services.UnableToMentor, match="between 1 and 3"):
        services.answer_offer(offer=MentorOffer.objects.get(), accepted=True, places=places, **WHO)
    with pytest.raises(IntegrityError), transaction.atomic():
        MentorOffer.objects.update(accepted=True, answered_at=NOW, places=4)


def test_places_never_fall_below_the_people_paired(monkeypatch):
    monkeypatch.setattr(places_in_use, "_counters", [])
    places_in_use.register(lambda offer: 2)
    invited(1)
    offer = MentorOffer.objects.get()
    answer(offer, 3)
    with pytest.raises(services.UnableToMentor, match="2 people"):
        answer(offer, 1)
    with pytest.raises(services.UnableToMentor, match="2 people"):
        answer(offer, 0)
    assert answer(offer, 2).places == 2


def test_a_programme_that_has_ended_asks_nothing_of_anybody():
    made = invited(2)
    services.stop(programme=made, reason="Too few", **WHO)
    with pytest.raises(services.UnableToMentor, match="ended"):
        answer(MentorOffer.objects.first(), 1)
    with pytest.raises(services.UnableToMentor, match="ended"):
        services.invite_mentors(programme=made, **WHO)
    with pytest.raises(services.UnableToChange, match="ended"):
        services.open_cohort(programme=made, name="x", starts_on=TODAY, **WHO)


def test_an_open_wish_ends_with_its_programme():
    found = asked(size=4)
    services.stop(programme=found.programme, reason="Too few", **WHO)
    with pytest.raises(services.UnableToAnswer, match="ended"):
        say(found, "y")
    with pytest.raises(services.UnableToFreeze, match="ended"):
        services.freeze_roster(cohort=found, today=TODAY, **WHO)
