"""Nobody is invited and nothing is drawn before everything is in order, and what is missing is said."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from mentorlift.accounts import readings
from mentorlift.accounts.actors import Actor
from mentorlift.accounts.readings import Seen
from mentorlift.audit.models import AuditRecord
from mentorlift.matching.models import MatchPolicy
from mentorlift.programmes import readiness, scope, services
from mentorlift.programmes.models import Approval, Approver, Participation, Programme, Waiver
from mentorlift.programmes.queries.approvals import approval_states
from mentorlift.programmes.readiness import Act
from mentorlift.programmes.tests.builders import (
    NOW,
    STARTS_ON,
    TODAY,
    WHO,
    cohort,
    confirm_mentor,
    fix_plan,
    make_ready,
    people,
    person,
    programme,
)

pytestmark = pytest.mark.django_db
RUNS = Actor(user_id="test", roles=frozenset({"programme_manager"}))
REVIEWS = Actor(user_id="reviewer", roles=frozenset({"reviewer"}), name="Rita Review")
LEADS = Actor(user_id="leader", roles=frozenset({"leader"}), name="Lena Leader")
LANGUAGES = 'mode = "optimal"\nlottery = "x"\n\n[[rule]]\nkind = "shares-any"\nfield = "languages"\n'
COUNCIL = {"approver": Approver.WORKS_COUNCIL, "now": NOW}


def missing(made: Programme, act: Act = Act.DRAW) -> set[str]:
    """What this room asks for."""
    return {one.key for one, _state in readiness.missing_for(act, Programme.objects.get(id=made.id), now=NOW)}


def state(made: Programme, approver: str = Approver.WORKS_COUNCIL):
    fresh = Programme.objects.get(id=made.id)
    return next(one for one in approval_states(fresh, scope.scope_of(fresh)) if one.approver == approver)


def launched() -> Programme:
    made = programme()
    services.launch(programme=made, **WHO)
    return made


def test_inviting_says_everything_that_is_missing_one_sentence_each():
    made = launched()
    services.nominate_mentors(programme=made, person_ids=[p.id for p in people(2)], **WHO)
    with pytest.raises(services.UnableToMentor) as refused:
        services.invite_mentors(programme=made, **WHO)
    said = str(refused.value)
    for words in ("What will be measured is not fixed yet.", "Works council: not asked yet", "Leadership: not asked"):
        assert words in said
    assert "closed date" not in said  # that holds up the draw alone
    assert not made.mentor_offers.filter(invited_at__isnull=False).exists()
    make_ready(made)
    assert services.invite_mentors(programme=made, **WHO) == 2


def test_asking_for_wishes_waits_as_well():
    found = cohort(Participation.VOLUNTARY, is_open=False, size=6)
    fix_plan(found.programme)
    services.launch(programme=found.programme, **WHO)
    with pytest.raises(services.UnableToAsk, match="Data protection: not asked yet"):
        services.ask_wishes(cohort=found, closes_at=NOW + timedelta(days=2), **WHO)


def test_fixing_a_list_waits_for_closed_dates():
    listed = cohort(size=6, is_open=False)
    fix_plan(listed.programme)
    services.launch(programme=listed.programme, **WHO)
    with pytest.raises(services.UnableToFreeze, match=r"No closed date is entered"):
        services.freeze_roster(cohort=listed, today=TODAY, **WHO)
    make_ready(listed.programme)
    confirm_mentor(listed.programme)
    assert services.freeze_roster(cohort=listed, today=TODAY, **WHO).frozen_at == NOW


def test_the_page_names_whose_turn_it_is_for_what_is_missing_alone(enter):
    made = launched()
    rows = enter("programme_manager").get(reverse("programmes:ready", args=[made.id])).content.decode().split("<li id=")
    for row in rows[1:]:
        assert ("Whose turn:" in row) is (">missing<" in row or ">open<" in row), row


def test_closed_dates_are_entered_or_signed_as_none():
    made = launched()
    assert "closed-dates" in missing(made)
    services.waive(programme=made, condition="closed-dates", reason="we meet online", actor=RUNS, now=NOW)
    found = {one.key: state for one, state in readiness.standing_of(made, now=NOW)}
    assert found["closed-dates"].waived
    assert "There are none: we meet online. Signed by" in str(found["closed-dates"].line)
    services.withdraw_waiver(programme=made, condition="closed-dates", actor=RUNS, now=NOW)
    assert "closed-dates" in missing(made)
    assert Waiver.objects.get().withdrawn_by == "test"
    services.close_date(programme=made, on=STARTS_ON, **WHO)
    assert "closed-dates" not in missing(made)


@pytest.mark.parametrize("condition", ["plan", "approval-works_council", "nothing"])
def test_nothing_stands_in_for_a_hard_condition(condition):
    made = launched()
    with pytest.raises(services.UnableToWaive, match="has to be done"):
        services.waive(programme=made, condition=condition, reason="in a hurry", actor=RUNS, now=NOW)
    with pytest.raises(services.UnableToWaive, match="Say why"):
        services.waive(programme=made, condition="closed-dates", reason="  ", actor=RUNS, now=NOW)
    with pytest.raises(services.UnableToWaive):
        services.waive(programme=made, condition="closed-dates", reason="x", actor=REVIEWS, now=NOW)


def test_a_first_sign_in_in_each_role_is_asked_of_the_roles_there_are(enter):
    boss = person(700, hired_on=TODAY - timedelta(days=900))
    made = programme()
    here = person(1, hired_on=TODAY, manager=boss)
    person(2, hired_on=TODAY + timedelta(days=5), manager=boss)  # cannot have signed in
    found = services.open_cohort(programme=made, name="March", starts_on=STARTS_ON, **WHO)
    services.fill_roster(cohort=found, on=TODAY + timedelta(days=6), **WHO)

    def line() -> str:
        fresh = Programme.objects.get(id=made.id)
        return next(str(now.line) for one, now in readiness.standing_of(fresh, now=NOW) if one.key == "sign-ins")

    assert line() == "Nobody has signed in yet as: programme manager, sales manager, protégé."
    enter("programme_manager")
    enter(person_id=boss.id)
    assert line() == "Nobody has signed in yet as: protégé."
    enter(person_id=here.id)
    assert line() == "Somebody in each role has signed in."


def test_approvers_decide_with_their_own_hand_and_nobody_who_runs_it_does():
    made = launched()
    with pytest.raises(services.UnableToApprove, match="somebody else"):
        services.decide(programme=made, approves=True, actor=RUNS, **COUNCIL)
    both = Actor(user_id="x", roles=frozenset({"programme_manager", "reviewer"}))
    with pytest.raises(services.UnableToApprove, match="somebody else"):
        services.decide(programme=made, approves=True, actor=both, **COUNCIL)
    with pytest.raises(services.UnableToApprove, match="somebody else"):
        services.decide(programme=made, approver=Approver.LEADERSHIP, approves=True, actor=REVIEWS, now=NOW)
    with pytest.raises(services.UnableToApprove, match="what stands in the way"):
        services.decide(programme=made, approves=False, actor=REVIEWS, **COUNCIL)
    services.decide(programme=made, approves=False, comment="Leave the figures out", actor=REVIEWS, **COUNCIL)
    assert state(made).word == "refused"
    services.decide(programme=made, approves=True, actor=REVIEWS, **COUNCIL)
    assert state(made).word == "stands"
    assert [one.decision for one in state(made).earlier] == ["refused"]
    services.decide(programme=made, approver=Approver.LEADERSHIP, approves=True, actor=LEADS, now=NOW)
    assert state(made, Approver.LEADERSHIP).newest.own_hand
    kept = AuditRecord.objects.filter(action="programmes.decide").last()
    assert kept.ids == {"approver": "leadership", "decision": "given", "own_hand": True}
    assert set(kept.digests) >= {"purpose", "people", "figures", "matching", "readers"}


def test_an_approval_on_paper_needs_the_paper_or_where_it_lies():
    made = launched()
    words = {"programme": made, "signed_by": "Works council", "decided_on": TODAY, "actor": RUNS, **COUNCIL}
    with pytest.raises(services.UnableToApprove, match="Add the document"):
        services.keep_approval(**words)
    with pytest.raises(services.UnableToApprove, match="not come yet"):
        services.keep_approval(**{**words, "decided_on": TODAY + timedelta(days=1)}, reference="x")
    with pytest.raises(services.UnableToApprove, match="Only PDF, PNG and JPEG"):
        services.keep_approval(**words, paper=services.Paper("a.pdf", b"<script>alert(1)</script>"))
    with pytest.raises(services.UnableToApprove, match="larger than 5 MB"):
        services.keep_approval(**words, paper=services.Paper("a.pdf", b"%PDF-" + bytes(5 * 1024**2)))
    assert not Approval.objects.exists()
    kept = services.keep_approval(**words, paper=services.Paper('../..\\evil";x.exe', b"%PDF-1.7 agreed"))
    assert kept.document.name == "evil__x.pdf"
    assert kept.document.content_type == "application/pdf"
    assert state(made).stands


def test_a_change_of_purpose_people_or_figures_opens_an_approval_again():
    made = programme()
    for approver in Approver:
        services.sign_not_needed(programme=made, approver=approver, reason="a pilot", actor=RUNS, now=NOW)
    assert not missing(made) & {"approval-works_council", "approval-leadership"}
    facts = {"name": made.name, "purpose": "retention", "problem_areas": [], "owner_id": made.owner_id}
    services.change_purpose(programme=made, purpose_text="So that people stay.", **facts, **WHO)
    assert [str(one.title) for one in state(made).changed] == ["Purpose"]
    assert missing(made) >= {f"approval-{approver}" for approver in Approver}
    services.sign_not_needed(programme=made, actor=RUNS, reason="still a pilot", **COUNCIL)
    assert state(made).stands
    services.freeze_plan(
        programme=made,
        plan_toml='[outcome]\nprimary = "revenue"\nsecondary = ["calls"]\n',
        plan_hash="b" * 64,
        answer_due_on=TODAY + timedelta(days=200),
        **WHO,
    )
    assert [str(one.title) for one in state(made).changed] == ["Figures that are measured"]


def test_a_change_of_who_may_read_opens_an_approval_again(monkeypatch):
    made = launched()
    services.decide(programme=made, approves=True, actor=REVIEWS, **COUNCIL)
    wider = replace(readings._readings["results"], rule=lambda actor, case: Seen.COUNTS)
    monkeypatch.setitem(readings._readings, "results", wider)
    (change,) = state(made).changed
    assert str(change.title) == "Who reads what"
    (before,), (after,) = change.before, change.after
    assert "counts of groups: programme manager / leader / analyst" in before and "reviewer" not in before
    assert "reviewer" in after


def test_fields_that_are_first_chosen_later_open_an_approval_again_and_the_page_says_why(enter):
    made = launched()
    services.decide(programme=made, approves=True, actor=REVIEWS, **COUNCIL)
    assert state(made).stands
    MatchPolicy.objects.create(
        programme=made, version=1, toml=LANGUAGES, digest="d" * 64, written_at=NOW, written_by="u"
    )
    (change,) = state(made).changed
    assert (str(change.title), change.was_put) == ("Fields by which people are matched", True)
    assert (list(change.before), list(change.after)) == (
        ["none chosen yet; once they are, this is put to them again"],
        ["language"],
    )
    for role, name in (("reviewer", "approval"), ("programme_manager", "approvals")):
        parts = [made.id, "works_council"] if name == "approval" else [made.id]
        text = " ".join(enter(role).get(reverse(f"programmes:{name}", args=parts)).content.decode().split())
        assert "this is not what was decided about on 2 March 2026" in text
        assert "<del>none chosen yet; once they are, this is put to them again</del>" in text
        assert "<ins>language</ins>" in text
    with override("de"):
        (in_german,) = state(made).changed
    assert list(in_german.before) != list(change.before)
    services.decide(programme=made, approves=True, actor=REVIEWS, **COUNCIL)
    assert state(made).stands


@pytest.mark.parametrize("part", ["purpose", "matching", "readers"])
def test_every_further_change_opens_an_approval_that_was_given_anew(part, monkeypatch):
    made = programme()

    def change(number: int) -> None:
        if part == "purpose":
            facts = {"name": made.name, "purpose": "retention", "problem_areas": [], "owner_id": made.owner_id}
            services.change_purpose(programme=made, purpose_text=f"So that people stay {number}.", **facts, **WHO)
        elif part == "matching":
            kept = {"digest": str(number) * 64, "written_at": NOW, "written_by": "u"}
            version = MatchPolicy.objects.filter(programme=made).count() + 1
            toml = LANGUAGES.replace("languages", f"column_{number}")
            MatchPolicy.objects.create(programme=made, version=version, toml=toml, **kept)
        else:
            seen = (Seen.NONE, Seen.COUNTS, Seen.ALL)[number]
            wider = replace(readings._readings["results"], rule=lambda actor, case: seen)
            monkeypatch.setitem(readings._readings, "results", wider)

    for number in (0, 1, 2, 0):  # the last one is what stood before and was agreed to once: asked for again
        change(number)
        if number or Approval.objects.exists():
            assert state(made).word == "changed", number
            assert "approval-works_council" in missing(made)
        services.decide(programme=made, approves=True, actor=REVIEWS, **COUNCIL)
        assert state(made).word == "stands", number
        assert "approval-works_council" not in missing(made)


def test_what_an_approval_of_before_said_is_not_made_up():
    made = launched()
    services.decide(programme=made, approves=True, actor=REVIEWS, **COUNCIL)
    covers = dict(Approval.objects.get().covers)
    del covers["readers"]
    Approval.objects.update(said={}, covers={**covers, "purpose": "x" * 64})
    purpose, readers = state(made).changed
    assert (purpose.before, purpose.was_put) == (None, True)
    assert (readers.before, readers.was_put) == (None, False)


def test_a_refused_draw_names_what_opened_again():
    found = cohort(size=6)
    services.freeze_roster(cohort=found, today=TODAY, **WHO)
    services.decide(programme=found.programme, approves=False, comment="Not so", actor=REVIEWS, **COUNCIL)
    assert missing(found.programme) == {"approval-works_council"}
    assert missing(found.programme, Act.INVITE) == {"approval-works_council"}
