"""What each person sees of a draw, and what nobody sees."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorlift.draws.models import Assignment, Draw, Preparation
from mentorlift.draws.tests.conftest import draw_now, without_triggers
from mentorlift.jobs.work import drain
from mentorlift.notifications.models import Message
from mentorlift.people.models import Identity
from mentorlift.programmes.models import StepAside
from mentorlift.programmes.services import leave_out
from mentorlift.science.lottery.verification import verify

SOON = timezone.localdate() + timedelta(days=10)


def look(client, name, *args, status=200):
    response = client.get(reverse(f"draws:{name}", args=args))
    assert response.status_code == status, response.status_code
    return " ".join(response.content.decode().split())


def send(client, name, cohort, **fields):
    return client.post(reverse(f"draws:{name}", args=[cohort.programme_id, cohort.id]), fields, follow=True)


def test_a_programme_manager_settles_draws_and_tells_people(build, enter):
    cohort = build(20, starts_on=SOON)
    manager = enter("programme_manager")
    assert "Settle what will be drawn" in look(manager, "cohort", cohort.programme_id, cohort.id)
    settled = send(
        manager, "preparation", cohort, mandatory=8, public_rule="date", public_on=timezone.localdate().isoformat()
    )
    assert "Hold the draw" in settled.content.decode()
    send(manager, "drawing", cohort)
    drain()
    page = look(manager, "cohort", cohort.programme_id, cohort.id)
    assert "8 now, 12 later" in page
    assert "all 20 people come out the same" in page
    assert "Are they alike?" in page
    send(manager, "letters", cohort)
    drain()
    subjects = list(Message.objects.filter(key__startswith="draw:").values_list("subject", flat=True))
    assert sorted(set(subjects)) == ["You are not in this round", "You get a mentor now"]
    assert len(subjects) == 20
    assert "Everybody drawn was written to" in look(manager, "cohort", cohort.programme_id, cohort.id)


def test_a_published_number_has_to_be_compared_before_it_decides(build, enter):
    cohort = build(20, starts_on=SOON)
    manager = enter("programme_manager")
    tomorrow = timezone.localdate() + timedelta(days=1)
    fields = {"mandatory": 8, "public_rule": "number", "public_on": tomorrow.isoformat()}
    refused = send(manager, "preparation", cohort, **fields)
    assert refused.status_code == 422
    assert "which published number decides" in refused.content.decode()
    waiting = send(manager, "preparation", cohort, public_source="State lottery", **fields)
    assert "The draw can be held from" in waiting.content.decode()
    early = send(manager, "drawing", cohort, public_value="1 2 3", compared="on")
    assert "has not come yet" in early.content.decode()
    assert send(manager, "drawing", cohort, public_value="1 2 3").status_code == 422
    assert not Draw.objects.exists()


@pytest.mark.parametrize("role", ["leader", "analyst", "administrator"])
def test_readers_see_the_draw_and_can_change_nothing(build, enter, role):
    cohort = build(20, starts_on=SOON)
    reader = enter(role)
    assert "Not prepared yet" in look(reader, "cohort", cohort.programme_id, cohort.id)
    for name in ("preparation", "drawing", "letters"):
        assert send(reader, name, cohort, mandatory=8).status_code == 404
    assert not Preparation.objects.exists()


def test_people_without_a_role_do_not_find_the_page_of_those_who_run_it(drawn, enter):
    cohort = drawn.cohort
    look(enter(), "cohort", cohort.programme_id, cohort.id, status=404)
    look(enter(), "list", cohort.programme_id, status=404)


def test_anybody_with_the_link_can_check_the_draw_and_take_the_files(drawn):
    page = look(Client(), "public", drawn.preparation_id)
    assert "all 20 people come out the same" in page
    assert drawn.preparation.commitment in page
    assert drawn.preparation.secret in page
    record = json.loads(Client().get(reverse("draws:record", args=[drawn.preparation_id])).content)
    listed = Client().get(reverse("draws:listing", args=[drawn.preparation_id])).content.decode()
    assert verify(record, list(csv.DictReader(io.StringIO(listed)))).verifies


def test_before_the_draw_the_public_page_shows_the_check_codes_and_not_the_secret(build, enter):
    cohort = build(20, starts_on=SOON)
    manager = enter("programme_manager")
    send(manager, "preparation", cohort, mandatory=8, public_rule="date", public_on=SOON.isoformat())
    prepared = Preparation.objects.get(cohort=cohort)
    page = look(Client(), "public", prepared.id)
    assert prepared.commitment in page
    assert prepared.list_hash in page
    assert prepared.secret not in page
    assert Client().get(reverse("draws:record", args=[prepared.id])).status_code == 404


def test_no_public_page_or_file_names_a_person_or_a_site(drawn):
    names = set(Identity.objects.values_list("name", flat=True))
    ids = {str(person) for person in Assignment.objects.values_list("person_id", flat=True)}
    for name in ("public", "record", "listing"):
        content = Client().get(reverse(f"draws:{name}", args=[drawn.preparation_id])).content.decode()
        assert not any(word in content for word in names | ids)
        assert drawn.preparation.salt not in content


def test_everybody_drawn_reads_how_and_that_it_says_nothing_about_them(build, enter):
    cohort = build(20, serves_on=SOON + timedelta(weeks=26), starts_on=SOON)
    drawn = draw_now(cohort, mandatory=8)
    for arm, words in (("mentored", "You get a mentor now"), ("later", "You get a mentor later")):
        own = drawn.assignments.filter(arm=arm).first()
        page = look(enter(person_id=own.person_id), "own", cohort.programme_id)
        assert words in page
        assert own.code in page
        assert "This says nothing about you." in page
        assert "Olga Owner" in page


def test_without_a_later_date_nobody_is_promised_one(drawn, enter):
    own = drawn.assignments.filter(arm="later").first()
    page = look(enter(person_id=own.person_id), "own", drawn.cohort.programme_id)
    assert "You are not in this round" in page
    assert "No later date is set" in page


def test_who_did_not_say_yes_reads_that_they_were_not_in_the_draw(build, enter):
    cohort = build(30, wishes=["yes"] * 8 + ["no"] * 7, starts_on=SOON)
    draw_now(cohort, mandatory=6, voluntary=3)
    declined = cohort.wishes.filter(answer="no").first()
    page = look(enter(person_id=declined.person_id), "own", cohort.programme_id)
    assert "so your name was not" in page
    assert "Your line in the list" not in page


def test_before_the_draw_everybody_reads_how_far_it_is(build, enter):
    cohort = build(20, starts_on=SOON, frozen=False)
    listed = enter(person_id=cohort.roster.first().person_id)
    assert "which is still open" in look(listed, "own", cohort.programme_id)


def test_whoever_waits_reads_places_people_and_what_they_keep(drawn, enter):
    rows = drawn.assignments
    places, people = rows.filter(arm="mentored").count(), rows.count()
    own = rows.filter(arm="later").first()
    page = look(enter(person_id=own.person_id), "own", drawn.cohort.programme_id)
    assert f"There are {places} places at first for {people} people" in page
    assert "Nothing is taken away" in page
    assert "not in this round" in page
    mentored = rows.filter(arm="mentored").first()
    assert "Nothing is taken away" not in look(enter(person_id=mentored.person_id), "own", drawn.cohort.programme_id)


def test_places_are_told_as_soon_as_they_are_settled(build, enter):
    cohort = build(20, starts_on=SOON)
    settled = {"mandatory": 8, "public_rule": "date", "public_on": SOON.isoformat()}
    send(enter("programme_manager"), "preparation", cohort, **settled)
    page = look(enter(person_id=cohort.roster.first().person_id), "own", cohort.programme_id)
    assert "There are 8 places at first for 20 people" in page


def test_whoever_withdrew_reads_that_nothing_follows_from_it(drawn, enter):
    own = drawn.assignments.filter(arm="mentored").first()
    programme = drawn.cohort.programme
    facts = {"programme": programme, "person_id": own.person_id, "on": SOON, "at": timezone.now(), "by": "test"}
    StepAside.objects.create(kind=StepAside.Kind.WITHDREW, **facts)
    page = look(enter(person_id=own.person_id), "own", programme.id)
    assert "you would rather not take part. That is fine and has no consequence." in page


def test_whoever_was_left_out_reads_the_reason_and_that_it_judges_nobody(build, enter):
    cohort = build(20, starts_on=SOON, frozen=False)
    person = cohort.roster.first().person_id
    leave_out(cohort=cohort, person_id=person, reason="works elsewhere", actor_id="test", now=timezone.now())
    page = look(enter(person_id=person), "own", cohort.programme_id)
    assert "works elsewhere" in page
    assert "no judgement of you" in page
    assert "Olga Owner" in page


def test_nobody_outside_the_list_has_a_page_of_their_own(drawn, enter):
    look(enter("programme_manager"), "own", drawn.cohort.programme_id, status=404)
    look(enter(), "own", drawn.cohort.programme_id, status=404)


def test_participants_never_read_the_words_of_the_statistician(drawn, enter):
    own = drawn.assignments.first()
    for page in (
        look(enter(person_id=own.person_id), "own", drawn.cohort.programme_id),
        look(Client(), "public", drawn.preparation_id),
    ):
        for word in ("stratum", "control group", "treatment", "randomis", "branch"):
            assert word not in page.lower()


def test_the_next_intake_is_proposed_so_that_the_share_of_all_stays(build, enter):
    first = build(21, starts_on=SOON)
    draw_now(first, mandatory=8)
    second = build(21, programme=first.programme, starts_on=SOON)
    page = look(enter("programme_manager"), "cohort", second.programme_id, second.id)
    assert 'name="mandatory" value="8"' in page


def test_a_tampered_draw_shouts_on_the_public_page(drawn):
    moved = drawn.assignments.filter(arm="later").first()
    without_triggers("draws_assignment", "UPDATE draws_assignment SET arm = 'mentored' WHERE id = %s", (moved.id,))
    page = look(Client(), "public", drawn.preparation_id)
    assert "This draw does not verify." in page
    assert moved.code in page


def test_no_page_tells_how_many_said_yes_at_a_site_or_in_a_team(build, enter):
    cohort = build(40, wishes=["yes"] * 14 + ["no"] * 8, starts_on=SOON)
    draw_now(cohort, mandatory=8, voluntary=6)
    page = look(enter("leader"), "cohort", cohort.programme_id, cohort.id)
    rows = [row.split("</tr>")[0] for row in page.split("<tr>") if "said yes" in row.split("</tr>")[0]]
    assert len(rows) > 1
    groups = [row for row in rows if "<svg" not in row]
    assert len(groups) == 1
    assert "not shown" in groups[0]
    assert not any("team = " in row or "%" in row for row in rows)
