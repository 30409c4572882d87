"""The pages through HTTP: what a programme manager does, and that nobody else finds them."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentorlift.draws.models import Assignment, Draw
from mentorlift.draws.rules import MENTORED
from mentorlift.jobs.work import drain
from mentorlift.matching.models import Draft, Hold, MatchPolicy
from mentorlift.matching.queries.pool import columns_here, gather
from mentorlift.matching.tests.builders import POLICY, STARTS_ON, Town, mentors, somebody
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.tests.builders import offer
from mentorlift.people.models import Employment, Post

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def petra(town):
    client = Client()
    client.force_login(town.user, backend=BACKEND)
    return client


def text(response):
    """The page as one reads it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def post(client, name, *arguments, **data):
    return client.post(reverse(name, args=arguments), data, follow=True)


def get(client, name, *arguments, **query):
    return client.get(reverse(name, args=arguments), query, follow=True)


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


def test_the_pool_can_be_read_before_there_is_a_draft(town, petra):
    page = text(get(petra, "matching:pool", town.cohort.id, "now"))
    assert "4 people wait for a mentor. Free places: 4." in page
    assert "Tom Hill" in page and "2 of 2 free" in page and "wants to learn: calls, price" in page


def test_the_pool_is_paged_and_searched_on_each_side(town, petra):
    page = "matching:pool", town.cohort.id, "now"
    with CaptureQueriesContext(connection) as few:
        get(petra, *page)
    drawn = Draw.objects.get()
    for number in range(55):
        learner, mentor = somebody(f"Learner {number:02}"), somebody(f"Mentor {number:02}")
        Assignment.objects.create(
            draw=drawn, person=learner, code=f"x{number}", arm=MENTORED, branch="mandatory", stratum="s"
        )
        offer(town.programme, mentor, places=2)
    with CaptureQueriesContext(connection) as many:
        first = text(get(petra, *page))
    assert len(many) == len(few)
    assert "59 people wait for a mentor. Free places: 114." in first
    assert "Learner 10" in first and "Mentor 10" in first and "Learner 54" not in first and "Tom Hill" not in first
    second = text(get(petra, *page, mentors="2"))
    assert "Tom Hill" in second and "Learner 10" in second
    found = text(get(petra, *page, q="learner 54"))
    assert "Learner 54" in found and "Learner 10" not in found and "Nobody of that name." in found
    assert "59 people wait" in found


def test_the_first_page_counts_and_offers_what_a_draft_would_find(town, petra):
    left = Employment.objects.filter(person=town.dele)
    left.update(exited_on=STARTS_ON)
    Employment.objects.filter(person=town.tom).update(exited_on=STARTS_ON)
    page = get(petra, "matching:matching", town.cohort.id)
    assert "3 people wait for a mentor." in text(page)
    gathered = gather(town.cohort, "now", on=STARTS_ON)
    assert page.context["waiting"] == len(gathered.proteges.rows)
    assert page.context["mentors"] == len(gathered.mentors.rows)
    free = gathered.mentors.columns.index("capacity")
    assert page.context["places"] == sum(int(cells[free]) for _row, cells in gathered.mentors.rows)
    Post.objects.filter(person=town.tom).update(attributes={"hobby": "chess"})
    Post.objects.filter(person=town.ruth).update(attributes={"badge": "x", "empty": ""})
    columns = columns_here(town.cohort, "now", on=STARTS_ON)
    assert {"badge", "languages", "wants_to_learn", "capacity"} <= columns
    assert not {"hobby", "empty", "topics"} & columns


def test_those_drawn_for_later_without_a_day_are_not_in_this_round(town, petra):
    assert "Not in this round" in text(get(petra, "matching:group", town.cohort.id, "later"))


def test_a_draft_that_was_stopped_is_said_so_above_the_last_one(town, petra):
    from mentorlift.jobs.models import Job
    from mentorlift.jobs.services import cancel
    from mentorlift.matching.tests.builders import NOW

    town.draft()
    post(petra, "matching:drafts", town.cohort.id, "now")
    cancel(job_id=Job.objects.get(done_at=None, name="matching.run").id, actor_id="", now=NOW)
    page = text(get(petra, "matching:matching", town.cohort.id))
    assert "Draft 2 was not finished." in page and "4 pairs" in page


