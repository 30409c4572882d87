"""Profiles: what is kept, who reads which field, and what goes."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from mentorlift.accounts.services import create_account
from mentorlift.audit.models import AuditRecord
from mentorlift.people.models import Identity
from mentorlift.programmes import services
from mentorlift.programmes.models import (
    Aims,
    MentorPause,
    MentorProfile,
    MentorSupport,
    RosterEntry,
    SeenWell,
)
from mentorlift.programmes.services.erasure import remove_words
from mentorlift.programmes.tests.builders import NOW, TODAY, WHO, cohort, person, programme
from mentorlift.programmes.tests.profiles import WORDS, body, by_link, mentor, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_time_of_the_builders")]


def test_a_mentor_keeps_a_profile_by_the_link_and_signed_in(client, enter):
    offer = mentor()
    for place, (browser, url) in enumerate(
        ((client, by_link(offer)), (enter(person_id=offer.person_id), page("own_profile", offer.programme_id)))
    ):
        sent = {**WORDS, "act": "profile", "achieved": f"aim {place}"}
        assert browser.post(url, sent).url == url
        assert f"aim {place}" in body(browser.get(url))
    offer.refresh_from_db()
    kept = offer.profile
    assert (offer.topics, kept.achieved, kept.will_not, kept.willing) == ("price", "aim 1", "evenings", "small")
    told = AuditRecord.objects.filter(action="programmes.keep_profile")
    assert [one.ids for one in told] == [{}, {}]


def test_who_has_not_said_yes_has_no_profile_and_is_led_to_the_question(client, enter):
    offer = mentor(places=0)
    link = by_link(offer)
    assert client.get(link).url == page("offer", link.split("/")[-3])
    own = enter(person_id=offer.person_id)
    assert own.get(page("own_profile", offer.programme_id)).url == page("own_offer", offer.programme_id)
    with pytest.raises(services.UnableToKeep, match="Say yes first"):
        services.keep_profile(offer=offer, **WORDS, **WHO)
    with pytest.raises(services.UnableToKeep, match="Say yes first"):
        services.pause(offer=offer, from_on=TODAY, to_on=None, **WHO)
    with pytest.raises(services.UnableToKeep, match="Say yes first"):
        services.keep_support(offer=offer, helping="", backed="", asks_for_help=True, **WHO)


def test_a_first_yes_leads_to_the_profile_and_a_changed_one_stays(client):
    offer = mentor(places=0)
    away = {"away-TOTAL_FORMS": 0, "away-INITIAL_FORMS": 0}
    link = by_link(offer)
    url = page("offer", link.split("/")[-3])
    assert client.post(url, {"places": 2, **away}).url == link
    assert client.post(url, {"places": 1, **away}).url == url
    assert link in body(client.get(url))


def test_a_no_takes_back_what_was_said_as_a_mentor():
    offer = mentor()
    services.keep_profile(offer=offer, **WORDS, **WHO)
    services.keep_support(offer=offer, helping="seldom", backed="no", asks_for_help=True, **WHO)
    services.pause(offer=offer, from_on=TODAY, to_on=None, **WHO)
    services.answer_offer(offer=offer, accepted=False, **WHO)
    assert not MentorProfile.objects.exists()
    assert not MentorSupport.objects.exists()
    assert not MentorPause.objects.exists()


def test_an_ended_programme_keeps_nothing_more_and_its_link_ends(client, enter):
    offer = mentor()
    own = enter(person_id=offer.person_id)
    services.stop(programme=offer.programme, reason="Too few", **WHO)
    assert client.get(by_link(offer)).status_code == 410
    url = page("own_profile", offer.programme_id)
    text = body(own.get(url))
    assert "This programme has ended" in text
    assert 'name="topics"' not in text
    assert own.post(url, {**WORDS, "act": "profile"}, follow=True).status_code == 200
    assert not MentorProfile.objects.exists()


def test_a_link_opens_one_profile_and_a_wrong_one_none(client):
    offer = mentor()
    assert client.get(by_link(offer)[:-10] + "x/profile/").status_code == 404
    assert client.get(page("own_profile", offer.programme_id)).status_code == 302


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"act": "profile", "topics": "x" * 301}, "Use 300 characters at most"),
        ({"act": "profile", "willing": "very"}, "is not offered here"),
        ({"act": "support", "helping": "5"}, "is not offered here"),
        ({"act": "pause"}, "Please fill this in."),
        ({"act": "pause", "from_on": "2026-04-02", "last_on": "2026-04-01"}, "lies before the first"),
        ({"act": "pause", "from_on": "9999-04-02"}, "Check the year"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(client, sent, says):
    offer = mentor()
    reply = client.post(by_link(offer), sent)
    assert reply.status_code == 422
    assert says in body(reply)
    assert not MentorProfile.objects.exists()
    assert not MentorSupport.objects.exists()
    assert not MentorPause.objects.exists()


def test_the_database_knows_only_the_answers_there_are():
    offer = mentor()
    for row in (
        MentorProfile(offer=offer, willing="very", written_at=NOW),
        MentorSupport(offer=offer, helping="very", written_at=NOW),
        MentorSupport(offer=offer, backed="very", written_at=NOW),
        MentorPause(offer=offer, from_on=TODAY, to_on=TODAY, set_at=NOW, set_by="x"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_the_programme_manager_reads_words_willingness_and_what_was_seen_apart(enter):
    offer = mentor()
    boss = person(500)
    account = create_account(email="boss@example.com", person_id=boss.id)
    services.nominate_mentors(
        programme=offer.programme, person_ids=[], seen_well={offer.person_id: "Listens."},
        actor_id=str(account.id), now=NOW,
    )  # fmt: skip
    services.keep_profile(offer=offer, **WORDS, **WHO)
    text = body(enter("programme_manager").get(page("mentor", offer.programme_id, offer.id)))
    able, willing = text.index("What others have seen them do well"), text.index("What they say themselves")
    assert able < text.index("Listens.") < text.index("Person 500") < willing
    for word in ("price", "a large account", "evenings", "Yes, as long as it stays small"):
        assert text.index(word) > willing


@pytest.mark.parametrize("role", ["leader", "analyst", "administrator", ""])
def test_nobody_else_opens_a_profile_or_its_words(enter, role):
    offer = mentor()
    services.keep_profile(offer=offer, **WORDS, **WHO)
    client = enter(*([role] if role else []), person_id=person(300).id)
    made = offer.programme_id
    assert client.get(page("mentor", made, offer.id)).status_code == 404
    assert client.get(page("own_profile", made)).status_code == 404
    assert client.post(page("own_profile", made), {**WORDS, "act": "profile"}).status_code == 404
    assert client.get(page("aims", made)).status_code == 404
    if role:
        assert "evenings" not in body(client.get(page("mentors", made)))
        assert "price" not in body(client.get(page("mentors", made)))


def test_a_manager_of_one_programme_finds_no_mentor_under_another(enter):
    offer, other = mentor(1), programme()
    assert enter("programme_manager").get(page("mentor", other.id, offer.id)).status_code == 404


def test_the_words_of_the_erased_go_and_with_the_end_what_was_said_of_the_load():
    found = cohort(size=2)
    gone, stays = mentor(400, made=found.programme), mentor(401, made=found.programme)
    for offer in (gone, stays):
        services.keep_profile(offer=offer, **WORDS, **WHO)
        services.keep_support(offer=offer, helping="seldom", backed="no", asks_for_help=False, **WHO)
        services.nominate_mentors(
            programme=found.programme, person_ids=[], seen_well={offer.person_id: "Listens."}, **WHO
        )
    member = RosterEntry.objects.filter(cohort=found).first().person_id
    services.keep_aims(programme=found.programme, person_id=member, wants_to_learn="x", aims_for="", **WHO)
    assert remove_words(now=NOW) == 0
    Identity.objects.filter(person_id__in=[gone.person_id, member]).delete()
    assert remove_words(now=NOW) == 5
    assert [row.offer_id for row in MentorProfile.objects.all()] == [stays.id]
    assert [row.offer_id for row in SeenWell.objects.all()] == [stays.id]
    assert not Aims.objects.exists()
    gone.refresh_from_db()
    assert gone.topics == ""
    assert MentorSupport.objects.count() == 1
    services.stop(programme=found.programme, reason="Too few", **WHO)
    assert remove_words(now=NOW) == 1
    assert not MentorSupport.objects.exists()
    assert MentorProfile.objects.count() == 1


def test_profiles_cost_the_same_number_of_queries_however_many_there_are(enter):
    offer = mentor(1)
    made = offer.programme
    client, own = enter("programme_manager"), enter(person_id=offer.person_id)
    asked = [(client, page("mentors", made.id)), (client, page("mentor", made.id, offer.id)),
             (own, page("own_profile", made.id))]  # fmt: skip

    def fill(numbers):
        for number in numbers:
            one = mentor(number, made=made)
            services.keep_profile(offer=one, **WORDS, **WHO)
            services.keep_support(offer=one, helping="seldom", backed="no", asks_for_help=False, **WHO)
            services.pause(offer=one, from_on=TODAY, to_on=None, **WHO)
            seen = {offer.person_id: "Listens."}
            services.nominate_mentors(programme=made, person_ids=[], seen_well=seen, actor_id=f"by{number}", now=NOW)

    def count():
        found = []
        for browser, url in asked:
            with CaptureQueriesContext(connection) as caught:
                assert browser.get(url).status_code == 200
            found.append(len(caught))
        return found

    fill(range(10, 12))
    count()
    few = count()
    fill(range(20, 32))
    assert count() == few
