"""Choosing through HTTP: protégé, mentor and programme manager, and that nobody else finds any of it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentorlift.draws.models import Assignment, Draw
from mentorlift.matching.models import Choosing, MentorRequest
from mentorlift.matching.queries.kept import forget
from mentorlift.matching.tests.browsing import BACKEND, get, post, text
from mentorlift.matching.tests.builders import POLICY, Town, somebody
from mentorlift.matching.tests.choosing import ChoosingTown
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.tests.builders import offer
from mentorlift.programmes.models import RosterEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return ChoosingTown()


def browser(town, person):
    client = Client()
    client.force_login(town.user_of(person), backend=BACKEND)
    return client


def today(client):
    return text(client.get("/"))


def asked(town, protege, mentor, line=""):
    return town.ask(protege, mentor, line=line, now=timezone.now())


def test_from_today_to_a_mentor_and_back_to_today(town):
    luis, tom = browser(town, town.luis), browser(town, town.tom)
    assert "Choose your mentor" in today(luis) and "See who fits" in today(luis)
    page = get(luis, "matching:choose", town.choosing.id)
    assert page.context["offered"][0].mentor.name == "Bea Boss"
    assert "strong in all that is wanted: price" in text(page)
    page = get(luis, "matching:ask", town.choosing.id, town.tom.id)
    assert "Ask Tom Hill" in text(page) and "Nobody else reads the line" in text(page)
    page = post(luis, "matching:ask", town.choosing.id, town.tom.id, line="I want to sell <b>more</b>")
    assert "You asked Tom Hill" in text(page)
    assert "&lt;b&gt;more&lt;/b&gt;" in page.content.decode()
    assert "You asked Tom Hill" in today(luis)
    assert "Luis Prado asks you to be their mentor" in today(tom)
    kept = MentorRequest.objects.get()
    page = get(tom, "matching:request", kept.id)
    assert "Thank you for asking me." in page.content.decode()  # the kind words stand there already
    page = post(tom, "matching:acceptance", kept.id)
    assert "Both of you are told, and the meetings are planned." in text(page)
    pair = Pair.objects.get()
    assert page.redirect_chain[-1][0] == reverse("mentorships:pair", args=[pair.id])
    assert "asks you to be their mentor" not in today(tom)
    assert "See who fits" not in today(luis)
    assert "You have your mentor" in text(get(luis, "matching:choose", town.choosing.id))
    assert "You said yes." in text(get(tom, "matching:request", kept.id))


def test_a_no_reaches_the_protege_in_the_mentor_s_words(town):
    luis, tom = browser(town, town.luis), browser(town, town.tom)
    kept = asked(town, town.luis, town.tom)
    page = post(tom, "matching:decline", kept.id, line="x" * 281)
    assert page.status_code == 422 and MentorRequest.objects.get().is_open
    page = post(tom, "matching:decline", kept.id, line="Next spring, gladly.")
    assert "It counts against nobody, and nobody else is told." in text(page)
    page = text(get(luis, "matching:choose", town.choosing.id))
    assert "Tom Hill cannot mentor you this time." in page and "Next spring, gladly." in page
    assert "Ask Bea Boss" in page and "Ask Tom Hill" not in page
    assert "not open any more" in text(post(tom, "matching:acceptance", kept.id))


def test_taking_a_request_back(town):
    luis, tom = browser(town, town.luis), browser(town, town.tom)
    kept = asked(town, town.luis, town.tom)
    assert tom.post(reverse("matching:withdrawal", args=[kept.id])).status_code == 404
    assert luis.post(reverse("matching:acceptance", args=[kept.id])).status_code == 404
    assert luis.post(reverse("matching:decline", args=[kept.id])).status_code == 404
    page = post(luis, "matching:withdrawal", kept.id)
    assert "Taken back." in text(page) and "Choose your mentor" in text(page)
    assert "not open any more" in text(post(luis, "matching:withdrawal", kept.id))
    assert "There is nothing to do" in text(get(tom, "matching:request", kept.id))


def test_whoever_asked_is_led_to_where_the_request_stands(town):
    kept = asked(town, town.luis, town.tom)
    page = get(browser(town, town.luis), "matching:request", kept.id)
    assert "You asked Tom Hill" in text(page)


def test_a_mentor_who_is_not_offered_leads_back_to_the_list(town):
    ana = browser(town, town.ana)
    for mentor in (town.bea.id, uuid4()):
        assert "not among those you can ask now" in text(get(ana, "matching:ask", town.choosing.id, mentor))
    assert "not among those" in text(post(ana, "matching:ask", town.choosing.id, town.bea.id, line=""))
    assert not MentorRequest.objects.exists()


def test_nobody_to_ask_and_a_list_that_is_not_ready_are_said(town):
    asked(town, town.dele, town.ruth)
    town.accept(MentorRequest.objects.get(), now=timezone.now())
    mei = browser(town, town.mei)
    assert "Nobody to ask at the moment" in text(get(mei, "matching:choose", town.choosing.id))
    town.policy(POLICY + '\n[[criterion]]\nkind = "same"\nfield = "shoe_size"\nweight = 1\n')
    assert "The list is not ready" in text(get(mei, "matching:choose", town.choosing.id))


def test_the_programme_manager_turns_an_intake_sees_how_far_it_is_and_ends_it():
    town = Town()
    petra = Client()
    petra.force_login(town.user, backend=BACKEND)
    assert "Or let the protégés choose themselves" in text(get(petra, "matching:matching", town.cohort.id))
    page = get(petra, "matching:choosing", town.cohort.id)
    assert "Let the protégés choose" in text(page)
    assert "Give at least 1." in text(post(petra, "matching:choosing", town.cohort.id, shown="0", days="5"))
    page = post(petra, "matching:choosing", town.cohort.id, shown="3", days="4")
    assert "0 of 4 have found a mentor." in text(page)
    other = ChoosingTown.__new__(ChoosingTown)
    other.__dict__ |= vars(town) | {"choosing": Choosing.objects.get(), "_users": {}}
    first = asked(other, town.luis, town.tom, line="A secret line")
    other.decline(first, line="A secret answer", now=timezone.now())
    asked(other, town.luis, town.bea, line="Another secret")
    asked(other, town.mei, town.ruth)
    other.accept(MentorRequest.objects.get(mentor=town.ruth), now=timezone.now())
    page = get(petra, "matching:matching", town.cohort.id)  # leads to the choosing while it goes on
    shown = text(page)
    assert "1 of 4 have found a mentor." in shown
    assert "asked Bea Boss, answer until" in shown
    assert [row.who.name for row in page.context["view"].without] == ["Ana Nowak", "Dele Okafor"]
    assert "secret" not in shown.lower() and "asked Tom Hill" not in shown
    assert "protégés choose themselves" in text(petra.get(reverse("programmes:programme", args=[town.programme.id])))
    page = post(petra, "matching:choosing_end", town.cohort.id)
    assert "3 people wait for a mentor." in text(page)
    assert petra.post(reverse("matching:choosing_end", args=[town.cohort.id])).status_code == 302
    luis = browser(other, town.luis)
    assert "Your mentor is found for you" in text(get(luis, "matching:choose", other.choosing.id))


def test_where_pairs_are_published_the_page_says_that_it_is_too_late():
    town = Town()
    petra = Client()
    petra.force_login(town.user, backend=BACKEND)
    draft = town.draft()
    assert "Let the protégés choose themselves" in text(get(petra, "matching:draft", draft.id))
    town.publish(draft, [town.mei])
    assert "choose themselves" not in text(get(petra, "matching:draft", draft.id))
    assert "Not in this intake" in text(get(petra, "matching:choosing", town.cohort.id))
    page = post(petra, "matching:choosing", town.cohort.id, shown="5", days="5")
    assert "published already" in text(page) and not Choosing.objects.exists()


def test_a_draft_asked_for_beside_a_choosing_is_refused_with_a_word(town):
    petra = browser(town, town.petra)
    page = post(petra, "matching:drafts", town.cohort.id, "now")
    assert "choose their mentors themselves" in text(page)


def addresses(town, kept):
    own = [("choose", [town.choosing.id]), ("ask", [town.choosing.id, town.bea.id]), ("request", [kept.id])]
    changes = [("acceptance", [kept.id]), ("decline", [kept.id]), ("withdrawal", [kept.id])]
    return [(f"matching:{name}", args) for name, args in own + changes]


def test_to_everybody_else_a_request_does_not_exist(town, enter):
    kept = asked(town, town.luis, town.tom, line="A secret line")
    leaders = [enter(role) for role in ("leader", "analyst", "administrator", "programme_manager")]
    others = [browser(town, one) for one in (town.nils, town.bea, town.petra)]  # Bea leads people and mentors
    for name, arguments in addresses(town, kept):
        address = reverse(name, args=arguments)
        assert Client().get(address).status_code == 302, name
        for client in (*leaders, *others):
            assert client.post(address).status_code in (404, 405), name
            assert client.get(address).status_code in (404, 405), name
    dele = browser(town, town.dele)  # who chooses too, but was not asked and did not ask
    for name, arguments in addresses(town, kept)[2:]:
        assert dele.post(reverse(name, args=arguments)).status_code in (404, 405), name
    for client in (*leaders[:3], *others[:2]):
        for name in ("matching:choosing", "matching:choosing_end"):
            assert client.post(reverse(name, args=[town.cohort.id])).status_code == 404
    assert MentorRequest.objects.get().is_open


def test_none_of_the_pages_of_others_tells_of_a_request_or_a_no(town, enter):
    RosterEntry.objects.create(
        cohort=town.cohort, programme=town.programme, person=town.ana, started_on=town.cohort.starts_on
    )
    kept = asked(town, town.ana, town.tom, line="A secret line")
    town.decline(kept, line="A secret answer", now=timezone.now())
    asked(town, town.ana, town.ruth)
    boss = browser(town, town.bea)  # who leads Ana
    for client in (boss, enter("leader"), enter("analyst"), enter("administrator")):
        for address in ("/", *(reverse("people:person", args=[one.id]) for one in (town.ana, town.tom))):
            shown = text(client.get(address, follow=True))
            for word in ("secret", "Ruth Adler", "a request", "to be their mentor", "Not this time"):
                assert word not in shown, (address, word)
    log = enter("administrator").get(reverse("notifications:log")).content.decode()
    assert "Tom Hill" not in log and "secret" not in log


def test_pages_need_no_inline_style_or_script(town):
    kept = asked(town, town.luis, town.tom)
    pages = [
        get(browser(town, town.dele), "matching:choose", town.choosing.id),
        get(browser(town, town.dele), "matching:ask", town.choosing.id, town.bea.id),
        get(browser(town, town.luis), "matching:choose", town.choosing.id),
        get(browser(town, town.tom), "matching:request", kept.id),
        get(browser(town, town.petra), "matching:choosing", town.cohort.id),
        browser(town, town.tom).get("/"),
    ]
    for page in pages:
        found = page.content.decode()
        assert page.status_code == 200
        assert " style=" not in found
        assert not re.search(r"<script(?![^>]*src=)", found)
        assert not re.search(r"\son[a-z]+=", found)


def queries(client, address):
    cache.clear()
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_twice_as_many_people_and_requests_cost_no_more_queries():
    town = ChoosingTown(shown=20)
    facts = {"draw": Draw.objects.get(), "arm": "mentored", "branch": "mandatory", "stratum": "s"}

    def grow(first, last):
        for number in range(first, last):
            new = somebody(f"New {number}", wants_to_learn="price")
            Assignment.objects.create(person=new, code=f"n{number}", **facts)
            mentor = somebody(f"Old {number}", strong_in="price")
            offer(town.programme, mentor, places=2)
            forget()  # as the audit record of a real answer would have it
            asked(town, new, mentor)
        for number in range(first, last):  # and one mentor is asked by several
            new = somebody(f"Fan {number}")
            Assignment.objects.create(person=new, code=f"f{number}", **facts)
            asked(town, new, star)

    star = somebody("Sia Star")
    offer(town.programme, star, places=3)
    pages = [
        (browser(town, town.petra), reverse("matching:choosing", args=[town.cohort.id])),
        (browser(town, town.luis), reverse("matching:choose", args=[town.choosing.id])),
        (browser(town, star), "/"),
        (browser(town, town.luis), "/"),
    ]
    grow(0, 2)
    for client, address in pages:
        client.get(address)
    before = [queries(*page) for page in pages]
    grow(2, 4)
    assert [queries(*page) for page in pages] == before


def test_the_days_on_the_page_are_those_of_the_organisation(town):
    kept = asked(town, town.luis, town.tom)
    MentorRequest.objects.filter(id=kept.id).update(due_on=timezone.localdate() - timedelta(days=1))
    tom = browser(town, town.tom)
    assert "not open any more" in text(get(tom, "matching:request", kept.id))
    assert "asks you to be" not in today(tom)
