"""The letters of a programme: worded anew, read before they leave, tried out, and shown as somebody reads them."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from mentorlift.jobs.work import drain
from mentorlift.people.models import Identity
from mentorlift.programmes import services
from mentorlift.programmes.letters import compose, kinds
from mentorlift.programmes.links import trial_id
from mentorlift.programmes.models import LetterPreviewed, LetterWording, Participation, TrialLetter
from mentorlift.programmes.queries.letter_readers import previewed_as
from mentorlift.programmes.queries.letters import (
    received_trial,
    rendered,
    unread,
    worded_letter,
    worded_letters,
)
from mentorlift.programmes.readiness import Act, missing_for
from mentorlift.programmes.rules.templates import TEMPLATES
from mentorlift.programmes.rules.wording import Fault, Found, faults
from mentorlift.programmes.services.setting_up import create_programme
from mentorlift.programmes.tests.builders import (
    NOW,
    STARTS_ON,
    TODAY,
    WHO,
    make_ready,
    people,
    person,
    programme,
)

THE_SET = {
    *("briefing", "invitation", "wish", "drawn_now", "drawn_later", "drawn_not", "mentor_named", "reminder"),
    *("session_missed", "mentor_replaced", "stopped", "closing"),
}
KNOWN = {"name", "link"}


def page(client, name, *arguments, **query):
    return client.get(reverse(f"programmes:{name}", args=arguments), query)


def test_the_set_is_complete():
    assert {kind.key for kind in kinds()} >= THE_SET


@pytest.mark.parametrize(
    ("subject", "body", "found"),
    [
        ("Hello", "Dear {name}: {link}", []),
        ("", "{link}", [Found("subject", 0, Fault.EMPTY)]),
        ("A\nB", "{link}", [Found("subject", 0, Fault.BREAK)]),
        ("Hello", "no link", [Found("body", 0, Fault.MISSING, "{link}")]),
        (
            "Hi {who}",
            "{link}\nand {nmae}\n} and {",
            [
                Found("subject", 1, Fault.UNKNOWN, "{who}"),
                Found("body", 2, Fault.UNKNOWN, "{nmae}"),
                Found("body", 3, Fault.BRACE, "}"),
                Found("body", 3, Fault.BRACE, "{"),
            ],
        ),
        ("Hi", "x" * 6001 + "{link}", [Found("body", 0, Fault.LONG, "6000")]),
        ("Hi", "{link} {}", [Found("body", 1, Fault.UNKNOWN, "{}")]),
        ("Hi", "{link} {{name}}", [Found("body", 1, Fault.BRACE, "{"), Found("body", 1, Fault.BRACE, "}")]),
    ],
)
def test_everything_that_is_wrong_with_a_text_is_found_at_once(subject, body, found):
    assert faults(subject, body, known=KNOWN, fixed={"link"}) == found


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.key)
def test_the_original_texts_use_what_they_name_and_nothing_else(kind):
    assert faults(str(kind.subject), str(kind.body), known=kind.placeholders, fixed=kind.fixed) == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", [code for code, _name in configured.LANGUAGES])
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_letter_can_be_read_in_every_form_and_language_before_anything_is_drawn(template, language):
    made = create_programme(
        template=template,
        name="Spring",
        purpose="ramp_up",
        purpose_text="So that it helps.",
        owner_id=person(1).id,
        **WHO,
    )
    for worded in worded_letters(made, language):
        shown = rendered(worded, made, person_id=None, now=NOW)
        assert not re.search(r"[{}‹›]|%\(|None", shown.subject + shown.body), shown
        assert "Spring" in shown.subject + shown.body or worded.kind.key not in THE_SET - {"wish"}
        assert shown.subject and "\n" not in shown.subject


@pytest.fixture
def listed(db):
    """Twelve people on a list, one of whom reports to somebody; a mentor is named."""
    made = programme(Participation.VOLUNTARY)
    boss = person(500, hired_on=NOW.date() - timedelta(days=900))
    people(11)
    person(12, manager=boss)
    make_ready(made)
    found = services.open_cohort(programme=made, name="March", starts_on=STARTS_ON, **WHO)
    services.fill_roster(cohort=found, on=TODAY, **WHO)
    services.nominate_mentors(programme=made, person_ids=[person(700).id], **WHO)
    made.refresh_from_db()
    return found


def test_each_letter_reads_as_any_of_its_readers_would_see_it(listed):
    made = listed.programme
    for worded in worded_letters(made, "en"):
        people_of_it = previewed_as(made, worded.kind, now=NOW)
        assert people_of_it or worded.kind.key == "trust_waits"  # nobody is named in this programme
        for one in people_of_it:
            shown = rendered(worded, made, person_id=one, now=NOW)
            assert not re.search(r"[{}‹›]", shown.subject + shown.body)
            assert shown.name == Identity.objects.get(person_id=one).name or "name" not in worded.kind.placeholders


def test_a_preview_opens_nobody_s_wish_and_nobody_s_offer(listed):
    services.ask_wishes(cohort=listed, closes_at=NOW + timedelta(days=3), **WHO)
    wish = listed.wishes.first()
    shown = rendered(worded_letter(listed.programme, "wish", "en"), listed.programme, person_id=wish.person_id, now=NOW)
    assert not re.search(r"/wish/[\w:-]{10,}", shown.body)
    assert "Would you like a mentor?" in shown.subject


def word(made, kind="briefing", **changes):
    texts = {"subject": "About {programme}", "body": "Dear {name}, this is about {programme}."}
    return services.word_letter(programme=made, kind=kind, language="en", **{**texts, **changes}, **WHO)


@pytest.mark.django_db
def test_a_wording_is_a_version_with_who_and_when_and_the_original_comes_back():
    made = programme()
    first = word(made)
    assert (first.version, first.written_by, first.written_at) == (1, "test", NOW)
    assert word(made) is None
    values = {"name": "Ana", "programme": made.name}
    assert compose(made, "briefing", values) == (f"About {made.name}", f"Dear Ana, this is about {made.name}.")
    assert services.restore_letter(programme=made, kind="briefing", language="en", **WHO).version == 2
    assert worded_letter(made, "briefing", "en").subject == "People of your team and “{programme}”"
    assert services.restore_letter(programme=made, kind="briefing", language="en", **WHO) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterWording.objects.filter(id=first.id).update(body="Otherwise")


@pytest.mark.django_db
def test_the_texts_of_the_original_are_the_way_back_to_it():
    made = programme()
    original = worded_letter(made, "briefing", "en")
    word(made)
    kept = word(made, subject=original.subject, body=original.body)
    assert kept.is_original
    assert not worded_letter(made, "briefing", "en").is_changed


@pytest.mark.django_db
def test_a_wording_is_of_one_programme_and_one_language():
    made, other = programme(), programme()
    word(made)
    services.word_letter(programme=made, kind="briefing", language="de", subject="Zu {programme}", body="Liebe", **WHO)
    assert not worded_letter(other, "briefing", "en").is_changed
    assert worded_letter(made, "briefing", "en").subject == "About {programme}"


@pytest.mark.django_db
def test_a_wording_with_faults_is_refused_with_all_of_them_and_nothing_is_kept():
    made = programme()
    with pytest.raises(services.UnableToWord) as refused:
        word(made, subject="{programe}", body="Dear {nmae}")
    assert len(refused.value.sentences) == 3
    assert "Text, line 1: {nmae}" in refused.value.sentences[1]
    assert not LetterWording.objects.exists()


@pytest.mark.django_db
def test_a_letter_worded_after_it_was_read_is_to_be_read_again():
    made = programme()
    before = unread(made, now=NOW)
    assert before.missing == before.letters
    read = [(one.kind.key, one.digest) for one in worded_letters(made, "en")]
    assert services.note_previews(programme=made, language="en", read=read, **WHO) == len(read)
    assert unread(made, now=NOW).missing == 0
    word(made)
    assert [one.kind.key for one in worded_letters(made, "en") if not one.is_read] == ["briefing"]
    # the old texts are no proof that the new ones were read, but they are once they are back
    assert services.note_previews(programme=made, language="en", read=read, **WHO) == len(read) - 1
    services.restore_letter(programme=made, kind="briefing", language="en", **WHO)
    assert unread(made, now=NOW).missing == 0
    assert LetterPreviewed.objects.filter(by="test").exists()


@pytest.mark.django_db
def test_a_test_letter_comes_to_whoever_asks_and_its_link_says_that_it_came(enter, client):
    manager, made = enter("programme_manager"), programme()
    manager.post(reverse("programmes:letter_test", args=[made.id, "drawn_now"]), {"language": "en"})
    drain()
    (letter,) = mail.outbox
    assert letter.to == [manager.user.email]
    assert letter.subject == "Test: You get a mentor now"
    link = re.search(r"https?://\S+/received/", letter.body)[0]
    address = link[link.index("/letter/") :]
    assert "I received it" in client.get(address).content.decode()
    assert received_trial(made) is None  # a mail server opens links by itself
    assert "it came" in client.post(address).content.decode()
    first = received_trial(made).received_at
    client.post(address)
    assert TrialLetter.objects.get().received_at == first
    assert client.get("/letter/made-up/received/").status_code == 404
    assert trial_id("made-up") is None


@pytest.mark.django_db
def test_nobody_is_invited_before_the_letters_were_read_and_one_came_nor_drawn_before_managers_know(listed):
    made = listed.programme

    def missing(act):
        return {condition.key for condition, _standing in missing_for(act, made, now=NOW)}

    LetterPreviewed.objects.all().delete()
    TrialLetter.objects.all().delete()
    assert missing(Act.INVITE) == {"letters_previewed", "test_letter"}
    assert "managers_briefed" in missing(Act.DRAW)
    read = [(one.kind.key, one.digest) for one in worded_letters(made, "en")]
    services.note_previews(programme=made, language="en", read=read, **WHO)
    services.brief_managers(programme=made, **WHO)
    TrialLetter.objects.create(programme=made, kind="wish", language="en", sent_at=NOW, sent_by="x", received_at=NOW)
    assert missing(Act.INVITE) == set()
    assert "managers_briefed" not in missing(Act.DRAW)


@pytest.mark.django_db
def test_pages_are_worded_by_whoever_runs_the_programme_and_read_by_its_readers(enter, listed):
    made = listed.programme
    LetterPreviewed.objects.all().delete()
    manager, analyst = enter("programme_manager"), enter("analyst")
    shown = page(manager, "letters", made.id).content.decode()
    assert "Invitation to mentor" in shown and "to be read" in shown
    assert "I have read them all" in page(manager, "letters_reading", made.id).content.decode()
    letter = page(manager, "letter", made.id, "drawn_now", **{"as": str(listed.roster.first().person_id)})
    assert "Keep this wording" in letter.content.decode() and "Person 0" in letter.content.decode()
    seen = page(analyst, "letter", made.id, "drawn_now").content.decode()
    assert "Keep this wording" not in seen and "Person 0" not in seen and "Alex Example" in seen
    refused = analyst.post(reverse("programmes:letter", args=[made.id, "drawn_now"]), {"subject": "x", "body": "y"})
    assert refused.status_code == 404
    assert page(manager, "letter", made.id, "no_such_letter").status_code == 404
    assert page(enter(), "letters", made.id).status_code == 404


@pytest.mark.django_db
def test_a_faulty_wording_stays_on_the_page_with_every_fault(enter, listed):
    client, address = enter("programme_manager"), reverse("programmes:letter", args=[listed.programme_id, "briefing"])
    answer = client.post(address, {"language": "en", "subject": "", "body": "Dear {nmae} of {programme}"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Subject: nothing stands there" in text and "{nmae} is not known" in text and "Dear {nmae}" in text
    kept = client.post(address, {"language": "en", "subject": "About {programme}", "body": "Dear {name}"}, follow=True)
    assert "Version 1" in kept.content.decode()
    restored = client.post(f"{address}original/", {"language": "en"}, follow=True).content.decode()
    assert "Back to the original." in restored


@pytest.mark.django_db
def test_reading_them_all_notes_those_that_were_shown(enter, listed):
    client, made = enter("programme_manager"), listed.programme
    LetterPreviewed.objects.all().delete()
    address = reverse("programmes:letters_reading", args=[made.id])
    read = re.findall(r'name="read" value="([^"]+)"', client.get(address).content.decode())
    word(made)
    answer = client.post(address, {"language": "en", "read": read}, follow=True).content.decode()
    assert f"{len(read) - 1} letters are noted as read" in answer and "worded anew meanwhile" in answer
