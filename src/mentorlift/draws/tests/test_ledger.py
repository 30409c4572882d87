"""What a draw needs, what it writes, and that nobody changes it afterwards without being seen."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from mentorlift.audit.models import AuditRecord
from mentorlift.draws import queries, rules, services
from mentorlift.draws.models import Announcement, Assignment, Draw, Preparation, PublicRule
from mentorlift.draws.outcome import outcome_of
from mentorlift.draws.tests.conftest import NOW, PLAN, TODAY, draw_now, without_triggers
from mentorlift.draws.verification import verify_draw
from mentorlift.people.models import Identity
from mentorlift.science.lottery.seed import commitment
from mentorlift.science.lottery.verification import verify

TABLES = ("draws_preparation", "draws_draw", "draws_assignment", "draws_announcement")


def prepare(cohort, **changes):
    settled = {
        "plan_hash": PLAN,
        "mentored": {"mandatory": 8},
        "public_rule": PublicRule.NUMBER,
        "public_source": "State lottery",
        "public_on": TODAY + timedelta(days=3),
        "actor_id": "u",
        "now": NOW,
        "today": TODAY,
    }
    return services.prepare_draw(cohort=cohort, **{**settled, **changes})


def draw(cohort, **changes):
    asked = {
        "plan_hash": PLAN,
        "public_value": "4 8 15 16 23 42",
        "actor_id": "u",
        "now": NOW,
        "today": TODAY + timedelta(days=3),
    }
    return services.draw_cohort(cohort=cohort, **{**asked, **changes})


def test_a_draw_gives_exactly_the_settled_numbers(build):
    cohort = build(20)
    prepare(cohort)
    draw(cohort)
    assert Counter(queries.arms(cohort).values()) == {"mentored": 8, "later": 12}
    came_out = outcome_of(queries.draw_of(cohort))
    assert (came_out.mentored, came_out.later) == (8, 12)
    assert len(came_out.waiting) == len(set(came_out.waiting)) == 12


@pytest.mark.parametrize("plan_hash", ["", "another"])
def test_without_the_plan_that_was_fixed_nothing_is_prepared_or_drawn(build, plan_hash):
    cohort = build()
    with pytest.raises(services.UnableToPrepare):
        prepare(cohort, plan_hash=plan_hash)
    prepare(cohort)
    with pytest.raises(services.UnableToDraw, match="plan"):
        draw(cohort, plan_hash=plan_hash)
    assert not Assignment.objects.exists()


def test_a_list_that_is_not_fixed_is_not_drawn(build):
    with pytest.raises(services.UnableToPrepare, match="Fix the list"):
        prepare(build(frozen=False))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"public_on": TODAY}, "must not be known yet"),
        ({"public_source": " "}, "which published number"),
        ({"public_on": TODAY + timedelta(days=30)}, "on the first day or before"),
        ({"mentored": {"mandatory": 20}}, "between 1 and 19"),
        ({"mentored": {}}, "between 1 and 19"),
        ({"public_rule": "coin"}, "Say what decides"),
        ({"public_rule": PublicRule.DATE, "public_on": TODAY - timedelta(days=1)}, "has passed"),
        ({"today": TODAY + timedelta(days=30)}, "first day has passed"),
    ],
)
def test_a_preparation_that_could_be_steered_is_refused(build, changes, words):
    with pytest.raises(services.UnableToPrepare, match=words):
        prepare(build(), **changes)


def test_the_secret_is_committed_to_before_and_shown_in_the_draw_file_after(build):
    cohort = build()
    prepared = prepare(cohort)
    assert prepared.commitment == commitment(prepared.secret)
    origin = json.loads(draw(cohort).record)["origin"]
    assert origin["secret"] == prepared.secret
    assert origin["public_value"] == "4 8 15 16 23 42"


def test_nothing_is_drawn_before_the_day_that_decides_or_without_its_number(build):
    cohort = build()
    prepare(cohort)
    with pytest.raises(services.UnableToDraw, match="not come yet"):
        draw(cohort, today=TODAY)
    with pytest.raises(services.UnableToDraw, match="as it was published"):
        draw(cohort, public_value=" ")


def test_the_first_draw_stands(build):
    cohort = build()
    prepare(cohort)
    draw(cohort)
    with pytest.raises(services.UnableToDraw, match="first draw stands"):
        draw(cohort, public_value="another number")
    with pytest.raises(services.UnableToPrepare, match="prepared already"):
        prepare(cohort)


def test_only_those_who_said_yes_are_drawn_in_the_branch_that_was_asked(build):
    cohort = build(30, wishes=["yes"] * 8 + ["no"] * 4 + ["no answer"] * 3)
    made = draw_now(cohort, mandatory=6, voluntary=3)
    found = Counter(made.assignments.values_list("branch", "arm"))
    assert found == {
        ("mandatory", "mentored"): 6,
        ("mandatory", "later"): 9,
        ("voluntary", "mentored"): 3,
        ("voluntary", "later"): 5,
    }
    assert verify_draw(made).verifies


def test_the_published_list_holds_no_id_no_site_and_no_wish(build):
    cohort = build(30, wishes=["yes"] * 10 + ["no"] * 5)
    made = draw_now(cohort, mandatory=6, voluntary=3)
    rows = made.preparation.public_list
    assert len(rows) == 25
    assert {frozenset(row) for row in rows} == {frozenset({"person_id", "branch", "stratum"})}
    people = {str(person) for person in cohort.roster.values_list("person_id", flat=True)}
    assert not people & {row["person_id"] for row in rows}
    assert not any(person in made.record for person in people)


def test_anybody_can_verify_the_draw_file_with_the_published_list(drawn):
    assert verify(json.loads(drawn.record), drawn.preparation.public_list).verifies


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_ledger(drawn, table, statement):
    services.tell_people(draw=drawn, actor_id="u", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize("model", [Preparation, Draw, Assignment, Announcement])
def test_no_model_changes_the_ledger_either(drawn, model):
    services.tell_people(draw=drawn, actor_id="u", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.first().save(force_update=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.all()._raw_delete(using="default")


def test_whoever_was_moved_in_the_database_shell_is_named(drawn):
    now = drawn.assignments.filter(arm="mentored").first()
    later = drawn.assignments.filter(arm="later").first()
    without_triggers(
        "draws_assignment",
        "UPDATE draws_assignment SET arm = CASE arm WHEN 'later' THEN 'mentored' ELSE 'later' END WHERE id IN (%s, %s)",
        (now.id, later.id),
    )
    verdict = verify_draw(Draw.objects.get(id=drawn.id))
    assert {(m.code, m.drawn, m.found) for m in verdict.moved} == {
        (now.code, "mentored", "later"),
        (later.code, "later", "mentored"),
    }


def test_whoever_was_removed_in_the_database_shell_is_named(drawn):
    gone = drawn.assignments.filter(arm="mentored").first()
    without_triggers("draws_assignment", "DELETE FROM draws_assignment WHERE id = %s", (gone.id,))
    assert [(m.code, m.found) for m in verify_draw(Draw.objects.get(id=drawn.id)).moved] == [(gone.code, "")]


def test_a_draw_file_changed_in_the_database_shell_is_seen(drawn):
    record = json.loads(drawn.record)
    one = next(a for a in record["assignments"] if a["arm"] == "later")
    one["arm"] = "mentored"
    without_triggers("draws_draw", "UPDATE draws_draw SET record = %s", (json.dumps(record),))
    verdict = verify_draw(Draw.objects.get(id=drawn.id))
    assert any("changed after the draw" in fault for fault in verdict.faults)
    assert [m.code for m in verdict.moved] == [one["person_id"]]


def test_another_seed_in_the_database_shell_is_seen(drawn):
    without_triggers("draws_draw", "UPDATE draws_draw SET seed = 'better'")
    assert any("Seed or list" in fault for fault in verify_draw(Draw.objects.get(id=drawn.id)).faults)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (
            "programmes_rosterentry",
            "site = 'Z' WHERE person_id = (SELECT person_id FROM draws_assignment ORDER BY id LIMIT 1)",
        ),
        ("programmes_rosterentry", "training_class = 'Z'"),
        ("programmes_wish", "answer = 'no' WHERE answer = 'yes'"),
        ("draws_assignment", "arm = 'mentored'"),
        ("draws_assignment", "code = 'x' WHERE id = (SELECT MAX(id) FROM draws_assignment)"),
        ("draws_preparation", "public_list = '[]'"),
        ("draws_preparation", "salt = 'x'"),
        ("draws_draw", "record_hash = 'x'"),
        ("draws_draw", "roster_hash = 'x'"),
    ],
)
def test_a_verdict_is_kept_only_while_not_a_letter_differs(build, table, change):
    made = draw_now(build(30, wishes=["yes"] * 10 + ["no"] * 5), mandatory=6, voluntary=3)
    assert verify_draw(made).verifies
    with CaptureQueriesContext(connection) as kept:
        assert verify_draw(made).verifies
    without_triggers(table, f"UPDATE {table} SET {change}")
    with CaptureQueriesContext(connection) as anew:
        assert not verify_draw(made).verifies  # the very object that was verified before
    assert len(kept) < len(anew)


def test_the_groups_of_a_draw_are_kept_only_while_not_a_letter_differs(drawn):
    before = queries.groups(drawn)
    assert queries.groups(drawn) == before
    names = drawn.preparation.group_names
    changed = {branch: dict.fromkeys(known, "elsewhere") for branch, known in names.items()}
    without_triggers("draws_preparation", "UPDATE draws_preparation SET group_names = %s", (json.dumps(changed),))
    assert {group.name for group in queries.groups(drawn)} == {"elsewhere"}


def test_a_draw_still_verifies_when_a_person_was_erased(drawn):
    Identity.objects.filter(person=drawn.assignments.first().person).delete()
    assert verify_draw(Draw.objects.get(id=drawn.id)).verifies


def test_two_intakes_of_a_programme_make_one_record_with_groups_of_their_own(build):
    first = build(20)
    second = build(20, programme=first.programme)
    for cohort in (first, second):
        draw_now(cohort, mandatory=8)
    record = queries.programme_record(first.programme)
    assert Counter(a["arm"] for a in record["assignments"]) == {"mentored": 16, "later": 24}
    assert {a["stratum"].split("/")[0] for a in record["assignments"]} == {str(first.id), str(second.id)}


def test_each_step_leaves_one_audit_record_without_names(drawn):
    actions = AuditRecord.objects.filter(action__startswith="draws.").values_list("action", flat=True)
    assert sorted(actions) == ["draws.draw", "draws.prepare"]


def test_one_person_alone_who_said_yes_is_drawn_for_now_or_not_at_all(build):
    cohort = build(20, wishes=["yes"] + ["no"] * 6)
    made = draw_now(cohort, mandatory=6, voluntary=1)
    assert made.assignments.get(branch="voluntary").arm == rules.MENTORED
