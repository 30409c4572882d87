"""Whole circles under rules of their own: on the form and in the file, in a draft, published, and joined later."""

import pytest

from mentorlift.jobs.work import drain
from mentorlift.matching import services
from mentorlift.matching.models import MatchPolicy, Trial
from mentorlift.matching.queries.choices import may_have
from mentorlift.matching.queries.drafts import refusal
from mentorlift.matching.queries.pool import pool_of
from mentorlift.matching.tests.browsing import get, post, text
from mentorlift.matching.tests.builders import NOW, POLICY, STARTS_ON, Town, mentors, somebody
from mentorlift.mentorships.models import Pair
from mentorlift.people.models import Post
from mentorlift.programmes.models import MentorOffer, Programme

pytestmark = pytest.mark.django_db
CIRCLES = POLICY.replace("[[rule]]", "[circle]\nleast = 2\nmost = 3\n\n[[rule]]", 1)
APART = CIRCLES.replace("most = 3", 'most = 3\napart = ["team"]')


class Ring(Town):
    """Tom has three places, Ruth three, Bea one; Ana and Dele are of one team, Luis and Mei of another."""

    def __init__(self):
        super().__init__()
        Programme.objects.filter(id=self.programme.id).update(template="circle")
        self.programme.refresh_from_db()
        self.cohort.programme = self.programme
        MentorOffer.objects.filter(person__in=[self.tom, self.ruth]).update(places=3)
        for one, team in ((self.ana, "A"), (self.dele, "A"), (self.luis, "B"), (self.mei, "B")):
            Post.objects.filter(person=one).update(team=team)


@pytest.fixture
def ring():
    return Ring()


