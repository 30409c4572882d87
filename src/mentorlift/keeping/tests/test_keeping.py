"""Each kind goes when its time is over, and not before; an administrator decides within bounds."""

import io
import json
import re
from datetime import date, datetime, timedelta
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from mentorlift.accounts.models import Invitation, User
from mentorlift.audit.models import AuditRecord
from mentorlift.audit.services import verify_chain
from mentorlift.jobs.models import Job
from mentorlift.keeping import services
from mentorlift.keeping.kinds import kind_of, kinds
from mentorlift.keeping.models import Period, Removal
from mentorlift.keeping.queries import days_of, kept
from mentorlift.mentorships.models import InformalPair, InformalTalk, Sheet
from mentorlift.mentorships.services import end_pair
from mentorlift.mentorships.tests.builders import NOW, House, actor_for, fill, person, user_of
from mentorlift.notifications.models import Message
from mentorlift.notifications.services import send
from mentorlift.people.models import Employment, Identity, Leave, PeopleImport, Post
from mentorlift.programmes.models import Aims, Closing, MentorAbsence, MentorOffer, RosterEntry
from mentorlift.programmes.services.objections import UnableToObject, object_to_measuring, withdraw_objection
from mentorlift.trust.models import Matter
from mentorlift.trust.services import begin, name_contact, settle

pytestmark = pytest.mark.django_db
WORD = "Xylophone"


@pytest.fixture
def house(db):
    return House()


def full(house):
    """One thing of every kind that this house can hold, all written at NOW; the programme closes at NOW."""
    pair = house.pair()
    session = pair.sessions.get(week=1)
    fill(session, house.protege, strengths=WORD)
    fill(session, house.mentor, strengths="Other")
    tanja = person("Tanja Trost")
    contact = name_contact(
        programme=house.programme, person_id=tanja.id, is_deputy=False, actor=house.manager, now=NOW, today=NOW.date()
    )
    matter = begin(contact=contact, text=WORD, actor=house.protege, now=NOW)
    settle(matter=matter, actor=actor_for(user_of(tanja)), now=NOW)
    Aims.objects.create(programme=house.programme, person=house.ana, wants_to_learn=WORD, written_at=NOW)
    MentorOffer.objects.filter(person=house.martin).update(topics=WORD)
    offer = MentorOffer.objects.get(person=house.martin)
    MentorAbsence.objects.create(offer=offer, from_on=NOW.date() - timedelta(days=3), to_on=NOW.date())
    two = f"{house.ana.id} {house.martin.id}"
    talking = InformalPair.objects.create(asked_by=house.ana, asked=house.martin, two=two, asked_at=NOW)
    InformalTalk.objects.create(pair=talking, on=NOW.date(), noted_by=house.ana, noted_at=NOW, good="yes")
    send(key="a letter", to="ana.novak@example.test", subject=WORD, body=WORD, now=NOW)
    Job.objects.create(name="x", created_at=NOW, due_at=NOW, done_at=NOW, error=WORD)
    PeopleImport.objects.create(kind=PeopleImport.PEOPLE, file_name="x.csv", uploaded_by="t", uploaded_at=NOW)
    Leave.objects.create(person=house.ana, from_on=NOW.date() - timedelta(days=9), to_on=NOW.date())
    gone = person("Lea Left", exited_on=NOW.date())
    Invitation.objects.create(email="x@example.test", invited_at=NOW, expires_at=NOW)
    Closing.objects.create(programme=house.programme, at=NOW, by="test")
    return gone


IN_THE_HOUSE = {
    "sheets": lambda: Sheet.objects.exclude(sealed=b"").count(),
    "confidential_messages": Matter.objects.count,
    "talks": InformalTalk.objects.count,
    "own_words": lambda: Aims.objects.count() + MentorOffer.objects.exclude(topics="").count(),
    "mentor_absences": MentorAbsence.objects.count,
    "letters": lambda: Message.objects.exclude(body="").count(),
    "job_words": lambda: Job.objects.exclude(error="").count(),
    "people_files": lambda: PeopleImport.objects.filter(discarded_at=None).count(),
    "leave": Leave.objects.count,
    "leavers": lambda: Identity.objects.filter(name="Lea Left").count(),
    "invitations": Invitation.objects.count,
}


