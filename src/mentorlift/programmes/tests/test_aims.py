"""What protégés would like to learn and aim for, in their own words."""

from datetime import timedelta

import pytest

from mentorlift.people.models import Post
from mentorlift.programmes import services
from mentorlift.programmes.models import (
    Aims,
    RosterEntry,
)
from mentorlift.programmes.rules.own_words import entries, most_said, one_spelling
from mentorlift.programmes.tests.builders import TODAY, WHO, cohort, person
from mentorlift.programmes.tests.profiles import WORDS, body, mentor, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_time_of_the_builders")]


def test_who_is_on_a_list_says_what_they_aim_for(enter):
    found = cohort(size=3)
    offer = mentor(400, made=found.programme)
    services.keep_profile(offer=offer, **{**WORDS, "topics": "price, Calls"}, **WHO)
    member = RosterEntry.objects.filter(cohort=found).first().person_id
    Post.objects.filter(person_id=member).update(attributes={"wants_to_learn": "opening| needs"})
    client, url = enter(person_id=member), page("aims", found.programme_id)
    assert url in body(client.get(page("about", found.programme_id)))
    text = body(client.get(url))
    assert "Your manager does not." in text
    assert "The file of people says: opening, needs." in text
    assert "Mentors here can help with: Calls, price." in text
    assert "Mentors here have achieved: a large account." in text
    assert "Person 400" not in text
    assert client.post(url, {"wants_to_learn": "x" * 301}).status_code == 422
    client.post(url, {"wants_to_learn": " calls ", "aims_for": "a large account"})
    said = Aims.objects.get()
    assert (said.person_id, said.wants_to_learn, said.aims_for) == (member, "calls", "a large account")
    assert "calls" in body(client.get(url))
    services.stop(programme=found.programme, reason="Too few", **WHO)
    assert "This programme has ended" in body(client.get(url))
    client.post(url, {"wants_to_learn": "other"})
    assert Aims.objects.get().wants_to_learn == "calls"


def test_what_the_file_says_is_shown_to_those_too_who_have_yet_to_start(enter):
    found = cohort(size=1)
    starts_on = TODAY + timedelta(days=14)
    RosterEntry.objects.filter(cohort=found).update(started_on=starts_on)
    entry = RosterEntry.objects.get(cohort=found)
    Post.objects.filter(person_id=entry.person_id).update(from_on=starts_on, attributes={"wants_to_learn": "opening"})
    page_of = enter(person_id=entry.person_id).get(page("aims", found.programme_id))
    assert "The file of people says: opening." in body(page_of)


def test_who_is_on_no_list_is_not_asked():
    found, outsider = cohort(size=3), person(600)
    with pytest.raises(services.UnableToKeep, match="on a list"):
        services.keep_aims(programme=found.programme, person_id=outsider.id, wants_to_learn="x", aims_for="", **WHO)


def test_own_words_are_lists_of_which_one_spelling_is_kept():
    assert entries(" price;calls, price |\nSAP ") == ["price", "calls", "SAP"]
    assert one_spelling([["Price"], ["price", "calls"]]) == {"price": "Price", "calls": "calls"}
    assert most_said(["b, A", "a", "c"], most=2) == ["A", "b"]
    assert most_said([]) == []