def test_a_first_policy_counts_what_the_people_have(town, petra):
    post(petra, "matching:drafts", town.cohort.id, "now")
    toml = MatchPolicy.objects.get().toml
    assert 'needs = "wants_to_learn"' in toml
    assert 'kind = "overlap-hours"' in toml
    assert "performance" not in toml


def test_never_claimed_above_people_without_a_mentor(town, petra):
    town.programme.mentor_offers.filter(person=town.ruth).delete()
    draft = town.draft()
    page = text(get(petra, "matching:draft", draft.id))
    assert "3 of 4 have a mentor; one is without." in page
    assert "no better set exists" not in page
    assert "Mei Tanaka" in page and "no language in common (2)" in page


def test_moving_a_weight_makes_a_version_and_a_draft(town, petra):
    town.draft()
    page = get(petra, "matching:matching", town.cohort.id)
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not False}
    values["criterion_0"] = 9
    post(petra, "matching:drafts", town.cohort.id, "now", **values)
    drain()
    assert MatchPolicy.objects.count() == 2
    assert "weight = 9" in MatchPolicy.objects.order_by("-version").first().toml
    assert Draft.objects.count() == 2


def test_a_weight_beyond_the_scale_is_refused_beside_its_field(town, petra):
    town.draft()
    form = get(petra, "matching:matching", town.cohort.id).context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not False}
    response = petra.post(reverse("matching:drafts", args=[town.cohort.id, "now"]), values | {"criterion_0": 99})
    assert response.status_code == 422
    assert Draft.objects.count() == 1


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


def test_a_policy_file_with_faults_shows_them_all_and_keeps_the_text(town, petra):
    bad = POLICY.replace("weight = 5", "weight = -5").replace("shares-any", "share-any")
    page = post(petra, "matching:policy_file", town.cohort.id, toml=bad)
    assert "policy.toml:10:kind" in text(page) and "policy.toml:17:weight" in text(page)
    assert "share-any" in page.content.decode()
    page = post(petra, "matching:policy_file", town.cohort.id, toml=POLICY)
    assert "Kept as version 1." in text(page)
    download = get(petra, "matching:policy_download", town.programme.id, 1)
    assert download.content.decode() == POLICY


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
    assert [c.mentor.name for c in page.context["allowed"]] == ["Tom Hill"]
    post(petra, "matching:successor", pair.id, mentor=str(town.tom.id))
    assert Pair.objects.get(protege=town.luis, ended_at=None).mentor_id == town.tom.id


def addresses(town, draft, pair):
    one, two = town.cohort.id, draft.id
    return [
        ("matching:programme", [town.programme.id]),
        ("matching:policy_download", [town.programme.id, 1]),
        ("matching:matching", [one]),
        ("matching:policy", [one]),
        ("matching:policy_file", [one]),
        ("matching:holds", [one]),
        ("matching:group", [one, "now"]),
        ("matching:pool", [one, "now"]),
        ("matching:draft", [two]),
        ("matching:publication", [two]),
        ("matching:comparison", [two, two]),
        ("matching:mentor", [two, town.dele.id]),
        ("matching:successor", [pair.id]),
    ]


def test_to_everybody_but_a_programme_manager_these_pages_do_not_exist(town, petra, enter):
    draft = town.draft()
    pair = town.publish(draft, [town.mei])[0]
    everybody = [enter("leader"), enter("analyst"), enter("administrator"), enter(person_id=town.ruth.id)]
    for name, arguments in addresses(town, draft, pair):
        address = reverse(name, args=arguments)
        assert petra.get(address, follow=True).status_code == 200, name
        assert Client().get(address).status_code == 302, name
        for client in everybody:
            assert client.get(address).status_code == 404, name
    for name, arguments in (
        ("matching:drafts", [town.cohort.id, "now"]),
        ("matching:hold", [draft.id, town.dele.id]),
        ("matching:publication", [draft.id]),
    ):
        for client in everybody:
            assert client.post(reverse(name, args=arguments), {}).status_code == 404, name


def test_unknown_addresses_are_404(town, petra):
    for name, arguments in (("matching:draft", [uuid4()]), ("matching:group", [town.cohort.id, "never"])):
        assert petra.get(reverse(name, args=arguments)).status_code == 404


