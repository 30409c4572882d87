"""Who is written to by a programme, in which order, and who may read its letters as a person."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from mentorlift.accounts.models import User
from mentorlift.jobs.work import drain
from mentorlift.notifications.models import Delivery, Message
from mentorlift.people.models import Identity
from mentorlift.programmes import services
from mentorlift.programmes.letters import To, kinds
from mentorlift.programmes.models import RosterEntry
from mentorlift.programmes.queries.briefing import line_managers
from mentorlift.programmes.queries.letters import letters_in_use, unread, without_working_address
from mentorlift.programmes.readiness import Act, missing_for
from mentorlift.programmes.tests.builders import (
    NOW,
    TODAY,
    WHO,
    asked,
    cohort,
    person,
)
from mentorlift.programmes.tests.test_letters import listed, page  # noqa: F401


@pytest.mark.django_db
def test_managers_hear_of_it_before_their_people_and_once(listed, settings):  # noqa: F811
    settings.MAIL_HOURS = "working"
    services.ask_wishes(cohort=listed, closes_at=NOW + timedelta(days=3), **WHO)
    drain()
    to_boss = Message.objects.get(kind="briefing")
    assert to_boss.to == "p500@example.com"
    theirs = Message.objects.filter(kind="wish")
    assert theirs.count() == 12
    (due,) = {letter.not_before for letter in theirs}  # all at one instant
    assert due >= listed.programme.briefings.get().due_at + timedelta(minutes=30)
    assert services.brief_managers(programme=listed.programme, **WHO) == 0
    assert Message.objects.filter(kind="briefing").count() == 1


def test_whoever_begins_later_has_a_manager_already(db):
    boss = person(1)
    new = person(2, hired_on=TODAY + timedelta(days=20), manager=boss)
    assert line_managers([new.id], now=NOW) == {boss.id}


@pytest.mark.django_db
def test_whoever_gets_no_letter_is_named_to_the_programme_manager_alone(enter, listed):  # noqa: F811
    made = listed.programme
    Identity.objects.filter(code="p1").update(email="")
    for number in (2, 3):
        message = Message.objects.create(
            key=f"x{number}", message_id=f"<{number}@x>", to=f"p{number}@example.com", created_at=NOW
        )
        Delivery.objects.create(message=message, at=NOW, state="bounced")
    later = Message.objects.create(
        key="later", message_id="<l@x>", to="p3@example.com", created_at=NOW + timedelta(days=1)
    )
    Delivery.objects.create(message=later, at=NOW, state="sent")
    assert [(one.name, one.came_back) for one in without_working_address(made, now=NOW)] == [
        ("Person 001", False),
        ("Person 002", True),
    ]
    assert "Person 002" in page(enter("programme_manager"), "letters", made.id).content.decode()
    assert "Person 002" not in page(enter("leader"), "letters", made.id).content.decode()


@pytest.mark.django_db
def test_a_stop_is_told_to_everybody_who_knows_of_it_once():
    found = asked()
    services.stop(programme=found.programme, reason="Too few mentors.", **WHO)
    drain()
    letters = Message.objects.filter(kind="stopped")
    assert letters.count() == 13  # those who were asked, and who said they would mentor
    assert "Too few mentors" not in letters[0].body and "was stopped on 2 March 2026" in letters[0].body


@pytest.mark.django_db
def test_nobody_is_told_of_a_stop_who_never_heard_of_it():
    found = cohort(size=6)
    found.programme.mentor_offers.all().delete()
    services.stop(programme=found.programme, reason="Not now.", **WHO)
    drain()
    assert not Message.objects.filter(kind="stopped").exists()


def test_every_kind_says_whom_it_is_for():
    assert {kind.to for kind in kinds()} <= set(To)


@pytest.mark.django_db
def test_only_whoever_runs_a_programme_reads_its_letters_as_a_person(enter):
    found = asked()
    address = reverse("programmes:letters_reading", args=[found.programme_id])
    names = list(Identity.objects.filter(person__roster_entries__cohort=found).values_list("name", flat=True))
    assert any(name in enter("programme_manager").get(address).content.decode() for name in names)
    for role in ("reviewer", "leader", "analyst", "administrator"):
        text = enter(role).get(address).content.decode()
        assert "Alex Example" in text and not any(name in text for name in names)


def speaks_german(client):
    User.objects.filter(id=client.user.id).update(language="de")


@pytest.mark.django_db
def test_letters_to_an_office_are_read_in_the_language_of_whoever_holds_it_and_no_others(listed, enter):  # noqa: F811
    made = listed.programme
    in_english = {one.kind.key for one in letters_in_use(made, now=NOW)["en"]}
    assert list(letters_in_use(made, now=NOW)) == ["en"]
    assert not unread(made, now=NOW).missing
    client = enter("programme_manager", person_id=made.owner_id)
    speaks_german(client)
    in_use = letters_in_use(made, now=NOW)
    assert {one.kind.key for one in in_use["en"]} == in_english
    german = {one.kind.key: one for one in in_use["de"]}
    assert set(german) == {"handover", "harm", "trust_line"}, "nothing for the trusted contact, who reads English"
    assert unread(made, now=NOW).missing == len(german)
    assert "letters_previewed" in {condition.key for condition, _s in missing_for(Act.INVITE, made, now=NOW)}
    with translation.override("en"):  # the page speaks German, what comes after it does not
        shown = page(client, "letters_reading", made.id, language="de").content.decode()
    assert german["harm"].subject.split("{")[0] in shown
    assert shown.count('name="read"') == len(german)
    read = [(one.kind.key, one.digest) for one in german.values()]
    assert services.note_previews(programme=made, language="de", read=read, **WHO) == len(german)
    assert not unread(made, now=NOW).missing
    speaks_german(
        enter(person_id=RosterEntry.objects.filter(programme=made).first().person_id)
    )  # of the programme itself: then every letter leaves in German
    assert {one.kind.key for one in letters_in_use(made, now=NOW)["de"]} == in_english


@pytest.mark.django_db
def test_no_letter_goes_to_reviewers_whatever_they_read(listed, enter):  # noqa: F811
    council = person(950)
    speaks_german(enter("reviewer", person_id=council.id))
    assert list(letters_in_use(listed.programme, now=NOW)) == ["en"]
    assert not [kind.key for kind in kinds() if council.id in kind.holders(listed.programme)]
