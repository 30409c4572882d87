from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentorlift.accounts.models import Invitation, User
from mentorlift.audit.services import verify_chain
from mentorlift.jobs.work import drain
from mentorlift.notifications.models import Message
from mentorlift.people.models import Employment, Identity, Person, Post
from mentorlift.people.queries import direct_reports, facts_on
from mentorlift.people.tests.builders import START, hire

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    """ines leads ana, ana leads luis; mei stands alone."""
    ines = hire("1", name="Ines Rocha", team="Lead")
    ana = hire("2", name="Ana Nowak", manager=ines)
    luis = hire("3", name="Luis Prado", manager=ana)
    mei = hire("4", name="Mei Tanaka", team="South")
    return {"ines": ines, "ana": ana, "luis": luis, "mei": mei}


def test_a_programme_manager_finds_people_by_name_id_team_and_site(enter, line):
    client = enter("programme_manager")
    assert "Mei Tanaka" in client.get("/people/").content.decode()
    found = client.get("/people/", {"words": "nowak"}).content.decode()
    assert "Ana Nowak" in found
    assert "Mei Tanaka" not in found
    assert "Nobody fits" in client.get("/people/", {"words": "nowak", "team": "South"}).content.decode()


def test_the_directory_asks_the_same_number_of_questions_for_one_and_for_many(enter, line, django_assert_num_queries):
    from django.db import connection

    client = enter("programme_manager")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/people/")
    for number in range(20):
        hire(f"x{number}", manager=line["ana"])
    with CaptureQueriesContext(connection) as many:
        client.get("/people/")
    assert len(many) == len(few)
    with CaptureQueriesContext(connection) as person:
        client.get(f"/people/{line['ana']}/")
    assert len(person) < 16


def test_a_sales_manager_sees_the_line_below_and_nobody_else(enter, line):
    client = enter(person_id=line["ana"])
    page = client.get("/people/").content.decode()
    assert "Ana Nowak" in page
    assert "Luis Prado" in page
    assert "Mei Tanaka" not in page
    assert client.get(f"/people/{line['luis']}/").status_code == 200
    assert client.get(f"/people/{line['mei']}/").status_code == 404
    assert client.get(f"/people/{line['ines']}/").status_code == 404


def test_whoever_left_or_comes_back_later_is_not_shown_to_whom_they_reported(enter, line):
    eva = hire("5", name="Eva Marek", manager=line["ana"])
    today = timezone.localdate()
    Employment.objects.filter(person_id=line["luis"]).update(exited_on=today)
    Employment.objects.create(person_id=eva, hired_on=today + timedelta(9))
    client = enter(person_id=line["ana"])
    here, everybody = (client.get("/people/", {"state": state}).content.decode() for state in ("here", "all"))
    assert "Ana Nowak" in here and "Luis Prado" not in here and "Eva Marek" not in here
    assert "Ana Nowak" in everybody and "Luis Prado" not in everybody


def test_a_protege_sees_only_their_own_page(enter, line):
    client = enter(person_id=line["luis"])
    assert client.get(f"/people/{line['luis']}/").status_code == 200
    assert client.get(f"/people/{line['ana']}/").status_code == 404


def test_who_has_left_reports_to_nobody(enter, line):
    assert direct_reports(line["ana"], day=START) == [line["luis"]]
    Employment.objects.filter(person_id=line["luis"]).update(exited_on=START + timedelta(7))
    assert direct_reports(line["ana"], day=START + timedelta(6)) == [line["luis"]]
    assert direct_reports(line["ana"], day=START + timedelta(7)) == []
    assert enter(person_id=line["ana"]).get(f"/people/{line['luis']}/").status_code == 404


@pytest.mark.parametrize("role", ["analyst", "leader"])
def test_an_analyst_or_leader_sees_no_names(enter, line, role):
    client = enter(role)
    assert "Ana Nowak" not in client.get("/people/").content.decode()
    assert "Ana Nowak" not in client.get("/people/teams/").content.decode()
    assert client.get(f"/people/{line['ana']}/").status_code == 404
    assert client.get("/people/", {"format": "csv"}).headers["Content-Type"].startswith("text/html")


def test_teams_are_shown_as_a_tree(enter, line):
    page = enter("programme_manager").get("/people/teams/").content.decode()
    assert page.index("Ines Rocha") < page.index("Ana Nowak")
    assert "1 person reports to nobody and leads nobody" in page


def test_a_download_of_the_directory_runs_no_formula(enter, line):
    hire("9", name="=HYPERLINK(1)")
    text = enter("programme_manager").get("/people/", {"format": "csv"}).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "\n=" not in text
    assert ",=" not in text


