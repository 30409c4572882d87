"""The pages: a programme manager walks through, everybody else sees what is theirs and nothing else."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentorlift.programmes import links, services
from mentorlift.programmes.models import MentorOffer, Participation, Programme, RosterEntry, Wish
from mentorlift.programmes.tests import builders
from mentorlift.programmes.tests.builders import WHO, asked, cohort, frozen, people, person, programme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_time_of_the_builders(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: builders.NOW)


def path_of(url):
    return "/" + url.split("/", 3)[3]


def page(name, *args):
    return reverse(f"programmes:{name}", args=args)


def test_a_programme_is_set_up_step_by_step_without_any_script(enter):
    owner = person(1, hired_on=builders.TODAY - timedelta(days=900))
    people(8, start=10)
    client = enter("programme_manager", person_id=owner.id)
    assert "Choose a template" in client.get(page("list")).content.decode()
    sent = {"name": "Spring", "purpose": "ramp_up", "purpose_text": "To start well.", "owner_id": "Person 001 (p1)"}
    reply = client.post(page("new", "onboarding"), sent)
    made = Programme.objects.get()
    assert reply.url == page("set_up", made.id, "people")
    counted = client.post(reply.url, {"hired_within_days": 30, "sites": "Leeds", "count": ""})
    assert "4 people today" in counted.content.decode()
    made.refresh_from_db()
    assert made.eligibility["sites"] == []  # counting keeps nothing
    reply = client.post(reply.url, {"hired_within_days": 30, "sites": "Leeds"})
    sent = {"participation": "both", "places_wanted": 3, "asked_in_name_of": "Training", "text_en": "Would you?"}
    reply = client.post(reply.url, sent)
    assert (
        "not even the first two months"
        in client.post(reply.url, {"when": "weeks", "weeks": 8, "count": ""}).content.decode()
    )
    reply = client.post(reply.url, {"when": "weeks", "weeks": 26})
    assert reply.url == page("set_up", made.id, "weeks")
    client.post(page("closed_dates", made.id), {"on": "2026-04-03", "reason": "Good Friday"})
    reply = client.post(reply.url, {"weeks": 4})
    assert reply.url == page("set_up", made.id, "questions")
    assert client.get(reply.url).status_code == 200
    review = client.get(page("set_up", made.id, "review")).content.decode()
    assert "1 day without meetings" in review
    assert "two months and six months can both be measured" in review
    client.post(page("launch", made.id))
    made = Programme.objects.select_related("launch").get()
    assert made.launch.by == str(client.user.id)
    assert (made.participation, made.others_start_after_weeks, made.places_wanted) == ("both", 26, 3)
    assert "Make the lists" in client.get(page("programme", made.id)).content.decode()


def test_what_is_wrong_is_said_beside_the_field(enter):
    people(2, start=30)
    for known in (30, 31):
        builders.Identity.objects.filter(code=f"p{known}").update(name="Ana Nowak")
    reply = enter("programme_manager").post(
        page("new", "onboarding"), {"name": "", "purpose": "fun", "purpose_text": "", "owner_id": "Ana Nowak"}
    )
    text = reply.content.decode()
    assert reply.status_code == 422
    assert "Write the number instead: p30, p31." in text
    assert text.count("field__error") == 4


def test_the_live_count_answers_with_a_fragment(enter):
    made = programme()
    people(6)
    text = enter("programme_manager").get(page("count", made.id), {"hired_within_days": 5}).content.decode()
    assert "6 people today" in text
    assert "<html" not in text


def test_a_list_is_made_split_asked_and_fixed_in_the_browser(enter):
    client = enter("programme_manager")
    made = programme(Participation.BOTH)
    people(20)
    builders.make_ready(made)
    builders.confirm_mentor(made)
    reply = client.post(page("intakes", made.id), {"name": "March", "starts_on": str(builders.STARTS_ON)})
    here = reply.url
    found = made.cohorts.get()
    assert "20 people</strong> fit today" in client.get(here).content.decode()
    client.post(page("filling", made.id, found.id), {"on": str(builders.TODAY)})
    client.post(page("absence", made.id, found.id), {"person_id": "p3", "reason": "Moves away"})
    assert "Moves away" in client.get(here).content.decode()
    client.post(page("branches", made.id, found.id), {"mandatory": 9})
    client.post(page("asking", made.id, found.id), {"closes_on": str(builders.TODAY + timedelta(days=4))})
    assert Wish.objects.filter(cohort=found).count() == 10
    client.post(page("closing", made.id, found.id))
    client.post(page("fixing", made.id, found.id))
    found.refresh_from_db()
    text = client.get(here).content.decode()
    assert found.roster_hash in text
    assert "Fix the list" not in text


def test_a_refused_change_says_why_and_changes_nothing(enter):
    found = cohort(is_open=False)
    reply = enter("programme_manager").post(page("fixing", found.programme_id, found.id), follow=True)
    assert "Fix what will be measured first" in reply.content.decode()
    found.refresh_from_db()
    assert found.frozen_at is None


def test_a_person_answers_by_the_link_and_sees_who_may_read_it(enter, client):
    found = asked()
    wish = Wish.objects.filter(cohort=found).first()
    url = path_of(links.wish_url(wish))
    text = client.get(url).content.decode()
    assert "not your manager, not the programme team" in text
    assert "Training asks" in text
    assert "So that everybody finds their feet." in text
    assert client.post(url, {"answer": "yes"}).status_code == 302
    wish.refresh_from_db()
    assert wish.answer == "yes"
    assert client.get(page("list")).status_code == 302  # the link opens nothing else


def test_a_wrong_link_opens_nothing(client):
    found = asked()
    wish = Wish.objects.filter(cohort=found).first()
    url = path_of(links.wish_url(wish))
    assert client.get(url[:-2] + "x/").status_code == 404
    assert client.get(url.replace("/wish/", "/mentor/")).status_code == 404


def test_after_the_last_day_the_page_shows_the_answer_and_no_form(enter, client, monkeypatch):
    found = asked()
    wish = Wish.objects.filter(cohort=found).first()
    own = enter(person_id=wish.person_id)
    monkeypatch.setattr(timezone, "now", lambda: builders.NOW + timedelta(days=9))
    text = own.get(page("own_wish", found.programme_id)).content.decode()
    assert "You gave no answer" in text
    assert "Send my answer" not in text
    assert client.post(path_of(links.wish_url(wish)), {"answer": "yes"}).status_code == 410


def test_somebody_else_cannot_answer_for_a_person(enter):
    found = asked()
    wish = Wish.objects.filter(cohort=found).first()
    other = enter(person_id=person(400).id)
    assert other.get(page("own_wish", found.programme_id)).status_code == 404
    own = enter(person_id=wish.person_id)
    assert own.post(page("own_wish", found.programme_id), {"answer": "no"}).status_code == 302


def test_no_page_shows_who_answered_what(enter):
    found = asked(size=12)
    builders.say(found, "ynynynyyny")
    client = enter("programme_manager")
    text = client.get(page("intake", found.programme_id, found.id)).content.decode()
    rows = re.findall(r"<tr><td>Person \d+.*?</tr>", text)
    assert rows
    assert not any(re.search(r">(yes|no|no answer)<", row) for row in rows)


def test_a_mentor_answers_by_the_link(client):
    made = programme()
    builders.make_ready(made)
    services.nominate_mentors(programme=made, person_ids=[person(1).id], **WHO)
    services.invite_mentors(programme=made, **WHO)
    offer = MentorOffer.objects.get()
    url = path_of(links.offer_url(offer))
    away = {"away-TOTAL_FORMS": 1, "away-INITIAL_FORMS": 0}
    assert "A no needs no reason" in client.get(url).content.decode()
    half = client.post(url, {"places": 2, "away-0-from_on": "2026-03-20", **away})
    assert "Give both days, or none." in half.content.decode()
    client.post(
        url, {"places": 2, "topics": "price", "away-0-from_on": "2026-03-20", "away-0-last_on": "2026-03-22", **away}
    )
    offer.refresh_from_db()
    assert (offer.places, offer.topics) == (2, "price")
    assert str(offer.absences.get().to_on) == "2026-03-23"


def test_a_sales_manager_names_mentors_of_the_own_team_only(enter):
    boss = person(500, hired_on=builders.TODAY - timedelta(days=900))
    team = people(5, manager=boss)
    found = cohort(size=0)
    services.fill_roster(cohort=found, on=builders.TODAY, **WHO)
    stranger = person(501)
    client = enter(person_id=boss.id)
    text = client.get(page("about", found.programme_id)).content.decode()
    assert "Name somebody of your team" in text
    sent = {"person_id": [str(team[0].id), str(stranger.id)]}
    assert client.post(page("team_nominations", found.programme_id), sent).status_code == 302
    assert [offer.person_id for offer in MentorOffer.objects.filter(accepted=None)] == [team[0].id]
    assert enter(person_id=team[1].id).get(page("team_nominations", found.programme_id)).status_code == 404
    services.stop(programme=found.programme, reason="x", **WHO)
    assert "Name somebody of your team" not in client.get(page("about", found.programme_id)).content.decode()


WRITES = ("launch", "ending", "closed_dates", "holidays", "nominations", "invitations")
INTAKE_WRITES = ("filling", "absence", "presence", "branches", "asking", "closing", "fixing", "first-day")


@pytest.mark.parametrize("role", ["leader", "analyst", "administrator", ""])
def test_only_a_programme_manager_changes_anything(enter, role):
    found = cohort(size=4, is_open=False)
    client = enter(*([role] if role else []))
    made = found.programme_id
    for name in WRITES:
        assert client.post(page(name, made)).status_code == 404, name
    for name in INTAKE_WRITES:
        assert client.post(page(name, made, found.id)).status_code == 404, name
    assert client.post(page("intakes", made), {"name": "x", "starts_on": "2026-04-01"}).status_code == 404
    assert client.get(page("set_up", made, "purpose")).status_code == 404
    assert client.get(page("people_found"), {"q": "Person"}).status_code == 404
    assert client.get(page("new", "onboarding")).status_code == 404


@pytest.mark.parametrize("role", ["leader", "analyst", "administrator"])
def test_readers_see_the_life_of_a_programme_without_names(enter, role):
    found = cohort(size=6)
    services.nominate_mentors(programme=found.programme, person_ids=[person(300).id], **WHO)
    client = enter(role)
    for url in (page("programme", found.programme_id), page("intake", found.programme_id, found.id),
                page("mentors", found.programme_id)):  # fmt: skip
        reply = client.get(url)
        assert reply.status_code == 200
        # the owner is named on purpose, nobody else
        assert not re.search(r"Person (00\d|300)", reply.content.decode()), url


def test_a_participant_reads_the_purpose_once_the_programme_is_open(enter):
    found = cohort(size=4, is_open=False)
    member = RosterEntry.objects.filter(cohort=found).first().person_id
    client = enter(person_id=member)
    assert client.get(page("about", found.programme_id)).status_code == 404
    services.launch(programme=found.programme, **WHO)
    text = client.get(page("about", found.programme_id)).content.decode()
    assert "So that everybody finds their feet." in text
    assert "16 March" in text
    assert client.get(page("programme", found.programme_id)).status_code == 404
    assert client.get(page("list")).status_code == 404
    assert enter(person_id=person(600).id).get(page("about", found.programme_id)).status_code == 404


def count_queries(client, url):
    cache.clear()  # nothing that was found before is remembered
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_people_or_programmes(enter):
    found = frozen(Participation.VOLUNTARY, size=10)
    client = enter("programme_manager")
    urls = [
        page("list"),
        page("programme", found.programme_id),
        page("intakes", found.programme_id),
        page("intake", found.programme_id, found.id),
        page("mentors", found.programme_id),
    ]

    def grow(crowd, intakes, programmes):
        for _ in range(programmes):
            programme()
        services.nominate_mentors(programme=found.programme, person_ids=[one.id for one in crowd], **WHO)
        for number in range(intakes):
            services.fill_roster(
                cohort=services.open_cohort(
                    programme=found.programme,
                    name=f"{number} of {intakes}",
                    starts_on=builders.STARTS_ON,
                    **WHO,
                ),
                on=builders.TODAY,
                **WHO,
            )

    grow(people(2, start=700), 1, 1)
    few = [count_queries(client, url) for url in urls]
    grow(people(30, start=750), 5, 5)
    assert [count_queries(client, url) for url in urls] == few


def test_public_holidays_close_days(enter):
    made = programme()
    enter("programme_manager").post(page("holidays", made.id), {"country": "DE", "year": 2026})
    assert made.closed_dates.filter(on="2026-12-25").exists()