def test_pages_need_no_inline_style_or_script(town, petra):
    draft = town.draft()
    for name, arguments in addresses(town, draft, town.publish(draft, [town.mei])[0]):
        page = get(petra, name, *arguments).content.decode()
        assert " style=" not in page, name
        assert not re.search(r"<script(?![^>]*src=)", page), name
        assert not re.search(r"\son[a-z]+=", page), name


def ended(town):
    from mentorlift.matching.tests.builders import NOW
    from mentorlift.programmes.models import Launch
    from mentorlift.programmes.services import stop

    Launch.objects.get_or_create(programme=town.programme, defaults={"at": NOW, "by": "test"})
    stop(programme=town.programme, reason="Too few mentors.", actor_id="test", now=NOW)


def buttons(response):
    """What a page offers to do beside signing out and the like of the frame."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.S).group()
    return re.findall(r"<form[^>]*method=\"post\"[^>]*>", main)


def test_an_ended_programme_without_a_draft_offers_none(town, petra):
    assert "Work out the first draft" in text(get(petra, "matching:matching", town.cohort.id))
    ended(town)
    page = get(petra, "matching:matching", town.cohort.id)
    assert "This programme has ended. Nobody is matched in it any more. No draft was ever made here." in text(page)
    assert "wait for a mentor" not in text(page)
    assert not buttons(page)
    assert "ended" in text(post(petra, "matching:drafts", town.cohort.id, "now"))
    assert not Draft.objects.exists()
    assert not MatchPolicy.objects.exists()


def test_an_ended_programme_shows_its_draft_and_offers_nothing_to_do_with_it(town, petra):
    from mentorlift.matching import services

    draft = town.draft()
    town.publish(draft, [town.mei])
    for name, arguments in (page := {"matching:draft": [draft.id], "matching:publication": [draft.id]}).items():
        assert buttons(get(petra, name, *arguments)), name
    ended(town)
    page |= {
        "matching:policy": [town.cohort.id],
        "matching:policy_file": [town.cohort.id],
        "matching:mentor": [draft.id, town.ana.id],
        "matching:holds": [town.cohort.id],
    }
    for name, arguments in page.items():
        found = get(petra, name, *arguments)
        assert "This programme has ended" in text(found), name
        assert not buttons(found), name
    assert "Publish" not in text(get(petra, "matching:draft", draft.id))
    with pytest.raises(services.UnableToPublish, match="has ended"):
        town.publish(draft, [town.ana])
    with pytest.raises(services.UnableToHold, match="has ended"):
        services.keep_apart(
            cohort=town.cohort, protege_id=town.ana.id, mentor_id=town.tom.id, actor=town.manager, now=draft.asked_at
        )
    with pytest.raises(services.UnableToWritePolicy, match="has ended"):
        town.policy(POLICY + "\n")
    assert Pair.objects.count() == 1


def test_nobody_new_is_put_into_a_pair_of_an_ended_programme(town, petra):
    from mentorlift.matching.tests.builders import NOW
    from mentorlift.mentorships.services import UnableToPair, end_pair, re_pair

    pair = town.publish(town.draft(), [town.luis])[0]
    end_pair(pair=pair, actor=town.manager, now=NOW)
    facts = {"pair": pair, "mentor_id": town.tom.id, "starts_on": pair.starts_on, "actor": town.manager, "now": NOW}
    assert "Find another mentor" in text(get(petra, "mentorships:pair", pair.id))
    ended(town)
    assert "Find another mentor" not in text(get(petra, "mentorships:pair", pair.id))
    assert get(petra, "mentorships:successor", pair.id).status_code == 404
    assert get(petra, "matching:successor", pair.id).status_code == 404
    with pytest.raises(UnableToPair, match="has ended"):
        re_pair(**facts)


def test_the_timeline_of_an_ended_programme_asks_nobody_to_match(town, petra):
    from mentorlift.matching.steps import _match
    from mentorlift.matching.tests.builders import NOW
    from mentorlift.programmes.models import Programme

    def step():
        return _match(Programme.objects.get(id=town.programme.id), town.manager, NOW)

    assert step().action == "Match"
    ended(town)
    assert (step().action, step().url) == ("", "")


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