@pytest.fixture
def petra(ring, client):
    client.force_login(ring.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def circles_of(draft):
    found = {}
    for protege, mentor in mentors(draft).items():
        found.setdefault(mentor, set()).add(protege)
    return found


def sent(form):
    """What a browser sends when nothing was touched."""
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def test_nobody_is_alone_in_a_circle(ring):
    made = circles_of(ring.draft(CIRCLES))
    assert ring.bea.id not in made
    assert sorted(map(len, made.values())) == [2, 2]
    assert ring.mei.id in made[ring.ruth.id]  # the one who speaks her language


def test_members_of_one_team_are_kept_apart(ring):
    made = circles_of(ring.draft(APART))
    for members in made.values():
        assert len(members & {ring.ana.id, ring.dele.id}) == len(members & {ring.luis.id, ring.mei.id}) == 1


def test_the_draft_shows_circles_with_their_members_and_who_has_none(ring, petra):
    MentorOffer.objects.filter(person=ring.tom).update(places=1)
    MentorOffer.objects.filter(person=ring.ruth).update(places=2)
    draft = ring.draft(CIRCLES)
    page = text(get(petra, "matching:draft", draft.id))
    assert "2 of 4 have a circle; 2 are without." in page
    assert "with 2 members" in page and "Ruth Adler" in page
    assert "but no circle with them works out: circles of 2 to 3." in page
    assert "would both rather swap" not in page
    idle = text(get(petra, "matching:unplaced", draft.id, "mentor"))
    assert "Too few places for a circle: 1, and a circle has 2 members at least." in idle
    found = text(get(petra, "matching:draft", draft.id, q="mei"))
    assert "Mei Tanaka" in found and "Ruth Adler" in found


def test_the_proof_of_circles_is_kept(ring, petra):
    draft = ring.draft(CIRCLES)
    assert draft.certificate["optimal"] and draft.certificate["coverage"] == 4
    page = text(get(petra, "matching:draft", draft.id))
    assert "2 circles, and no better ones exist under your rules." in page and "Circles of 2 to 3." in page


def test_the_first_policy_of_the_form_has_whole_circles_and_the_form_changes_them(ring, petra):
    page = get(petra, "matching:policy", ring.cohort.id)
    form = page.context["form"]
    assert form.initial.get("circle", form.fields["circle"].initial) is True
    data = sent(form)
    post(petra, "matching:policy", ring.cohort.id, **data)
    first = MatchPolicy.objects.get(version=1).toml
    assert "[circle]\nleast = 2\nmost = 3\nnot_in_line" in first
    post(petra, "matching:policy", ring.cohort.id, **data | {"circle_least": "3", "circle_apart": ["team"]})
    second = MatchPolicy.objects.get(version=2).toml
    assert '[circle]\nleast = 3\nmost = 3\napart = ["team"]\nnot_in_line = "manager_id"' in second
    told = text(get(petra, "matching:policy", ring.cohort.id))
    assert "circles of 3, no two of the same team, nobody above another" in told
    del data["circle"]
    post(petra, "matching:policy", ring.cohort.id, **data)
    assert "[circle]" not in MatchPolicy.objects.get(version=3).toml


def test_sizes_the_wrong_way_round_and_a_lot_are_said_beside_their_fields(ring, petra):
    form = get(petra, "matching:policy", ring.cohort.id).context["form"]
    data = sent(form)
    page = text(post(petra, "matching:policy", ring.cohort.id, **data | {"circle_least": "4", "mode": "random"}))
    assert "The second number is at least the first." in page and "not drawn by lot" in page
    assert not MatchPolicy.objects.exists()


def test_the_file_is_read_with_its_circle_and_every_fault_of_it(ring, petra):
    post(petra, "matching:policy_file", ring.cohort.id, toml=APART)
    assert MatchPolicy.objects.get().toml == APART
    page = post(petra, "matching:policy_file", ring.cohort.id, toml=APART.replace("least = 2", "least = 7"))
    assert "the least is not above the most" in text(page)


def test_published_circles_meet_together_and_a_late_one_joins_who_they_go_with(ring):
    draft = ring.draft(APART)
    ring.publish(draft, starts_on=STARTS_ON)
    assert {pair.mentor_id: set() for pair in Pair.objects.all()}.keys() == {ring.tom.id, ring.ruth.id}
    late = somebody("Lea Late", wants_to_learn="price")
    Post.objects.filter(person=late).update(team="C")
    alike = somebody("Ann Alike", wants_to_learn="price")
    Post.objects.filter(person=alike).update(team="A")
    draw_more(ring, late, alike)
    again = ring.draft(APART)
    assert again.faults == []
    assert set(mentors(again)) == {late.id}  # Ann is of a team that is in both circles
    (left,) = again.unplaced.filter(role="protege")
    assert {bar["kind"] for bar in left.facts["barred"]} >= {"of-circle"}
    assert not may_have(ring.cohort, again.policy, alike.id, ring.tom.id, on=STARTS_ON)
    ring.publish(again, starts_on=STARTS_ON)
    assert Pair.objects.get(protege=late).mentor_id in (ring.tom.id, ring.ruth.id)


def draw_more(ring, *people):
    """People added to the same draw, as an intake has them who could not be paired before."""
    from mentorlift.draws.models import Assignment
    from mentorlift.draws.rules import MENTORED

    made = ring.cohort.draw
    for place, one in enumerate(people):
        Assignment.objects.create(
            draw=made, person=one, code=f"late{place}", arm=MENTORED, branch="mandatory", stratum="s"
        )


def test_more_members_than_the_policy_allows_are_not_published(ring):
    first = ring.draft(CIRCLES)
    second = ring.draft(CIRCLES.replace("least = 2\nmost = 3", "least = 1\nmost = 1"))
    ring.publish(first, starts_on=STARTS_ON)
    late = somebody("Lea Late")
    draw_more(ring, late)
    policy, _pool, _digest = pool_of(second, on=STARTS_ON)
    assert dict(policy.circle.begun) == {str(ring.tom.id): 2, str(ring.ruth.id): 2}
    assert ring.draft(second.policy.toml).pairs.filter(protege=late, mentor__in=[ring.tom, ring.ruth]).count() == 0


def test_what_if_answers_for_whole_circles(ring):
    draft = ring.draft(CIRCLES)
    asked = {"actor": ring.manager, "now": NOW, "today": STARTS_ON}
    trial = services.ask_what_if(draft=draft, toml=APART, **asked)
    assert trial.result["pairs_after"] == 4 and trial.faults == []
    swap = services.ask_what_if(draft=draft, toml=CIRCLES, two=(ring.dele.id, ring.tom.id), **asked)
    assert swap.result["pairs_before"] == 4
    assert Trial.objects.count() == 2


def test_locks_that_break_up_every_circle_are_told_as_an_obstacle(ring):
    services.keep_together(
        cohort=ring.cohort, protege_id=ring.dele.id, mentor_id=ring.bea.id, actor=ring.manager, now=NOW
    )
    refused = ring.draft(CIRCLES)
    assert "do not fit into circles of this size" in refusal(refused)[0]["what"]
    drain()


def test_without_its_own_rules_people_are_placed_one_by_one_and_still_shown_in_circles(ring, petra):
    draft = ring.draft(POLICY)
    page = text(get(petra, "matching:draft", draft.id))
    assert "with 1 member" in page or "with 2 members" in page
    assert "4 pairs, and no better set exists" in page