@pytest.mark.parametrize("key", IN_THE_HOUSE)
def test_a_kind_goes_when_its_time_is_over_and_not_a_day_before(house, key):
    full(house)
    count, kind = IN_THE_HOUSE[key], kind_of(key)
    held = count()
    assert held > 0
    after = NOW + timedelta(days=kind.default)
    kind.remove(after - timedelta(days=kind.default + 1), after)
    assert count() == held
    if not kind.is_silent:
        due = kind.oldest() + timedelta(days=kind.default)
        assert due <= after, "the page names a day on which it is gone"
    later = after + timedelta(days=2)
    assert kind.remove(later - timedelta(days=kind.default), later) > 0
    assert count() == 0
    assert kind.remove(later - timedelta(days=kind.default), later) == 0, "a repetition removes nothing more"


def test_the_sweep_takes_every_kind_counts_what_went_and_the_chain_still_holds(house):
    full(house)
    counts = services.sweep(now=NOW + timedelta(days=4000))
    assert set(counts) == set(IN_THE_HOUSE) - {"confidential_messages"}
    assert {row.kind: row.removed for row in Removal.objects.all()} == counts
    assert not Matter.objects.exists()
    assert verify_chain().intact
    assert services.sweep(now=NOW + timedelta(days=4001)) == {}


def test_of_confidential_messages_no_number_and_no_date_is_kept(house):
    full(house)
    services.sweep(now=NOW + timedelta(days=4000))
    admin = actor_for(user_of(person("Ada Admin"), "administrator"), "administrator")
    row = next(one for one in kept(admin) if one.kind.key == "confidential_messages")
    assert (row.next_at, row.last, row.removed) == (None, None, 0)
    assert not AuditRecord.objects.filter(subject="kind:confidential_messages").exists()


def test_a_leaver_who_came_back_stays(house):
    gone = full(house)
    Employment.objects.create(person=gone, hired_on=NOW.date() + timedelta(days=30))
    services.sweep(now=NOW + timedelta(days=4000))
    assert Identity.objects.filter(person=gone).exists()


@pytest.mark.parametrize("days", [0, 29, 1096])
def test_a_period_out_of_bounds_is_refused_and_nothing_is_changed(days):
    with pytest.raises(services.UnableToSet, match="between 30 and 1095"):
        services.set_periods(days={"sheets": days, "talks": 60}, actor_id="a", now=NOW)
    assert not Period.objects.exists()


def test_a_change_of_period_is_dated_recorded_and_holds_for_what_is_there(house):
    full(house)
    assert services.set_periods(days={"sheets": 30, "talks": 365}, actor_id="a", now=NOW) == 1
    assert days_of("sheets") == 30
    record = AuditRecord.objects.get(action="keeping.set_period")
    assert (record.ids["days"], record.ids["before"]) == (30, 365)
    services.sweep(now=NOW + timedelta(days=31))
    assert not Sheet.objects.exclude(sealed=b"").exists()


def test_defaults_lie_within_their_bounds():
    assert all(kind.least <= kind.default <= kind.most for kind in kinds())
    assert kind_of("letters").default == settings.MAIL_TEXT_DAYS


def test_only_administrators_see_and_change_periods(house, enter):
    full(house)
    admin = enter("administrator")
    page = admin.get(reverse("keeping:periods"))
    assert page.status_code == 200
    assert str(days_of("sheets")) in page.content.decode()
    sent = {kind.key: kind.default for kind in kinds()} | {"sheets": 90}
    assert admin.post(reverse("keeping:periods"), sent).status_code == 302
    assert days_of("sheets") == 90
    assert admin.post(reverse("keeping:periods"), sent | {"sheets": 1}).status_code == 422
    for role in ("programme_manager", "leader", "analyst"):
        assert enter(role).get(reverse("keeping:periods")).status_code == 404


def downloaded(someone):
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    user = User.objects.get(person_id=someone.id)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    sent = client.get(reverse("keeping:download"))
    assert "no-store" in sent.headers["Cache-Control"]
    with ZipFile(io.BytesIO(sent.content)) as archive:
        found = json.loads(archive.read("data.json"))["tables"], archive.read("data.html").decode()
    page = client.get(reverse("keeping:own")).content.decode()
    return *found, page


def test_a_page_tells_values_in_words_and_leaves_empty_columns_out_while_the_file_keeps_both(house):
    user = User.objects.get(person_id=house.ana.id)
    Post.objects.filter(person=house.ana).update(working_share="0.500", attributes={"languages": "de|en"})
    tables, html, page = downloaded(house.ana)
    assert tables["account"]["rows"][0]["language"] == user.language == "en"
    assert {"share": "0.500", "languages": "de|en", "until": None}.items() <= tables["posts"]["rows"][0].items()
    for shown in (html, page):
        assert "50\u202f%" in shown and "German, English" in shown and "de|en" not in shown
        assert ">first day no longer employed<" not in shown


