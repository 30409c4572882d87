"""Mentors with their pages, made for a test of what they say of themselves."""

from django.urls import reverse

from mentorlift.accounts.actors import Actor
from mentorlift.programmes import links, services
from mentorlift.programmes.models import MentorOffer
from mentorlift.programmes.tests.builders import NOW, WHO, make_ready, person, programme

WORDS = {"topics": "price", "achieved": "a large account", "will_not": "evenings", "willing": "small"}


def mentor(number=1, *, made=None, places=2):
    """An offer that was accepted."""
    if made is None:
        made = programme()
        make_ready(made)
    found = person(number)
    services.nominate_mentors(programme=made, person_ids=[found.id], **WHO)
    services.invite_mentors(programme=made, **WHO)
    offer = MentorOffer.objects.get(programme=made, person=found)
    return services.answer_offer(offer=offer, accepted=places > 0, places=places, actor_id="person:x", now=NOW)


def page(name, *args):
    return reverse(f"programmes:{name}", args=args)


def by_link(offer):
    return page("profile", links.offer_url(offer).rstrip("/").rsplit("/", 1)[-1])


def body(response):
    return response.content.decode()


def manager_actor():
    return Actor(user_id="x", person_id=None, roles=frozenset({"programme_manager"}))
