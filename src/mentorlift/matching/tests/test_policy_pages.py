"""The policy on a page and as a file, its history, and drafts of more people than a page holds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentorlift.draws.models import Assignment, Draw
from mentorlift.draws.rules import MENTORED
from mentorlift.matching.models import Draft, MatchPolicy
from mentorlift.matching.tests.browsing import get, post, text
from mentorlift.matching.tests.builders import POLICY, somebody
from mentorlift.mentorships.models import Pair

pytestmark = pytest.mark.django_db


def test_a_policy_can_be_brought_as_a_file_and_faults_keep_what_was_sent(town, petra):
    from django.core.files.uploadedfile import SimpleUploadedFile

    def bring(content):
        file = SimpleUploadedFile("policy.toml", content)
        return post(petra, "matching:policy_file", town.cohort.id, toml="", file=file)

    page = bring(POLICY.replace("weight = 5", "weight = -5").encode())
    assert "policy.toml:17:weight" in text(page) and "weight = -5" in page.content.decode()
    assert "not text in UTF-8" in text(bring(b"\xff\xfe\x00"))
    assert "far longer than any policy" in text(bring(b"#" * 90_000))
    assert "Write the policy, or choose a file." in text(post(petra, "matching:policy_file", town.cohort.id, toml=" "))
    assert not MatchPolicy.objects.exists()
    assert "Kept as version 1." in text(bring(b"\xef\xbb\xbf" + POLICY.encode()))
    assert MatchPolicy.objects.get().toml == POLICY


def test_the_history_says_what_each_version_changed_and_what_was_published(town, petra):
    town.publish(town.draft(), [town.mei])
    town.policy(POLICY.replace("weight = 5", "weight = 7"))
    page = text(get(petra, "matching:policy", town.cohort.id))
    assert "1 pair published under it, on" in page
    assert "“Strong in what is wanted” from weight 5 to 7" in page and "no draft made with it" in page


def test_the_history_costs_the_same_queries_however_long(town, petra):
    town.policy()
    get(petra, "matching:policy", town.cohort.id)  # what is kept in memory is kept now
    with CaptureQueriesContext(connection) as few:
        get(petra, "matching:policy", town.cohort.id)
    for weight in range(6, 30):
        town.policy(POLICY.replace("weight = 5", f"weight = {weight}"))
    with CaptureQueriesContext(connection) as many:
        page = get(petra, "matching:policy", town.cohort.id)
    assert len(many) == len(few)
    assert "page 1 of 2" in text(page)


def test_the_groups_that_are_counted_are_chosen_on_the_form_and_stand_in_the_file(town, petra):
    town.policy()
    page = get(petra, "matching:policy", town.cohort.id)
    form = page.context["form"]
    assert form.initial["groups"] == ["team", "site"]
    data = {"mode": "optimal", "objective": "score", "lottery": "x", "groups": ["site", "role"]}
    numbers = [
        name for name in form.fields if name.startswith("criterion") or name.endswith(("at_least", "_low", "_high"))
    ]
    data |= {name: str(form.fields[name].initial) for name in numbers}
    assert "Kept as version 2." in text(post(petra, "matching:policy", town.cohort.id, **data))
    assert 'groups = ["site", "role"]' in MatchPolicy.objects.get(version=2).toml
    assert get(petra, "matching:policy", town.cohort.id).context["form"].initial["groups"] == ["site", "role"]


def test_a_long_draft_is_published_whole_or_by_what_is_ticked(town, petra, monkeypatch):
    from mentorlift.matching.queries import draft_pairs

    draft = town.draft()
    monkeypatch.setattr(draft_pairs, "A_PAGE", 2)
    page = get(petra, "matching:publication", draft.id)
    assert "all 4 pairs not published yet" in text(page) and "page 1 of 2" in text(page)
    assert "Luis Prado" in text(get(petra, "matching:publication", draft.id, q="luis"))
    post(petra, "matching:publication", draft.id, protege=[str(town.mei.id)], starts_on="2100-03-01", scope="ticked")
    assert Pair.objects.count() == 1
    done = post(petra, "matching:publication", draft.id, starts_on="2100-03-01", scope="all")
    assert "3 pairs published" in text(done)


def test_whom_a_draft_leaves_without_is_paged_and_searched(town, petra):
    drawn = Draw.objects.get()
    for number in range(12):
        learner = somebody(f"Learner {number:02}")
        Assignment.objects.create(
            draw=drawn, person=learner, code=f"x{number}", arm=MENTORED, branch="mandatory", stratum="s"
        )
    draft = town.draft()
    page = text(get(petra, "matching:draft", draft.id))
    assert "All 12 without a mentor" in page
    left = get(petra, "matching:unplaced", draft.id, "protege")
    assert left.context["page"].paginator.count == 12
    name = left.context["page"].object_list[0].who.name
    found = get(petra, "matching:unplaced", draft.id, "protege", q=name)
    assert [row.who.name for row in found.context["page"]] == [name]
    assert "Nobody of that name." in text(get(petra, "matching:unplaced", draft.id, "protege", q="zzz"))
    assert petra.get(reverse("matching:unplaced", args=[draft.id, "boss"])).status_code == 404


def test_the_comparison_is_searched_by_either_mentor(town, petra):
    first = town.draft()
    town.draft(POLICY.replace('[[rule]]\nkind = "shares-any"\nfield = "languages"\n', ""))
    second = Draft.objects.get(number=2)
    page = get(petra, "matching:comparison", second.id, first.id)
    for move in page.context["found"].moves:
        asked = get(petra, "matching:comparison", second.id, first.id, q=move.protege.name)
        assert [one.protege.name for one in asked.context["found"].moves] == [move.protege.name]
    assert not get(petra, "matching:comparison", second.id, first.id, q="zzz").context["found"].moves.object_list