def test_everybody_downloads_what_is_held_on_them_and_nothing_about_others(house):
    full(house)
    tables, html, page = downloaded(house.ana)
    assert tables["person"]["rows"] == [
        {
            "name": "Ana Novak",
            "number": Identity.objects.get(person=house.ana).code,
            "address": "ana.novak@example.test",
        }
    ]
    assert WORD in {row["text"] for row in tables["sheets"]["rows"]}
    assert WORD in {row["text"] for row in tables["confidential"]["rows"]}
    assert {"Other"} <= {row["text"] for row in tables["sheets"]["rows"]}, "the partner's sheet is open to her"
    whole = json.dumps(tables, ensure_ascii=False) + html + page
    others = [name for name in Identity.objects.values_list("name", flat=True) if name != "Ana Novak"]
    codes = list(Identity.objects.exclude(person=house.ana).values_list("code", flat=True))
    letters = {row["text"] for row in tables.get("letters", {}).get("rows", [])}
    without_letters = json.dumps({key: rows for key, rows in tables.items() if key != "letters"}, ensure_ascii=False)
    assert not [name for name in others if name in without_letters], "letters to her name whom she meets"
    assert letters
    assert not [code for code in codes if code in whole]


def test_no_two_landmarks_of_the_page_have_the_same_name(house):
    full(house)
    _tables, _html, page = downloaded(house.ana)
    named = re.findall(r'aria-labelledby="([^"]+)"', page)
    assert named and len(named) == len(set(named))


def test_a_closed_sheet_of_the_partner_is_not_in_the_download(house):
    session = house.pair().sessions.get(week=1)
    fill(session, house.mentor, strengths="Ukulele")
    tables, html, _page = downloaded(house.ana)
    assert "Ukulele" not in json.dumps(tables) + html
    mine = downloaded(house.martin)[0]
    assert "Ukulele" in {row["text"] for row in mine["sheets"]["rows"]}


def test_what_was_written_to_a_contact_is_in_the_writer_s_file_alone(house):
    full(house)
    tanja = Identity.objects.get(name="Tanja Trost").person
    assert "confidential" not in downloaded(tanja)[0]


def test_somebody_outside_the_directory_gets_their_account(enter):
    with ZipFile(io.BytesIO(enter("analyst").get(reverse("keeping:download")).content)) as archive:
        tables = json.loads(archive.read("data.json"))["tables"]
    assert "account" in tables and "person" not in tables


def test_one_objects_by_the_page_and_takes_it_back(house):
    RosterEntry.objects.create(
        cohort=house.cohort, programme=house.programme, person=house.ana, started_on=date(2026, 3, 2)
    )
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    user = User.objects.get(person_id=house.ana.id)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("programmes:objection", args=[house.programme.id])
    assert "Your figures are left out" in client.post(address, follow=True).content.decode()
    client.post(address)
    assert house.programme.objections.count() == 1, "twice is once"
    assert "Your figures count." in client.post(address, {"take_back": "1"}, follow=True).content.decode()
    assert house.programme.objections.get().withdrawn_at is not None
    with pytest.raises(UnableToObject):
        object_to_measuring(programme=house.programme, actor=house.mentor, now=NOW)


def test_the_database_lets_one_objection_hold_at_a_time(house):
    RosterEntry.objects.create(
        cohort=house.cohort, programme=house.programme, person=house.ana, started_on=date(2026, 3, 2)
    )
    objection = object_to_measuring(programme=house.programme, actor=house.protege, now=NOW)
    withdraw_objection(programme=house.programme, actor=house.protege, now=NOW)
    again = object_to_measuring(programme=house.programme, actor=house.protege, now=NOW)
    assert again.id != objection.id
    with pytest.raises(IntegrityError):
        house.programme.objections.create(person=house.ana, at=timezone.now())


def test_ended_pairs_and_their_dates_stay_when_sheets_go(house):
    full(house)
    pair = house.programme.pairs.get()
    end_pair(pair=pair, actor=house.manager, now=NOW)
    services.sweep(now=NOW + timedelta(days=4000))
    pair.refresh_from_db()
    assert isinstance(pair.ended_at, datetime)
    assert Sheet.objects.filter(session__pair=pair).count() == 2
