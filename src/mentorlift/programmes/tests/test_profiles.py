"""Profiles: what is kept, who reads which field, and what never leaves the mentor."""

import itertools
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentorlift.accounts.services import create_account
from mentorlift.audit.models import AuditRecord
from mentorlift.people.models import Identity, Post
from mentorlift.programmes import links, queries, services
from mentorlift.programmes.models import (
    Aims,
    Backed,
    Helping,
    MentorOffer,
    MentorPause,
    MentorProfile,
    MentorSupport,
    RosterEntry,
    SeenWell,
)
from mentorlift.programmes.rules.own_words import entries, most_said, one_spelling
from mentorlift.programmes.rules.support import holds_a_figure
from mentorlift.programmes.services.erasure import remove_words
from mentorlift.programmes.tests import builders
from mentorlift.programmes.tests.builders import NOW, TODAY, WHO, cohort, people, person, programme

pytestmark = pytest.mark.django_db
WORDS = {"topics": "price", "achieved": "a large account", "will_not": "evenings", "willing": "small"}
SECRET = ("Helping others comes to me", "the company stands behind me", "seldom", "not really", "have to plan it")


@pytest.fixture(autouse=True)
def _at_the_time_of_the_builders(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: builders.NOW)


def mentor(number=1, *, made=None, places=2):
    """An offer that was accepted."""
    if made is None:
        made = programme()
        services.launch(programme=made, **WHO)
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


# what is kept


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
        ({"act": "profile", "topics": "x" * 301}, "at most 300 characters"),
        ({"act": "profile", "willing": "very"}, "not one of the available choices"),
        ({"act": "support", "helping": "5"}, "not one of the available choices"),
        ({"act": "pause"}, "This field is required"),
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


# pause


def test_a_pause_holds_from_its_first_to_its_last_day_and_until_it_is_lifted():
    offer = mentor()
    services.pause(offer=offer, from_on=TODAY + timedelta(days=2), to_on=TODAY + timedelta(days=5), **WHO)
    held = [queries.paused_mentors(offer.programme, on=TODAY + timedelta(days=n)) for n in range(1, 6)]
    assert [bool(one) for one in held] == [False, True, True, True, False]
    services.pause(offer=offer, from_on=TODAY, to_on=None, **WHO)
    assert MentorPause.objects.filter(lifted_at=None).count() == 1
    assert queries.paused_mentors(offer.programme, on=TODAY + timedelta(days=900)) == {offer.person_id}
    services.end_pause(offer=offer, **WHO)
    assert not queries.paused_mentors(offer.programme, on=TODAY)
    with pytest.raises(services.UnableToKeep, match="no pause"):
        services.end_pause(offer=offer, **WHO)
    with pytest.raises(services.UnableToKeep, match="after it begins"):
        services.pause(offer=offer, from_on=TODAY, to_on=TODAY, **WHO)


def test_a_mentor_pauses_and_comes_back_on_the_page(client, enter):
    offer = mentor()
    url = by_link(offer)
    text = body(client.get(url))
    assert "Whoever is paired with you stays with you" in text
    client.post(url, {"act": "pause", "from_on": "2026-03-05", "last_on": "2026-03-20"})
    assert str(offer.pauses.get().to_on) == "2026-03-21"
    assert "paused from 5 March 2026 to 20 March 2026" in body(client.get(url))
    manager = enter("programme_manager")
    assert "paused 5 Mar – 20 Mar 2026" in body(manager.get(page("mentors", offer.programme_id)))
    client.post(url, {"act": "end_pause"})
    assert "paused from" not in body(client.get(url))
    assert "paused 5 Mar" not in body(manager.get(page("mentors", offer.programme_id)))


# what others have seen


def test_a_manager_says_in_words_what_somebody_does_well(enter):
    boss = person(500)
    found = cohort(size=0)
    team = people(2, manager=boss)
    services.fill_roster(cohort=found, on=TODAY, **WHO)
    client, url = enter(person_id=boss.id), page("team_nominations", found.programme_id)
    text = body(client.get(url))
    assert "read by the programme manager and, once they have said yes, by the person themselves" in text
    one, other = team[0].id, team[1].id
    reply = client.post(url, {"person_id": [str(one)], f"seen_{one}": "Is in the top 3"})
    assert (reply.status_code, SeenWell.objects.exists()) == (422, False)
    assert "without figures" in body(reply)
    reply = client.post(url, {f"seen_{other}": "Listens"})
    assert "Tick the name too" in body(reply)
    assert not MentorOffer.objects.exists()
    client.post(url, {"person_id": [str(one)], f"seen_{one}": "Listens to the end."})
    seen = SeenWell.objects.get()
    assert (seen.text, seen.by, seen.offer.person_id) == ("Listens to the end.", str(client.user.id), one)
    assert "Listens to the end." in body(client.get(url))
    client.post(url, {f"seen_{one}": "Listens."})
    assert SeenWell.objects.get().text == "Listens."
    client.post(url, {f"seen_{one}": ""})
    assert not SeenWell.objects.exists()
    with pytest.raises(services.UnableToMentor, match="without figures"):
        services.nominate_mentors(programme=found.programme, person_ids=[], seen_well={one: "5 of 5"}, **WHO)


def test_two_managers_each_have_their_own_words():
    offer = mentor()
    for actor in ("one", "two"):
        seen = {offer.person_id: f"Seen by {actor}."}
        services.nominate_mentors(programme=offer.programme, person_ids=[], seen_well=seen, actor_id=actor, now=NOW)
    assert [one.text for one in queries.own_profile(offer, now=NOW).seen] == ["Seen by one.", "Seen by two."]


@pytest.mark.parametrize(("text", "found"), [("Three of us", False), ("top 3", True), ("٣", True), ("", False)])
def test_a_figure_is_found_in_any_script(text, found):
    assert holds_a_figure(text) is found


# could use help


def test_help_is_offered_to_whom_it_does_not_come_easily_and_who_is_not_backed_or_who_asks():
    offer = mentor()
    for helping, backed, asks in itertools.product(["", *Helping.values], ["", *Backed.values], [True, False]):
        services.keep_support(offer=offer, helping=helping, backed=backed, asks_for_help=asks, **WHO)
        view = queries.managed_profile(manager_actor(), offer.programme, offer.id, now=NOW)
        in_list = bool(queries.mentors_needing_help(manager_actor(), offer.programme))
        expected = asks or (helping == "seldom" and backed in ("partly", "no"))
        assert (view.could_use_help, in_list) == (expected, expected), (helping, backed, asks)


def manager_actor():
    from mentorlift.accounts.actors import Actor

    return Actor(user_id="x", person_id=None, roles=frozenset({"programme_manager"}))


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


# who reads what


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


# what protégés aim for


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


def test_who_is_on_no_list_is_not_asked():
    found, outsider = cohort(size=3), person(600)
    with pytest.raises(services.UnableToKeep, match="on a list"):
        services.keep_aims(programme=found.programme, person_id=outsider.id, wants_to_learn="x", aims_for="", **WHO)


# own words


def test_own_words_are_lists_of_which_one_spelling_is_kept():
    assert entries(" price;calls, price |\nSAP ") == ["price", "calls", "SAP"]
    assert one_spelling([["Price"], ["price", "calls"]]) == {"price": "Price", "calls": "calls"}
    assert most_said(["b, A", "a", "c"], most=2) == ["A", "b"]
    assert most_said([]) == []


# what goes


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


# as many queries for many as for few


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