def test_an_invitation_makes_a_letter_and_then_the_account(enter, line):
    from mentorlift.accounts.links import token

    client = enter("programme_manager")
    client.post(f"/people/{line['ana']}/invitation/")
    invitation = Invitation.objects.get(person_id=line["ana"])
    assert invitation.email == "2@example.com"
    assert Message.objects.filter(key=f"invitation:{invitation.id}").exists()
    client.logout()
    client.post(f"/invitation/{token(invitation)}/", {"password": "long enough to be safe 1"})
    assert User.objects.get(email="2@example.com").person_id == line["ana"]


def test_everybody_a_search_finds_is_invited_once(enter, line):
    client = enter("programme_manager")
    Identity.objects.filter(code="3").update(email="")
    enter(person_id=line["ines"])  # has an account
    assert "Invite 2 people who have no account" in client.get("/people/").content.decode()
    client.post("/people/invitations/", {"state": "here"})
    drain()
    assert set(Invitation.objects.values_list("email", flat=True)) == {"2@example.com", "4@example.com"}
    assert "Invite" not in client.get("/people/").content.decode()
    client.post("/people/invitations/", {"state": "here"})
    drain()
    assert Invitation.objects.count() == 2


def test_a_sales_manager_cannot_invite(enter, line):
    client = enter(person_id=line["ana"])
    assert client.post("/people/invitations/").status_code == 404
    assert client.post(f"/people/{line['luis']}/invitation/").status_code == 404


def test_an_erased_person_leaves_an_id_and_everything_still_verifies(enter, line):
    Post.objects.filter(person_id=line["ana"]).update(attributes={"years": "2"})
    account = enter(person_id=line["ana"])
    response = enter("administrator").post(f"/people/{line['ana']}/erasure/")
    assert response.status_code == 302
    assert not Identity.objects.filter(code="2").exists()
    assert Person.objects.filter(id=line["ana"]).exists()
    assert Post.objects.get(person_id=line["ana"]).attributes == {}
    assert verify_chain().intact
    account.user.refresh_from_db()
    assert not account.user.is_active
    assert account.user.email.endswith("@erased.invalid")
    (facts,) = facts_on(START, person_ids=[line["ana"]])
    assert (facts.name, facts.code, facts.team) == ("", "", "North")
    page = enter("programme_manager").get(f"/people/{line['luis']}/")
    assert page.status_code == 200
    assert "Ana Nowak" not in page.content.decode()


@pytest.mark.parametrize("role", ["programme_manager", "analyst", "leader"])
def test_only_an_administrator_erases(enter, line, role):
    assert enter(role).post(f"/people/{line['ana']}/erasure/").status_code == 404
    assert Identity.objects.filter(code="2").exists()


def test_a_long_list_is_paged_alike_for_those_who_see_all_and_those_who_see_their_line(enter, line):
    for number in range(120):
        hire(f"x{number}", name=f"Seller {number:03}", manager=line["ana"])
    for client, people in ((enter("programme_manager"), 124), (enter(person_id=line["ines"]), 123)):
        first = client.get("/people/").content.decode()
        assert f"{people} people" in first and "page 1 of 3" in first and "Seller 119" not in first
        last = client.get("/people/", {"page": "3"}).content.decode()
        assert "Seller 119" in last and ">Ana Nowak</a>" not in last
        # a page that is none is the nearest one
        assert "Seller 119" in client.get("/people/", {"page": "99"}).content.decode()
        assert ">Ana Nowak</a>" in client.get("/people/", {"page": "x"}).content.decode()


def test_a_search_by_state_and_place_looks_at_the_last_employment_and_the_present_post(enter, line):
    client = enter("programme_manager")
    day = timezone.localdate()

    def found(**search):
        page = client.get("/people/", {"state": "all", **search}).content.decode()
        return {name for name in ("Ines Rocha", "Ana Nowak", "Luis Prado", "Mei Tanaka") if f">{name}</a>" in page}

    Employment.objects.filter(person_id=line["luis"]).update(exited_on=day)
    Employment.objects.filter(person_id=line["mei"]).update(exited_on=day - timedelta(days=9))
    Employment.objects.create(person_id=line["mei"], hired_on=day + timedelta(days=9))
    assert found(state="here") == {"Ines Rocha", "Ana Nowak"}
    assert found(state="gone") == {"Luis Prado"}
    assert found(state="coming") == {"Mei Tanaka"}
    Post.objects.filter(person_id=line["ana"]).update(until_on=day)
    Post.objects.create(person_id=line["ana"], from_on=day, team="East", site="Köln")
    Post.objects.filter(person_id=line["luis"]).update(until_on=day + timedelta(days=1))
    Post.objects.create(person_id=line["luis"], from_on=day + timedelta(days=1), team="East", site="Köln")
    Post.objects.filter(person_id=line["mei"]).update(from_on=day + timedelta(days=9), team="East")
    # Luis is there from tomorrow on; Mei has no other post yet
    assert found(team="East") == {"Ana Nowak", "Mei Tanaka"}
    assert found(team="East", site="Köln") == {"Ana Nowak"}
    assert found(team="North") == {"Luis Prado"}
