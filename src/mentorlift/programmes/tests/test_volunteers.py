"""Mentors of their own accord, and the guide they confirm."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail

from mentorlift.accounts.actors import Actor
from mentorlift.audit.models import AuditRecord
from mentorlift.jobs.work import drain
from mentorlift.people.models import Employment
from mentorlift.programmes import links, queries, services
from mentorlift.programmes.models import GuideConfirmation, MentorOffer, Programme
from mentorlift.programmes.queries.volunteers import open_to_volunteers
from mentorlift.programmes.tests.builders import NOW, STARTS_ON, TODAY, WHO, cohort, make_ready, person, programme
from mentorlift.programmes.tests.profiles import body, mentor, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_time_of_the_builders")]


def actor(someone):
    return Actor(user_id="volunteer", person_id=someone.id)


def opened():
    made = programme()
    services.launch(programme=made, **WHO)
    return made


def test_somebody_offers_themself_without_being_named():
    made, someone = opened(), person(1)
    offer = services.volunteer(programme=made, actor=actor(someone), now=NOW)
    assert (offer.volunteered_at, offer.invited_at, offer.nominated_by) == (NOW, NOW, "volunteer")
    drain()
    assert mail.outbox == []
    services.answer_offer(offer=offer, accepted=True, places=2, actor_id="volunteer", now=NOW)
    assert queries.places(made).confirmed == 2


def test_somebody_named_and_not_yet_written_to_needs_no_letter_any_more():
    made, someone = opened(), person(1)
    make_ready(made)
    services.nominate_mentors(programme=made, person_ids=[someone.id], **WHO)
    offer = services.volunteer(programme=made, actor=actor(someone), now=NOW)
    assert offer.volunteered_at == NOW and offer.nominated_by == "test"
    assert services.invite_mentors(programme=made, **WHO) == 0


def test_nobody_on_the_list_nor_asked_already_nor_gone_offers_themself():
    found = cohort(size=2)
    listed, asked, gone, free = found.roster.first().person, person(90), person(91), person(92)
    services.nominate_mentors(programme=found.programme, person_ids=[asked.id], **WHO)
    services.invite_mentors(programme=found.programme, **WHO)
    Employment.objects.filter(person=gone).update(exited_on=TODAY)
    for one in (listed, asked, gone):
        with pytest.raises(services.UnableToMentor, match="cannot offer"):
            services.volunteer(programme=found.programme, actor=actor(one), now=NOW)
    assert services.volunteer(programme=found.programme, actor=actor(free), now=NOW)


def test_the_programme_that_begins_first_stands_first():
    later, someone = cohort(size=0), person(1, hired_on=TODAY - timedelta(days=900))  # too long here for a list
    later.programme.cohorts.update(starts_on=STARTS_ON + timedelta(days=7))
    Programme.objects.filter(id=later.programme_id).update(name="A week later")
    sooner, undated = cohort(size=0).programme, opened()
    Programme.objects.filter(id=sooner.id).update(name="The sooner")
    Programme.objects.filter(id=undated.id).update(name="Another without a day yet")
    found = [one.name for one in open_to_volunteers(actor(someone), day=TODAY)]
    assert found == ["The sooner", "A week later", "Another without a day yet"]


def test_a_programme_that_has_ended_or_has_no_places_looks_for_nobody():
    made, someone = opened(), person(1)
    assert list(open_to_volunteers(actor(someone), day=TODAY)) == [made]
    Programme.objects.filter(id=made.id).update(template="rotating")
    assert not open_to_volunteers(actor(someone), day=TODAY).exists()
    Programme.objects.filter(id=made.id).update(template="onboarding")
    services.stop(programme=made, reason="x", **WHO)
    assert not open_to_volunteers(actor(someone), day=TODAY).exists()


def test_offering_oneself_on_the_page_leads_to_the_places(enter):
    made = opened()
    someone, other = enter(person_id=person(1).id), enter(person_id=person(2).id)
    assert made.name in body(someone.get(page("volunteering_list")))
    assert "Offer myself" in body(someone.get(page("volunteering", made.id)))
    answer = someone.post(page("volunteering", made.id))
    assert answer["Location"] == page("own_offer", made.id)
    assert "Your answer" in body(someone.get(page("own_offer", made.id)))
    assert someone.get(page("volunteering", made.id))["Location"] == page("own_offer", made.id)
    assert made.name not in body(someone.get(page("volunteering_list")))
    assert other.get(page("own_offer", made.id)).status_code == 404


def test_the_guide_is_confirmed_once_by_the_link(client, enter):
    offer = mentor()
    url = urlsplit(links.guide_url(offer)).path
    manager = enter("programme_manager")
    assert "Has not read the guide yet" in body(manager.get(page("mentor", offer.programme_id, offer.id)))
    assert "Have not read the guide yet" in body(manager.get(page("mentors", offer.programme_id)))
    text = body(client.get(url))
    assert "I have read it" in text and "second manager" in text
    for _again in range(2):
        assert client.post(url).status_code == 302
    assert GuideConfirmation.objects.count() == 1
    assert AuditRecord.objects.filter(action="programmes.confirm_guide").count() == 1
    assert "I have read it" not in body(client.get(url))
    assert "Read the guide on 2 March 2026" in body(manager.get(page("mentor", offer.programme_id, offer.id)))
    assert "Have not read the guide yet" not in body(manager.get(page("mentors", offer.programme_id)))


def test_whoever_said_no_has_no_guide_to_confirm():
    offer = mentor(places=0)
    with pytest.raises(services.UnableToMentor, match="Say yes first"):
        services.confirm_guide(offer=offer, actor_id="x", now=NOW)


def test_those_who_have_not_read_it_are_reminded_once_in_three_days():
    first = mentor(1)
    mentor(2, made=first.programme)
    services.confirm_guide(offer=first, actor_id="x", now=NOW)
    mail.outbox.clear()
    for _again in range(2):
        assert services.remind_of_guide(programme=first.programme, **WHO) == 1
        drain()
    letters = [one for one in mail.outbox if "Ten minutes" in one.subject]
    assert [one.to for one in letters] == [["p2@example.com"]]
    assert "/guide/" in letters[0].body and "Questions to Person 900" in letters[0].body


def test_the_reserve_is_changed_with_a_record_and_within_bounds(enter):
    made = opened()
    manager = enter("programme_manager")
    manager.post(page("reserve", made.id), {"percent": 25})
    made.refresh_from_db()
    assert made.reserve_percent == 25
    assert AuditRecord.objects.get(action="programmes.change_reserve").ids == {"percent": 25, "before": 10}
    assert "between 0 and 50" in body(manager.post(page("reserve", made.id), {"percent": 80}, follow=True))
    made.refresh_from_db()
    assert made.reserve_percent == 25
    assert MentorOffer.objects.count() == 0


def test_what_a_programme_manager_has_seen_is_kept_apart_from_what_the_volunteer_says(enter):
    made, someone = opened(), person(1)
    offer = services.volunteer(programme=made, actor=actor(someone), now=NOW)
    manager, url = enter("programme_manager"), page("mentor", made.id, offer.id)
    assert "Came of their own accord on 2 March 2026" in body(manager.get(url))
    refused = manager.post(url, {"text": "sold 40 % more"})
    assert refused.status_code == 422
    assert "without figures" in body(refused)
    manager.post(url, {"text": "Stays calm with angry customers"})
    assert "Stays calm with angry customers" in body(manager.get(url))
    manager.post(url, {"text": ""})
    assert "Stays calm" not in body(manager.get(url))
    assert MentorOffer.objects.count() == 1
