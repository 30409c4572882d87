"""The pages through HTTP: drafts, pairs and locks, as a programme manager makes them."""

from uuid import uuid4

import pytest
from django.urls import reverse

from mentorlift.jobs.work import drain
from mentorlift.matching.models import Draft, Hold
from mentorlift.matching.tests.browsing import get, post, text
from mentorlift.matching.tests.builders import POLICY, mentors
from mentorlift.mentorships.models import Pair

pytestmark = pytest.mark.django_db


def test_from_the_empty_page_to_published_pairs(town, petra):
    page = get(petra, "matching:programme", town.programme.id)
    assert "4 people wait for a mentor." in text(page)
    page = post(petra, "matching:drafts", town.cohort.id, "now")
    assert "Draft 1 is being worked out." in text(page)
    drain()
    page = get(petra, "matching:matching", town.cohort.id)
    assert "4 pairs, and no better set exists under your rules." in text(page)
    assert "strong in all that is wanted: renewals" in text(page)
    draft = Draft.objects.get()
    page = get(petra, "matching:publication", draft.id)
    assert "4 pairs to publish" in text(page)
    page = post(petra, "matching:publication", draft.id, protege=[str(town.mei.id)], starts_on="2100-03-01")
    assert "1 pair published" in text(page)
    assert Pair.objects.get().protege_id == town.mei.id
    assert "Publish the rest" in text(get(petra, "matching:draft", draft.id))


def test_a_draft_that_was_stopped_is_said_so_above_the_last_one(town, petra):
    from mentorlift.jobs.models import Job
    from mentorlift.jobs.services import cancel
    from mentorlift.matching.tests.builders import NOW

    town.draft()
    post(petra, "matching:drafts", town.cohort.id, "now")
    cancel(job_id=Job.objects.get(done_at=None, name="matching.run").id, actor_id="", now=NOW)
    page = text(get(petra, "matching:matching", town.cohort.id))
    assert "Draft 2 was not finished." in page and "4 pairs" in page


def test_never_claimed_above_people_without_a_mentor(town, petra):
    town.programme.mentor_offers.filter(person=town.ruth).delete()
    draft = town.draft()
    page = text(get(petra, "matching:draft", draft.id))
    assert "3 of 4 have a mentor; one is without." in page
    assert "no better set exists" not in page
    assert "Mei Tanaka" in page and "no language in common (2)" in page


def test_search_finds_either_side(town, petra):
    draft = town.draft()
    assert [row.protege.name for row in get(petra, "matching:draft", draft.id, q="ruth").context["rows"]] == [
        "Mei Tanaka"
    ]
    assert "Nobody of that name" in text(get(petra, "matching:draft", draft.id, q="zzz"))


def test_lock_unlock_and_keep_apart(town, petra):
    draft = town.draft()
    post(petra, "matching:hold", draft.id, town.mei.id, act="lock", mentor=str(town.ruth.id))
    assert Hold.objects.get(lifted_at=None).kind == "lock"
    post(petra, "matching:hold", draft.id, town.mei.id, act="lift", mentor=str(town.ruth.id))
    assert not Hold.objects.filter(lifted_at=None).exists()
    page = post(petra, "matching:hold", draft.id, town.luis.id, act="forbid", mentor=str(town.bea.id))
    assert "1 choice by hand since this draft." in text(page)
    page = get(petra, "matching:holds", town.cohort.id)
    assert "kept apart" in text(page)
    post(petra, "matching:hold_lifting", town.cohort.id, Hold.objects.get(lifted_at=None).id)
    assert not Hold.objects.filter(lifted_at=None).exists()


def test_choosing_another_mentor_shows_the_cost_and_makes_a_new_draft(town, petra):
    draft = town.draft()
    page = get(petra, "matching:mentor", draft.id, town.dele.id)
    assert "1 person fewer would have a mentor" in text(page)
    barred = post(petra, "matching:mentor", draft.id, town.mei.id, mentor=str(town.tom.id))
    assert "Choose somebody whom the rules allow." in text(barred)
    post(petra, "matching:mentor", draft.id, town.dele.id, mentor=str(town.bea.id))
    drain()
    second = Draft.objects.get(number=2)
    assert mentors(second)[town.dele.id] == town.bea.id
    assert "Compare with draft 1" in text(get(petra, "matching:matching", town.cohort.id))
    page = get(petra, "matching:comparison", second.id, draft.id)
    assert "2 people have another mentor than in draft 1." in text(page)


