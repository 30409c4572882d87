"""What the page "Who can read this" claims is what every role really gets from the pages and queries of the demo."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from mentorlift.accounts.actors import ANYONE, Actor, actor_of
from mentorlift.accounts.models import Role, User
from mentorlift.accounts.readings import Seen, readers, readings, seen_by, table
from mentorlift.experiments.queries import latest_analysis
from mentorlift.matching.models import MentorRequest
from mentorlift.matching.queries.requests import own_requests
from mentorlift.mentorships.models import Felt, FeltSupport
from mentorlift.mentorships.queries.sheets import advice_between, sheet_of
from mentorlift.people.queries import names, organisation_day
from mentorlift.people.queries.directory import visible_people
from mentorlift.programmes.models import MentorOffer, Programme, Wish
from mentorlift.programmes.queries import own_wish
from tests.contracts.addresses_of_the_demo import arguments
from tests.contracts.demo.test_every_url import READ
from tests.contracts.people_of_the_demo import account_of_person, clients, shown_pair, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# The door of the demo behind each column; here the protégé of the shown pair is the writer, the mentor the other one.
DOOR = {"writer": "protege", "other": "mentor"}
CRAWLED = ("keeping", "reports", "mentorships", "programmes", "matching", "trust", "people", "audit", "jobs")
NOT_READ = {"keeping:download", "reports:data_sheet_pdf", "reports:report_pdf", "reports:proof"}  # not read as pages
NOT_READ |= {
    "programmes:offer",
    "programmes:profile",
    "programmes:wish",
}  # opened by whoever holds the link of a letter


@pytest.fixture(scope="module")
def askers(demo: None) -> dict[str, Client]:
    return {**clients()}


@pytest.fixture(scope="module")
def secrets(askers: dict[str, Client]) -> dict[str, str]:
    """Key of a reading -> words that stand in one such thing of the shown pair and nowhere else."""
    pair = shown_pair()
    writer = actor_of(User.objects.get(person_id=pair.protege_id))
    session = pair.sessions.filter(week=1).get()
    MentorOffer.objects.filter(programme=pair.programme, person_id=pair.mentor_id).update(topics="Zither tunes")
    advice = next(one for one in advice_between(writer, pair) if one.to_id == pair.protege_id)
    sheet = next(field.text for field in sheet_of(writer, session).mine if field.text and not field.is_after_the_talk)
    return {
        "sheets": sheet,
        "advice": advice.text,
        "own_words": "Zither tunes",
        "confidential_messages": "Xylophone in confidence",
    }


@pytest.fixture(scope="module")
def read(askers: dict[str, Client], secrets: dict[str, str]) -> dict[str, str]:
    """Column -> all that stands on every page this reader can open."""
    made = arguments(askers["programme_manager"])
    pair = shown_pair()
    made["mentorships:sheet"] = {"session_id": pair.sessions.get(week=1).id}
    names = {f"{room}:{name}" for room in CRAWLED for text in READ[room].values() for name in text.split()} - NOT_READ
    addresses = [reverse(name, kwargs=made[name]) for name in sorted(names)]
    found = {}
    for reader in readers():
        client = askers.get(DOOR.get(reader.key, reader.key))
        if client is None:  # a role without a door in the demo: an account of its own
            client = signed_in(account_with(reader.key))
        answers = [client.get(address, {"of": "revenue"}) for address in addresses]
        found[reader.key] = "\n".join(one.content.decode(errors="replace") for one in answers if one.status_code == 200)
    return found


def account_with(role: str) -> User:
    from mentorlift.accounts.services import create_account, grant_role

    user = create_account(email=f"{role}@example.com", person_id=None)
    grant_role(user_id=user.id, role=role, actor_id="", now=timezone.now())
    return user


@pytest.mark.parametrize("key", ["sheets", "advice", "own_words", "confidential_messages"])
def test_whoever_is_said_to_read_it_does_and_nobody_else(
    key: str, secrets: dict[str, str], read: dict[str, str]
) -> None:
    reading = next(one for one in readings() if one.key == key)
    claimed = {reader.key for reader in readers() if seen_by(reading, reader) == Seen.ALL}
    really = {column for column, text in read.items() if str(escape(secrets[key])) in text}
    assert really == claimed


def actors(person_of: dict[str, Any]) -> dict[str, Actor]:
    """A real actor for each column: the people given, and for every role somebody who holds it and nothing else."""
    found = {}
    for reader in readers():
        if reader.key in person_of:
            found[reader.key] = Actor(user_id=reader.key, person_id=person_of[reader.key])
        elif reader.key in Role.values:
            found[reader.key] = Actor(user_id=reader.key, roles=frozenset({reader.key}))
        else:
            found[reader.key] = ANYONE
    return found


def claims(key: str, seen: Seen) -> set[str]:
    reading = next(one for one in readings() if one.key == key)
    return {reader.key for reader in readers() if seen_by(reading, reader) == seen}


def test_a_wish_is_read_by_its_own_person_alone(demo: None) -> None:
    wish = Wish.objects.exclude(answered_at=None).select_related("cohort__programme")[0]
    asked = actors({"writer": wish.person_id, "other": shown_pair().mentor_id})
    assert {key for key, actor in asked.items() if own_wish(actor, wish.cohort.programme_id)} == claims(
        "wish", Seen.ALL
    )


def test_lines_of_a_request_are_read_by_the_two_alone(demo: None) -> None:
    request = MentorRequest.objects.all()[0]
    asked = actors({"writer": request.protege_id, "other": request.mentor_id})
    got = {key for key, actor in asked.items() if own_requests(actor).filter(id=request.id).exists()}
    assert got == claims("request_lines", Seen.ALL)


def test_the_directory_is_read_by_whom_the_table_names(demo: None) -> None:
    pair, today = shown_pair(), organisation_day(timezone.now())
    leader = User.objects.get(demodoor__role="sales_manager").person_id
    asked = actors({"writer": pair.protege_id, "sales_manager": leader, "other": pair.mentor_id})
    got = {
        key for key, actor in asked.items() if visible_people(actor, day=today).filter(person=pair.protege_id).exists()
    }
    assert got == claims("directory", Seen.ALL)


def test_results_are_read_by_whom_the_table_names(demo: None) -> None:
    programme = Programme.objects.filter(analyses__isnull=False)[0]
    got = {key for key, actor in actors({}).items() if latest_analysis(actor, programme)}
    assert got == claims("results", Seen.COUNTS)


def openers(askers: dict[str, Client], address: str, *words: str) -> set[str]:
    """The columns whose page at this address is there and holds all of `words`."""
    found = set()
    for reader in readers():
        client = askers.get(DOOR.get(reader.key, reader.key)) or signed_in(account_with(reader.key))
        answer = client.get(address)
        if answer.status_code == 200 and all(word in answer.content.decode() for word in words):
            found.add(reader.key)
    return found


def test_how_a_programme_is_set_up_is_read_by_whom_the_table_names(askers: dict[str, Client]) -> None:
    for name in ("charter", "ready", "approvals", "letters"):
        address = reverse(f"programmes:{name}", args=[shown_pair().programme_id])
        assert openers(askers, address) == claims("set_up", Seen.ALL), name


def test_who_was_asked_to_mentor_is_read_by_whom_the_table_names(askers: dict[str, Client]) -> None:
    pair = shown_pair()
    mentor = str(escape(names([pair.mentor_id])[pair.mentor_id]))
    address = reverse("programmes:mentors", args=[pair.programme_id])
    got = openers(askers, address, mentor)
    assert got == claims("asked_to_mentor", Seen.ALL) - {"writer"}  # who is asked answers on a page of their own
    assert openers(askers, address) - got == claims("asked_to_mentor", Seen.COUNTS)


def test_who_is_with_whom_is_read_by_the_two_and_whoever_runs_it_and_their_manager_sees_who_takes_part(
    askers: dict[str, Client],
) -> None:
    pair = shown_pair()
    assert openers(askers, reverse("mentorships:pair", args=[pair.id])) == claims("taking_part", Seen.ALL)
    known = names([pair.protege_id, pair.mentor_id])
    protege, mentor = (str(escape(known[one])) for one in (pair.protege_id, pair.mentor_id))
    address = reverse("mentorships:team_hours")
    assert openers(askers, address, protege) == claims("taking_part", Seen.FACT)
    assert openers(askers, address, mentor) == set()


def test_the_answers_about_a_mentor_s_own_load_stand_on_no_page_but_the_mentor_s(demo: None) -> None:
    offer = MentorOffer.objects.filter(support__isnull=False).exclude(support__backed="")[0]
    words = offer.support.get_backed_display()
    manager = clients()["programme_manager"].get(
        reverse("programmes:mentor", kwargs={"programme_id": offer.programme_id, "offer_id": offer.id})
    )
    assert manager.status_code == 200 and f">{words}<" not in manager.content.decode()
    assert claims("support", Seen.ALL) == {"writer"}


def test_whether_somebody_feels_supported_is_read_by_them_alone_and_counted_for_whom_the_table_names(
    askers: dict[str, Client],
) -> None:
    pair = shown_pair()
    said = FeltSupport.objects.filter(programme=pair.programme).exclude(answer=Felt.SILENT)
    assert said.count() >= 5
    given = said.exclude(person__in=(pair.protege_id, pair.mentor_id)).order_by("id")[0]
    word = "you feel supported"
    own = signed_in(account_of_person(given.person_id)).get(reverse("keeping:own")).content.decode()
    assert word in own and given.get_answer_display() in own
    assert openers(askers, reverse("keeping:own"), word) == set(), "nobody else has answered, and none finds another's"
    assert claims("felt_support", Seen.ALL) == {"writer"}
    shown = openers(askers, reverse("reports:results", args=[pair.programme_id]), "feel supported in what they do")
    assert shown == claims("felt_support", Seen.COUNTS)


def test_every_granted_role_is_a_column_of_the_page(askers: dict[str, Client]) -> None:
    assert {*Role.values} <= {reader.key for reader in readers()}
    page = askers["protege"].get(reverse("mentorships:confidence")).content.decode()
    for row in table():
        assert str(escape(row.reading.title)) in page
    for reader in readers():
        assert str(escape(reader.words)) in page
