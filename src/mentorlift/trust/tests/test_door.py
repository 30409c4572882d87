"""Who can write to whom, who reads it, and who learns nothing."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from mentorlift.accounts.models import User
from mentorlift.audit.models import AuditRecord
from mentorlift.jobs.models import Job
from mentorlift.jobs.work import drain
from mentorlift.mentorships.sealing import UnableToRead
from mentorlift.mentorships.services import reseal_sheets
from mentorlift.mentorships.tests.builders import NOW, House, actor_for, person, user_of
from mentorlift.notifications.models import Message
from mentorlift.people.models import Identity, Post
from mentorlift.programmes.readiness import Act, missing_for
from mentorlift.trust import queries, services
from mentorlift.trust.models import Matter, Text, TrustedContact
from mentorlift.trust.sealing import unseal

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
WORD = "Xylophone"


class Trusting(House):
    """Tanja is the trusted contact, Dana her deputy; Ana and Martin are a pair."""

    def __init__(self):
        super().__init__()
        self.tanja, self.dana = person("Tanja Trost", team="Works council"), person("Dana Weber", team="Personnel")
        self.named = self.name(self.tanja)
        self.met = self.pair()
        self.contact = actor_for(user_of(self.tanja))

    def name(self, someone, *, deputy=False):
        return services.name_contact(
            programme=self.programme, person_id=someone.id, is_deputy=deputy, actor=self.manager, now=NOW, today=TODAY
        )

    def write(self, text=f"{WORD} every morning", *, to=None, now=NOW):
        return services.begin(contact=to or self.named, text=text, actor=self.protege, now=now)


@pytest.fixture
def house(db):
    return Trusting()


def client_of(someone):
    client = Client(headers={"host": "localhost"})
    client.force_login(
        User.objects.get(person_id=someone.id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_the_two_read_what_was_written_and_nobody_else(house):
    matter = house.write()
    services.answer(matter=matter, text="I listen.", actor=house.contact, now=NOW + timedelta(hours=1))
    for actor in (house.protege, house.contact):
        assert {one.text for one in queries.texts_of(actor, matter)} == {f"{WORD} every morning", "I listen."}
    for other in (house.manager, house.mentor, actor_for(user_of(person("Ada Admin")), "administrator", "analyst")):
        assert queries.matter_of(other, matter.id) is None
        assert queries.lines(other, [matter]) == []
        with pytest.raises(LookupError):
            queries.texts_of(other, matter)


def test_the_text_lies_nowhere_in_the_clear_and_opens_in_its_own_matter_alone(house):
    matter, other = house.write(), house.write("something else")
    text = Text.objects.get(matter=matter)
    assert WORD.encode() not in bytes(text.sealed)
    with pytest.raises(UnableToRead):
        unseal(text.sealed, matter_id=other.id, author_id=text.author_id)
    with pytest.raises(UnableToRead):
        unseal(text.sealed, matter_id=matter.id, author_id=house.tanja.id)


def test_whoever_runs_the_programme_or_the_installation_does_not_even_learn_that_somebody_wrote(house):
    before = AuditRecord.objects.count()
    house.write()
    assert AuditRecord.objects.count() == before
    drain()
    assert (
        not Job.objects.exclude(requested_by="")
        .filter(created_at__gte=NOW, requested_by=house.protege.user_id)
        .exists()
    )
    assert not Message.objects.filter(actor_id=house.protege.user_id, key__startswith="trust").exists()
    admin = person("Ada Admin")
    user_of(admin, "administrator", "programme_manager")
    client = client_of(admin)
    matter = Matter.objects.get()
    pages = ["/", reverse("trust:contacts", args=[house.programme.id]), reverse("audit:records"), reverse("jobs:list")]
    for page in pages:
        shown = client.get(page).content.decode()
        assert WORD not in shown and str(matter.id) not in shown, page
    assert client.get(reverse("trust:matter", args=[matter.id])).status_code == 404
    assert client.get(reverse("trust:inbox")).status_code == 404


def test_the_letter_names_neither_programme_nor_writer_nor_a_word(house):
    house.write()
    house.write("and one more thing")
    drain()
    mine = [sent for sent in mail.outbox if "tanja.trost@example.test" in sent.to]
    assert len(mine) == 1, "two matters in one hour are one letter"
    whole = mine[0].subject + mine[0].body
    assert mine[0].subject == "Something waits for you"
    assert not [word for word in (WORD, "Ana", house.programme.name) if word in whole]


def test_a_new_contact_cannot_read_what_was_written_before_and_the_old_one_gets_nothing_new(house):
    matter = house.write()
    house.name(house.dana)
    dana = actor_for(user_of(house.dana))
    assert queries.matter_of(dana, matter.id) is None
    assert list(queries.written_to(dana)) == []
    assert queries.matter_of(house.contact, matter.id) == matter
    with pytest.raises(services.UnableToWrite, match="Somebody else"):
        house.write(to=TrustedContact.objects.get(person=house.tanja))


def test_a_deputy_reads_only_what_was_written_to_the_deputy(house):
    deputy = house.name(house.dana, deputy=True)
    matter, to_deputy = house.write(), house.write(to=deputy)
    dana = actor_for(user_of(house.dana))
    assert queries.matter_of(dana, matter.id) is None
    assert queries.matter_of(dana, to_deputy.id) == to_deputy
    assert queries.matter_of(house.contact, to_deputy.id) is None


@pytest.mark.parametrize(
    ("who", "fault"),
    [
        ("boss", "reports to this person"),
        ("petra", "owns the programme"),
        ("ana", "takes part"),
        ("martin", "takes part"),
    ],
)
def test_nobody_in_the_line_can_be_named(house, who, fault):
    with pytest.raises(services.UnableToName, match=fault):
        house.name(getattr(house, who))


def test_somebody_above_a_manager_of_the_list_cannot_be_named_either(house):
    top = person("Gerd Groß")
    Post.objects.filter(person=house.boss).update(manager=top)
    with pytest.raises(services.UnableToName, match="reports to this person"):
        house.name(top)


def test_when_the_chart_changes_the_owner_is_told_once_and_the_start_is_held_up(house):
    assert services.warn_of_changed_lines(now=NOW, today=TODAY) == 0
    assert "trusted_contact" not in {one.key for one, _ in missing_for(Act.INVITE, house.programme, now=NOW)}
    Post.objects.filter(person=house.boss).update(manager=house.tanja)
    for hours in (0, 6):
        assert services.warn_of_changed_lines(now=NOW + timedelta(hours=hours), today=TODAY) == 1
    assert Message.objects.filter(key=f"trust_line:{house.named.id}", to="petra.lang@example.test").count() == 1
    assert "trusted_contact" in {one.key for one, _ in missing_for(Act.INVITE, house.programme, now=NOW)}


def test_inviting_waits_for_a_trusted_contact(house):
    TrustedContact.objects.update(ended_at=NOW)
    found = {one.key: state for one, state in missing_for(Act.INVITE, house.programme, now=NOW)}
    assert found["trusted_contact"].url == reverse("trust:contacts", args=[house.programme.id])


def test_only_people_of_the_programme_write(house):
    stranger = actor_for(user_of(person("Stella Fremd")))
    with pytest.raises(services.UnableToWrite, match="take part"):
        services.begin(contact=house.named, text="x", actor=stranger, now=NOW)
    assert not Matter.objects.exists()


@pytest.mark.parametrize(("text", "fault"), [("  \n", "nothing in it"), ("a" * 4001, "4,000")])
def test_an_empty_and_a_too_long_text_are_refused(house, text, fault):
    with pytest.raises(services.UnableToWrite, match=fault):
        house.write(text)


def test_what_is_settled_opens_again_when_one_writes_on_and_the_writer_can_delete_it(house):
    matter = house.write()
    services.settle(matter=matter, actor=house.protege, now=NOW)
    matter.refresh_from_db()
    assert matter.settled_at is None, "only the contact settles"
    services.settle(matter=matter, actor=house.contact, now=NOW)
    matter.refresh_from_db()
    assert matter.settled_at == NOW
    services.answer(matter=matter, text="It came back.", actor=house.protege, now=NOW)
    matter.refresh_from_db()
    assert matter.settled_at is None
    services.take_back(matter=matter, actor=house.contact)
    assert Matter.objects.exists()
    services.take_back(matter=matter, actor=house.protege)
    assert not Text.objects.exists()


def test_an_erased_writer_takes_everything_along(house):
    house.write()
    Identity.objects.filter(person=house.ana).delete()
    assert services.remove_of_erased() > 0
    assert not Matter.objects.exists()


def test_a_change_of_keys_seals_messages_too(house, settings):
    matter = house.write()
    old = settings.SHEET_KEY
    settings.SHEET_KEY = f"new,{old}"
    reseal_sheets(now=NOW)
    settings.SHEET_KEY = "new"
    assert queries.texts_of(house.protege, matter)[0].text == f"{WORD} every morning"


def test_the_pages_write_answer_settle_and_leave_no_copy(house):
    ana, tanja = client_of(house.ana), client_of(house.tanja)
    address = reverse("trust:door", args=[house.programme.id])
    assert "Tanja Trost" in ana.get(address).content.decode()
    sent = ana.post(address, {"to": str(house.named.id), "text": WORD}, follow=True)
    assert WORD in sent.content.decode()
    assert "no-store" in sent.headers["Cache-Control"]
    inbox = tanja.get(reverse("trust:inbox")).content.decode()
    assert "Ana Novak" in inbox and WORD not in inbox
    assert "Something waits for you in confidence" in tanja.get("/").content.decode()
    matter = reverse("trust:matter", args=[Matter.objects.get().id])
    assert WORD in tanja.get(matter).content.decode()
    tanja.post(matter, {"text": "I listen."})
    assert "I listen." in ana.get(matter).content.decode()
    tanja.post(reverse("trust:settlement", args=[Matter.objects.get().id]))
    assert "Settled on" in ana.get(matter).content.decode()
    assert client_of(house.martin).get(matter).status_code == 404


def test_pair_page_and_today_lead_to_the_door(house):
    ana = client_of(house.ana)
    address = reverse("trust:door", args=[house.programme.id])
    for page in ("/", reverse("mentorships:pair", args=[house.met.id])):
        assert address in ana.get(page).content.decode()


def test_a_programme_manager_names_by_the_page(house):
    petra = client_of(house.petra)
    address = reverse("trust:contacts", args=[house.programme.id])
    refused = petra.post(address, {"who": "Boris Boss", "place": "contact"})
    assert refused.status_code == 422 and "reports to this person" in refused.content.decode()
    assert petra.post(address, {"who": "Dana Weber", "place": "deputy"}).status_code == 302
    assert [one.name for one in queries.contacts_of(house.programme)] == ["Tanja Trost", "Dana Weber"]
    petra.post(reverse("trust:deputy_ending", args=[house.programme.id]))
    assert [one.name for one in queries.contacts_of(house.programme)] == ["Tanja Trost"]