def test_whoever_has_a_mentor_by_now_is_led_back_to_the_draft(town, petra):
    draft = town.draft()
    town.publish(draft, [town.mei])
    page = get(petra, "matching:mentor", draft.id, town.mei.id)
    assert "Mei Tanaka has a mentor already" in text(page)
    assert petra.get(reverse("matching:mentor", args=[draft.id, uuid4()])).status_code == 404


def test_a_draft_that_was_refused_says_why(town, petra):
    town.draft(POLICY + '\n[[criterion]]\nkind = "same"\nfield = "shoe_size"\nweight = 1\n')
    page = text(get(petra, "matching:matching", town.cohort.id))
    assert "This draft could not be worked out." in page
    assert "shoe_size" in page


def test_a_new_mentor_for_a_pair_that_ended_is_chosen_among_the_allowed(town, petra):
    from mentorlift.matching.tests.builders import NOW
    from mentorlift.mentorships.services import end_pair

    draft = town.draft()
    opened = {pair.protege_id: pair for pair in town.publish(draft)}
    pair = opened[town.luis.id]
    end_pair(pair=pair, actor=town.manager, now=NOW)
    end_pair(pair=opened[town.ana.id], actor=town.manager, now=NOW)
    page = get(petra, "matching:successor", pair.id)
    assert [c.mentor.name for c in page.context["found"].allowed] == ["Tom Hill"]
    post(petra, "matching:successor", pair.id, mentor=str(town.tom.id))
    assert Pair.objects.get(protege=town.luis, ended_at=None).mentor_id == town.tom.id


def test_a_choice_locks_and_drafts_or_does_neither(town, petra, monkeypatch):
    from mentorlift.matching import services

    draft = town.draft()
    taken = draft.pairs.get(protege=town.luis).mentor_id
    other = next(m for m in (town.tom.id, town.bea.id) if m != taken)
    facts = {"draft": draft, "protege_id": town.luis.id, "on": draft.cohort.starts_on, "actor": town.manager}
    for wrong in (None, uuid4(), town.ana.id):
        with pytest.raises(services.UnableToChoose, match="whom the rules allow"):
            services.choose_mentor(**facts, mentor_id=wrong, now=draft.asked_at)

    def refuse(**_):
        raise services.UnableToDraft(["No draft today."])

    with monkeypatch.context() as broken:
        broken.setattr("mentorlift.matching.services.choosing.ask_for_draft", refuse)
        page = post(petra, "matching:mentor", draft.id, town.luis.id, mentor=str(other))
        assert "No draft today." in text(page)
    assert not Hold.objects.exists()
    page = post(petra, "matching:mentor", draft.id, town.luis.id, mentor=str(other))
    assert Hold.objects.get(protege=town.luis).mentor_id == other
    assert Draft.objects.count() == 2


def test_whom_a_rule_bars_cannot_be_put_into_a_pair_that_ended(town, petra):
    from mentorlift.matching.tests.builders import NOW
    from mentorlift.mentorships.services import end_pair

    pair = town.publish(town.draft(), [town.ana])[0]
    end_pair(pair=pair, actor=town.manager, now=NOW)
    for wrong in (str(town.bea.id), "nonsense", str(uuid4())):  # Bea leads Ana
        assert "Choose somebody whom the rules allow." in text(post(petra, "matching:successor", pair.id, mentor=wrong))
    assert Pair.objects.filter(ended_at=None).count() == 0


def test_a_draft_that_is_only_nearly_proved_says_by_how_much_another_could_be_better(town, petra):
    draft = town.draft()
    primal = draft.certificate["primal"]
    draft.certificate |= {"dual": primal + primal // 20_000, "gap": primal // 20_000, "optimal": False}
    draft.save(update_fields=["certificate"])
    page = text(petra.get(reverse("matching:draft", args=[draft.id])))
    assert "4 pairs, and no set scores more than 0.0050 % better." in page
    assert "at most 0.0050 % better" in page
    assert "would both rather swap." not in page
    assert "nothing better" not in page
