"""Who could use help, and that nobody but the mentor reads the answers."""

import itertools

import pytest

from mentorlift.audit.models import AuditRecord
from mentorlift.programmes import queries, services
from mentorlift.programmes.models import (
    Backed,
    Helping,
    MentorOffer,
    MentorSupport,
)
from mentorlift.programmes.tests.builders import NOW, WHO
from mentorlift.programmes.tests.profiles import body, by_link, manager_actor, mentor, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_time_of_the_builders")]
SECRET = ("Helping others comes to me", "the company stands behind me", "seldom", "not really", "have to plan it")


def test_help_is_offered_to_whom_it_does_not_come_easily_and_who_is_not_backed_or_who_asks():
    offer = mentor()
    for helping, backed, asks in itertools.product(["", *Helping.values], ["", *Backed.values], [True, False]):
        services.keep_support(offer=offer, helping=helping, backed=backed, asks_for_help=asks, **WHO)
        view = queries.managed_profile(manager_actor(), offer.programme, offer.id, now=NOW)
        in_list = bool(queries.mentors_needing_help(manager_actor(), offer.programme))
        expected = asks or (helping == "seldom" and backed in ("partly", "no"))
        assert (view.could_use_help, in_list) == (expected, expected), (helping, backed, asks)


def test_only_the_programme_manager_is_told_and_nobody_reads_the_answers(enter, client):
    offer = mentor()
    client.post(by_link(offer), {"act": "support", "helping": "seldom", "backed": "no"})
    assert MentorSupport.objects.get().helping == "seldom"
    assert AuditRecord.objects.get(action="programmes.keep_support").ids == {}
    manager = enter("programme_manager")
    for url in (page("mentors", offer.programme_id), page("mentor", offer.programme_id, offer.id)):
        text = body(manager.get(url))
        assert "Could use help" in text
        assert not [word for word in SECRET if word in text], url
    for role in ("leader", "analyst", "administrator"):
        other = enter(role)
        assert "Could use help" not in body(other.get(page("mentors", offer.programme_id)))
        assert other.get(page("mentor", offer.programme_id, offer.id)).status_code == 404
    assert "Nobody but you reads your answers" in body(client.get(by_link(offer)))


def test_a_mentor_who_could_use_help_keeps_places_and_stands_where_they_stood():
    made = mentor(1).programme
    offers = [MentorOffer.objects.get(), mentor(2, made=made), mentor(3, made=made)]
    before = [o.id for o in queries.ordered_offers(made)], queries.places(made), queries.accepted_mentors(made)
    services.keep_support(offer=offers[0], helping="seldom", backed="no", asks_for_help=True, **WHO)
    after = [o.id for o in queries.ordered_offers(made)], queries.places(made), queries.accepted_mentors(made)
    assert before == after
