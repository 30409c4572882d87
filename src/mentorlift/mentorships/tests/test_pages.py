"""Every page of the room as every role and as nobody; what it shows, and what it must not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorlift.accounts.models import User
from mentorlift.mentorships.models import Report, Sheet
from mentorlift.mentorships.queries.sheets import sheet_of
from mentorlift.mentorships.tests.builders import NOW, actor_for, answers, fill, offer, person, user_of

pytestmark = pytest.mark.django_db
SECRET = "Nordlicht answered straight away"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def browser(user):
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend=BACKEND)
    return client


def browser_of(someone):
    return browser(User.objects.get(person_id=someone.id))


def pages(pair, session):
    for name in ("session", "session_calendar", "log", "move", "sheet"):
        yield reverse(f"mentorships:{name}", args=[session.id])
    yield reverse("mentorships:sheet_step", args=[session.id, 1])
    for name in ("pair", "pair_calendar", "ending", "successor", "extra"):
        yield reverse(f"mentorships:{name}", args=[pair.id])


def strangers(house):
    yield browser(user_of(house.boss))
    for role in ("leader", "analyst", "administrator"):
        yield browser(user_of(person(f"A {role}"), role))
    yield browser(user_of(None))


def test_for_strangers_the_pages_of_a_pair_do_not_exist(house, pair, session):
    fill(session, house.protege, strengths=SECRET)
    for client in strangers(house):
        for url in pages(pair, session):
            assert client.get(url).status_code == 404, url
        for name in ("word", "sheet_answered", "sheet_opening"):
            assert client.post(reverse(f"mentorships:{name}", args=[session.id])).status_code == 404
        assert SECRET not in client.get(reverse("reports:today")).content.decode()


def test_whoever_is_not_signed_in_is_sent_to_the_sign_in(pair, session):
    for url in (*pages(pair, session), reverse("mentorships:pairs"), reverse("mentorships:confidence")):
        assert Client(headers={"host": "localhost"}).get(url).status_code == 302, url


def test_a_programme_manager_sees_the_pair_but_no_sheet(house, pair, session):
    fill(session, house.protege, strengths=SECRET, advice_received=SECRET)
    fill(session, house.mentor, strengths=SECRET)
    client = browser_of(house.petra)
    seen = {"pair": 200, "ending": 200, "successor": 200, "extra": 404, "pair_calendar": 404}
    for name, status in seen.items():
        response = client.get(reverse(f"mentorships:{name}", args=[pair.id]))
        assert response.status_code == status, name
        assert SECRET not in response.content.decode()
    assert SECRET not in client.get(reverse("mentorships:session", args=[session.id])).content.decode()
    for name in ("sheet", "log", "move", "session_calendar"):
        assert client.get(reverse(f"mentorships:{name}", args=[session.id])).status_code == 404, name
    assert SECRET not in client.get(reverse("reports:today")).content.decode()
    assert "Ana Novak" in client.get(reverse("mentorships:pairs")).content.decode()


def test_the_two_see_every_page(house, pair, session):
    for someone in (house.ana, house.martin):
        client = browser_of(someone)
        for url in pages(pair, session):
            theirs = 404 if "successor" in url or ("extra" in url and someone == house.ana) else 200
            assert client.get(url).status_code == theirs, (someone, url)
        assert client.get(reverse("mentorships:confidence")).status_code == 200


def test_the_field_says_who_can_read_it_before_one_writes(house, session):
    page = browser_of(house.ana).get(reverse("mentorships:sheet_step", args=[session.id, 1])).content.decode()
    assert "Only you and Martin can read this. Not your manager, not the programme." in page
    assert page.index("Only you and Martin") < page.index("<textarea")


def test_a_sheet_is_kept_out_of_the_browser(house, session):
    response = browser_of(house.ana).get(reverse("mentorships:sheet_step", args=[session.id, 1]))
    assert "no-store" in response["Cache-Control"]
    assert 'hx-history="false"' in response.content.decode()
    assert 'autocomplete="off"' in response.content.decode()


def test_a_sheet_is_filled_step_by_step_without_javascript(house, session):
    client, texts = browser_of(house.ana), answers(session, house.protege, strengths=SECRET, challenge="Price")
    keys = iter(texts.items())
    for number in (1, 2):
        key, text = next(keys)
        response = client.post(reverse("mentorships:sheet_step", args=[session.id, number]), {key: text, "go": "on"})
        following = ("sheet_step", [session.id, 2]) if number == 1 else ("sheet", [session.id])
        assert response.url == reverse(f"mentorships:{following[0]}", args=following[1])
    assert Sheet.objects.get().answered_at == NOW
    assert SECRET in client.get(reverse("mentorships:sheet", args=[session.id])).content.decode()


def test_what_is_typed_is_saved_at_once(house, session):
    client, texts = browser_of(house.ana), answers(session, house.protege, strengths=SECRET)
    body = "&".join(f"{key}={text}" for key, text in texts.items())
    response = client.put(
        reverse("mentorships:sheet", args=[session.id]), body, content_type="application/x-www-form-urlencoded"
    )
    assert "Saved 08:00" in response.content.decode()
    assert sheet_of(house.protege, session).before[0].text == SECRET


def test_a_sheet_with_an_empty_answer_leads_to_that_question(house, session):
    fill(session, house.protege, done=False, challenge="")
    response = browser_of(house.ana).post(reverse("mentorships:sheet_answered", args=[session.id]))
    assert response.url == reverse("mentorships:sheet_step", args=[session.id, 2])


def test_a_meeting_is_logged_with_one_tap_from_today(house, session, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=4))
    client = browser_of(house.ana)
    assert "Did you meet?" in client.get(reverse("reports:today")).content.decode()
    response = client.post(reverse("mentorships:word", args=[session.id]), {"took_place": "yes", "from": "today"})
    assert response.url == reverse("reports:today")
    assert Report.objects.get().took_place
    assert "Martin" in client.get(reverse("reports:today")).content.decode()


def test_a_meeting_is_moved_to_another_day_of_its_week(house, session):
    day = (session.starts_at - timedelta(days=1)).date().isoformat()
    url = reverse("mentorships:move", args=[session.id])
    assert browser_of(house.ana).post(url, {"day": day, "time": "10:30"}).status_code == 302
    session.refresh_from_db()
    assert session.starts_at.isoformat() == f"{day}T10:30:00+00:00"
    assert (
        "Ana Novak" in browser_of(house.martin).get(reverse("mentorships:session", args=[session.id])).content.decode()
    )


def test_the_mentor_sees_what_they_gave_and_the_protege_is_told_without_minutes(house, pair):
    client = browser_of(house.martin)
    url = reverse("mentorships:extra", args=[pair.id])
    assert client.post(url, {"day": "2026-03-04", "time": "11:00"}).status_code == 302
    today = browser_of(house.ana).get(reverse("reports:today")).content.decode()
    assert "A talk that Martin added" in today
    assert "You added a second talk" in client.get(reverse("mentorships:pair", args=[pair.id])).content.decode()


def test_a_pair_is_ended_without_a_reason(house, pair):
    url = reverse("mentorships:ending", args=[pair.id])
    client = browser_of(house.ana)
    assert "textarea" not in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    pair.refresh_from_db()
    assert pair.ended_at == NOW
    assert "Ana Novak needs a new mentor" in browser_of(house.petra).get(reverse("reports:today")).content.decode()


def test_a_programme_manager_finds_another_mentor(house, pair):
    successor = person("Nora Next")
    offer(house.programme, successor)
    url = reverse("mentorships:successor", args=[pair.id])
    client = browser_of(house.petra)
    assert "Nora Next (North, Kiel), 1 free place" in client.get(url).content.decode()
    response = client.post(url, {"mentor": str(successor.id), "starts_on": "2026-03-02"})
    assert response.status_code == 302
    assert "Nora Next" in client.get(response.url).content.decode()


def test_the_protege_is_reminded_to_tell_how_the_advice_went(house, session, monkeypatch):
    fill(session, house.protege, advice_received="Ask for the budget first")
    fill(session, house.mentor)
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=7))
    today = browser_of(house.ana).get(reverse("reports:today")).content.decode()
    assert "Martin advised: “Ask for the budget first”" in today
    assert "Tell Martin" in today
    assert "Ask how it went" in browser_of(house.martin).get(reverse("reports:today")).content.decode()


def team_of(house, size):
    people = [person(f"Rep {number}", manager=house.boss) for number in range(size)]
    for each in people:
        mentor = person(f"Mentor of {each.id}")
        offer(house.programme, mentor)
        house.pair(protege=each, mentor=mentor)
    return people


def test_a_sales_manager_sees_who_takes_part_and_counts_from_five_on(house):
    client = browser(user_of(house.boss))
    team_of(house, 4)
    page = client.get(reverse("reports:today")).content.decode()
    assert "Rep 3" in page
    assert "from five protégés on" in page
    assert "meetings so far took place" not in page
    house.pair()  # Ana is the fifth
    assert "meetings so far took place" in client.get(reverse("reports:today")).content.decode()


def test_today_tells_a_newcomer_what_will_be_here(house):
    page = browser(user_of(None)).get(reverse("reports:today")).content.decode()
    assert "Nothing waits for you" in page


def test_today_takes_no_more_queries_with_more_proteges_of_a_manager(house, django_assert_max_num_queries):
    client = browser(user_of(house.boss))
    team_of(house, 6)
    client.get(reverse("reports:today"))
    with django_assert_max_num_queries(40):
        client.get(reverse("reports:today"))


def test_the_pages_work_under_a_strict_content_security_policy(house, pair, session):
    client = browser_of(house.ana)
    for url in (reverse("reports:today"), *pages(pair, session)):
        page = client.get(url).content.decode(errors="replace")
        assert " style=" not in page, url
        assert " onclick=" not in page, url


def test_actor_without_a_person_has_no_pairs(house, pair):
    from mentorlift.mentorships.queries.pairs import own_pairs

    assert not own_pairs(actor_for(user_of(None))).exists()
