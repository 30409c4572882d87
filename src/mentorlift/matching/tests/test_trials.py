"""What if: asked of a draft, answered at once or in the background, and made a draft only when one says so."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentorlift.audit.models import AuditRecord
from mentorlift.jobs.work import drain
from mentorlift.matching import services
from mentorlift.matching.difference_words import difference
from mentorlift.matching.models import Draft, Hold, MatchPolicy, Trial
from mentorlift.matching.queries.drafts import latest_policy
from mentorlift.matching.rules import content_of, differences
from mentorlift.matching.services import trials as room
from mentorlift.matching.tests.builders import NOW, POLICY, Town, mentors
from mentorlift.people.models import Employment
from mentorlift.programmes.models import MentorOffer

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WITHOUT_LANGUAGE = POLICY.replace('[[rule]]\nkind = "shares-any"\nfield = "languages"\n\n', "")


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def petra(town):
    client = Client()
    client.force_login(town.user, backend=BACKEND)
    return client


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def ask(town, draft, toml=POLICY, two=None):
    fresh = Draft.objects.select_related("cohort__programme", "policy").get(id=draft.id)
    return services.ask_what_if(
        draft=fresh, toml=toml, two=two, actor=town.manager, now=timezone.now(), today=timezone.localdate()
    )


def moves(trial):
    return {one: (before, after) for one, before, after in trial.moves}


def test_the_answer_is_the_draft_one_would_get(town):
    Employment.objects.filter(person=town.ruth).update(exited_on=timezone.localdate())
    MentorOffer.objects.filter(person=town.bea).update(places=2)
    draft = town.draft()
    assert town.mei.id not in mentors(draft)
    trial = ask(town, draft, WITHOUT_LANGUAGE)
    assert trial.result["newly_placed"] == 1
    assert trial.result["pairs_after"] == trial.result["pairs_before"] + 1
    before, after = mentors(draft), mentors(town.draft(WITHOUT_LANGUAGE))
    assert moves(trial) == {
        str(one): (str(before[one]) if one in before else None, str(after[one]) if one in after else None)
        for one in before.keys() | after.keys()
        if before.get(one) != after.get(one)
    }


def test_nothing_follows_from_a_question(town):
    draft = town.draft()
    ask(town, draft, WITHOUT_LANGUAGE)
    assert latest_policy(town.programme).toml == POLICY
    assert (Draft.objects.count(), Hold.objects.count(), MatchPolicy.objects.count()) == (1, 0, 1)
    assert AuditRecord.objects.filter(action="matching.ask_what_if").count() == 1


def test_a_changed_pool_is_worked_out_anew_on_both_sides_and_said(town, petra):
    draft = town.draft()
    services.keep_apart(cohort=town.cohort, protege_id=town.luis.id, mentor_id=town.bea.id, actor=town.manager, now=NOW)
    trial = ask(town, draft)
    assert trial.result["is_fresh"]
    assert trial.moves == []  # the ban holds on both sides
    assert "worked out anew" in text(petra.get(reverse("matching:trial", args=[trial.id])))


def test_from_the_form_to_who_would_move_and_to_a_draft(town, petra):
    Employment.objects.filter(person=town.ruth).update(exited_on=timezone.localdate())
    MentorOffer.objects.filter(person=town.bea).update(places=2)
    draft = town.draft()
    page = petra.get(reverse("matching:draft", args=[draft.id]))
    assert "See who would move" in text(page)
    form = {"mode": "optimal", "objective": "coverage-then-score", "lottery": "2026-03-02", "rule_0": "on"}
    weights = {f"criterion_{k}": "1" for k in range(8)}
    spans = {f"{one}_{k}_{end}": "2" for one in ("rule", "criterion") for k in range(8) for end in ("low", "high")}
    hours = {f"rule_{k}_at_least": "2" for k in range(8)}
    sent = petra.post(reverse("matching:trials", args=[draft.id]), {**form, **weights, **spans, **hours}, follow=True)
    told = text(sent)
    assert "Mei Tanaka" in told and "the rule “no language in common” dropped" in told
    trial = Trial.objects.get()
    made = petra.post(reverse("matching:draft_of_trial", args=[trial.id]), follow=True)
    assert "Draft 2 is being worked out." in text(made)
    drain()
    assert town.mei.id in mentors(Draft.objects.get(number=2))


def test_a_swap_shows_its_cost_before_it_is_made(town, petra):
    draft = town.draft()
    address = reverse("matching:trials", args=[draft.id])
    sent = petra.post(address, {"protege": town.dele.id, "mentor": town.bea.id}, follow=True)
    told = text(sent)
    assert "If Dele Okafor had Bea Boss" in told
    assert "Luis Prado" in told and "less well than now" in told
    assert not Hold.objects.exists()
    petra.post(reverse("matching:draft_of_trial", args=[Trial.objects.get().id]))
    drain()
    assert Hold.objects.get().kind == "lock"
    assert mentors(Draft.objects.get(number=2))[town.dele.id] == town.bea.id


def test_a_swap_that_leaves_somebody_without_says_so(town, petra):
    draft = town.draft()
    sent = petra.post(
        reverse("matching:trials", args=[draft.id]), {"protege": town.luis.id, "mentor": town.ruth.id}, follow=True
    )
    assert "1 person fewer would have a mentor." in text(sent)


def test_two_whom_a_rule_bars_are_an_answer_without_a_swap(town, petra):
    draft = town.draft()
    sent = petra.post(
        reverse("matching:trials", args=[draft.id]), {"protege": town.mei.id, "mentor": town.tom.id}, follow=True
    )
    assert "There is no answer to this." in text(sent) and "breaks a rule" in text(sent)
    assert "Make this swap" not in text(sent)


def test_above_so_many_people_it_is_worked_out_in_the_background(town, petra, monkeypatch):
    draft = town.draft()
    monkeypatch.setattr(room, "AT_ONCE", 1)
    trial = ask(town, draft, WITHOUT_LANGUAGE)
    assert trial.computed_at is None
    address = reverse("matching:trial", args=[trial.id])
    assert "Working out who would move." in text(petra.get(address))
    drain()
    trial.refresh_from_db()
    assert trial.computed_at is not None
    assert "What if:" in text(petra.get(address))


def test_a_policy_with_faults_is_not_asked(town):
    draft = town.draft()
    with pytest.raises(services.UnableToTry, match="share-any"):
        ask(town, draft, POLICY.replace("shares-any", "share-any"))
    assert not Trial.objects.exists()


def test_a_column_that_nobody_has_is_told_as_the_reason(town):
    trial = ask(town, town.draft(), POLICY + '\n[[criterion]]\nkind = "same"\nfield = "shoe_size"\nweight = 1\n')
    assert "shoe_size" in str(trial.faults)


def test_only_the_latest_questions_of_a_draft_are_kept(town, monkeypatch):
    monkeypatch.setattr(room, "MOST_KEPT", 3)
    draft = town.draft()
    asked = [ask(town, draft) for _ in range(5)]
    assert set(Trial.objects.values_list("id", flat=True)) == {one.id for one in asked[-3:]}


def test_the_page_costs_the_same_queries_whoever_moves(town, petra):
    draft = town.draft()
    nobody, many = ask(town, draft), ask(town, draft, POLICY.replace("weight = 5", "weight = 0.001"))
    counts = []
    for trial in (nobody, many):
        trial.moves = trial.moves or [[str(town.ana.id), str(town.tom.id), None]]
        trial.save()
        with CaptureQueriesContext(connection) as found:
            petra.get(reverse("matching:trial", args=[trial.id]))
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_what_was_changed_is_said_in_words():
    before = content_of(POLICY)
    toml = WITHOUT_LANGUAGE.replace("weight = 5", "weight = 2").replace(
        'kind = "same"\nfield = "site"', 'kind = "same"\nfield = "team"'
    )
    found = [difference(one) for one in differences(before, content_of(toml.replace("2026-03-02", "other")))]
    assert found == [
        "another lottery text",
        "the rule “no language in common” dropped",
        "“Strong in what is wanted” from weight 5 to 2",
        "“Same site” not counted",
        "“Same team” counted, with weight 1",
    ]


def test_to_everybody_but_a_programme_manager_there_is_no_such_page(town, petra, enter):
    draft = town.draft()
    trial = ask(town, draft)
    for client in (enter("leader"), enter("analyst"), enter("administrator"), enter(person_id=town.ruth.id)):
        assert client.get(reverse("matching:trial", args=[trial.id])).status_code == 404
        assert client.post(reverse("matching:trials", args=[draft.id]), {}).status_code == 404
        assert client.post(reverse("matching:draft_of_trial", args=[trial.id])).status_code == 404
    assert petra.get(reverse("matching:trial", args=[trial.id])).status_code == 200
