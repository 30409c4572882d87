"""What the two of a pair read of each other's own words, as long as the pair is open, and nobody else."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorlift.accounts.models import User
from mentorlift.mentorships.services import end_pair
from mentorlift.mentorships.tests.builders import House, user_of
from mentorlift.programmes import services
from mentorlift.programmes.models import MentorOffer, RosterEntry

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MENTOR = ("price talks", "a team of my own", "no calls in the evening")
PROTEGE = ("renewals", "the key accounts")
NEVER = ("I am not sure yet", "Could use help", "could use help", "Listens to the end.", "paused")


@pytest.fixture
def house():
    made = House()
    made.pair_ = made.pair(made.ana, made.martin)
    entry = {"programme": made.programme, "person": made.ana, "started_on": made.pair_.starts_on}
    RosterEntry.objects.create(cohort=made.cohort, **entry)
    offer = MentorOffer.objects.get(programme=made.programme, person=made.martin)
    who = {"actor_id": "test", "now": timezone.now()}
    topics, achieved, will_not = MENTOR
    services.keep_profile(offer=offer, topics=topics, achieved=achieved, will_not=will_not, willing="unsure", **who)
    services.keep_support(offer=offer, helping="seldom", backed="no", asks_for_help=True, **who)
    services.pause(offer=offer, from_on=timezone.now().date(), to_on=None, **who)
    services.nominate_mentors(
        programme=made.programme, person_ids=[], seen_well={made.martin.id: "Listens to the end."}, **who
    )
    learn, aims = PROTEGE
    services.keep_aims(programme=made.programme, person_id=made.ana.id, wants_to_learn=learn, aims_for=aims, **who)
    return made


def page(house, person, *roles):
    client = Client()
    account = User.objects.filter(person_id=person.id).first() or user_of(person, *roles)
    client.force_login(account, backend=BACKEND)
    answer = client.get(reverse("mentorships:pair", args=[house.pair_.id]))
    return answer.content.decode() if answer.status_code == 200 else None


def test_a_protege_reads_what_the_mentor_offers_and_nothing_else_of_the_profile(house):
    text = page(house, house.ana)
    assert all(word in text for word in MENTOR)
    assert not [word for word in (*NEVER, *PROTEGE) if word in text]
    assert reverse("programmes:aims", args=[house.programme.id]) in text


def test_a_mentor_reads_what_the_protege_would_like(house):
    text = page(house, house.martin)
    assert all(word in text for word in PROTEGE)
    assert not [word for word in MENTOR if word in text]
    assert reverse("programmes:own_profile", args=[house.programme.id]) in text


def test_on_the_page_of_a_pair_nobody_else_reads_either(house):
    assert page(house, house.boss) is None
    text = page(house, house.petra)
    assert text is not None
    assert not [word for word in (*MENTOR, *PROTEGE, *NEVER) if word in text]


def test_once_the_pair_has_ended_the_words_are_closed(house):
    end_pair(pair=house.pair_, actor=house.manager, now=timezone.now())
    for person in (house.ana, house.martin):
        text = page(house, person)
        assert not [word for word in (*MENTOR, *PROTEGE) if word in text]
