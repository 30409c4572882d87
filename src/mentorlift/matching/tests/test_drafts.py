"""Drafts: the pool they are made from, what they keep, and what by-hand choices do to them."""

import re
from datetime import date

import pytest
from django.utils import translation

from mentorlift.audit.models import AuditRecord
from mentorlift.jobs.work import drain
from mentorlift.matching import services
from mentorlift.matching.models import Draft, Hold, MatchPolicy
from mentorlift.matching.queries import drafts as reads
from mentorlift.matching.queries.choices import choices
from mentorlift.matching.queries.comparison import compare
from mentorlift.matching.queries.draft_pairs import pair_rows
from mentorlift.matching.queries.fairness import sheet_of
from mentorlift.matching.queries.obstacles import readable
from mentorlift.matching.queries.pool import gather
from mentorlift.matching.tests.builders import NOW, POLICY, Town, mentors, somebody
from mentorlift.mentorships.models import Pair
from mentorlift.people.models import Employment, Identity
from mentorlift.programmes.models import MentorOffer

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return Town()


def test_a_draft_is_the_best_set_and_says_so(town):
    draft = town.draft()
    assert mentors(draft) == {
        town.ana.id: town.tom.id,
        town.luis.id: town.bea.id,
        town.mei.id: town.ruth.id,
        town.dele.id: town.tom.id,
    }
    assert draft.certificate["optimal"]
    assert draft.certificate["gap"] == 0
    view = reads.draft_view(draft)
    assert (view.pairs, view.proteges, view.without) == (4, 4, [])


def test_those_drawn_for_later_are_not_matched_now(town):
    assert town.nils.id not in mentors(town.draft())
    with pytest.raises(services.UnableToDraft, match="no first day"):
        town.draft(group="later")


def test_a_mentor_who_left_and_a_protege_who_left_are_not_in_the_pool(town):
    Employment.objects.filter(person__in=[town.tom, town.luis]).update(exited_on=date(2026, 3, 1))
    found = gather(town.cohort, "now", on=town.cohort.starts_on)
    assert {cells[0] for _row, cells in found.proteges.rows} == {str(p.id) for p in (town.ana, town.dele, town.mei)}
    assert str(town.tom.id) not in {cells[0] for _row, cells in found.mentors.rows}


def test_whoever_is_left_without_is_told_what_binds(town):
    Employment.objects.filter(person=town.ruth).update(exited_on=date(2026, 3, 1))
    draft = town.draft()
    (row,) = reads.draft_view(draft).without
    assert row.who.name == "Mei Tanaka"
    assert row.why == "Nobody is allowed: no language in common (2)."
    Employment.objects.filter(person=town.ruth).update(exited_on=None)
    services.keep_apart(cohort=town.cohort, protege_id=town.mei.id, mentor_id=town.ruth.id, actor=town.manager, now=NOW)
    (row,) = reads.draft_view(town.draft()).without
    assert row.why == "Nobody is allowed: no language in common (2), by hand (1)."
    # what was forbidden by hand is never proposed to be dropped
    assert row.changes == [
        "Without the rule “no language in common” between these two they would have Tom Hill. 1 pair more."
    ]


def test_one_more_place_is_named_with_what_all_would_gain(town):
    MentorOffer.objects.filter(person=town.tom).update(places=1)
    (row,) = reads.draft_view(town.draft()).without
    # with anybody, since whoever has a place with them can move there; who is left of Mei and Dele the lot decides
    assert "all" in row.why and row.why.endswith("taken.")
    assert re.fullmatch(r"One more place would do: with .+, or any of 2 other mentors. 1 pair more.", row.changes[0])


def test_the_next_best_for_the_mentor_stands_beside_that_for_the_protege(town):
    draft = town.draft()
    rows, _page = pair_rows(draft, search="", page=None)
    told = {row.mentor.name: row.mentors_next for row in rows}
    assert all(text.startswith(("next best for the mentor: ", "for the mentor ")) for text in told.values() if text)
    pair = draft.pairs.get(mentor=town.ruth)
    assert (pair.mentors_next_id, pair.mentors_next_unplaces) == (town.dele.id, 1)
    assert "but 1 person fewer would have a mentor" in told["Ruth Adler"]


def test_a_draft_keeps_the_sheet_by_groups_and_hides_small_ones(town):
    sheet = sheet_of(town.draft())
    assert (sheet.everybody.people, sheet.everybody.matched) == (4, 4)
    assert {table.heading for table in sheet.tables} == {"team", "site"}
    assert all(not table.rows and table.hidden for table in sheet.tables)  # four people make no group to be told of


def test_a_locked_pair_stays_and_the_rest_is_the_best_around_it(town):
    services.keep_together(
        cohort=town.cohort, protege_id=town.dele.id, mentor_id=town.bea.id, actor=town.manager, now=NOW
    )
    draft = town.draft()
    assert mentors(draft)[town.dele.id] == town.bea.id
    assert draft.pairs.get(protege=town.dele).locked
    assert draft.certificate["optimal"]


def test_a_forbidden_pair_is_not_made_and_nothing_says_why(town):
    services.keep_apart(cohort=town.cohort, protege_id=town.luis.id, mentor_id=town.bea.id, actor=town.manager, now=NOW)
    draft = town.draft()
    assert mentors(draft)[town.luis.id] != town.bea.id
    (barred,) = choices(draft, town.luis.id, on=town.cohort.starts_on).barred
    assert (barred.mentor.name, barred.barred) == ("Bea Boss", "by hand")
    assert not [f.name for f in Hold._meta.get_fields() if "reason" in f.name or "note" in f.name]


def test_a_lock_replaces_the_lock_before_and_a_ban_on_the_same_two(town):
    facts = {"cohort": town.cohort, "actor": town.manager, "now": NOW}
    services.keep_apart(protege_id=town.dele.id, mentor_id=town.tom.id, **facts)
    services.keep_together(protege_id=town.dele.id, mentor_id=town.bea.id, **facts)
    services.keep_together(protege_id=town.dele.id, mentor_id=town.tom.id, **facts)
    (hold,) = Hold.objects.filter(lifted_at=None)
    assert (hold.kind, hold.mentor_id) == ("lock", town.tom.id)


def test_a_lock_that_breaks_a_rule_is_refused_by_the_draft_with_the_name(town):
    services.keep_together(
        cohort=town.cohort, protege_id=town.ana.id, mentor_id=town.bea.id, actor=town.manager, now=NOW
    )
    draft = town.draft()
    assert not draft.is_computed
    assert reads.refusal(draft) == [
        {
            "name": "Ana Nowak",
            "column": "",
            "what": "a pair that was locked cannot be kept",
            "remedy": "take the lock off",
        }
    ]


def test_a_value_that_is_no_number_is_told_by_person_and_column(town):
    odd = somebody("Ottilie Odd", years_in_sales="many")
    from mentorlift.draws.models import Assignment, Draw

    Assignment.objects.create(
        draw=Draw.objects.get(), person=odd, code="x", arm="mentored", branch="mandatory", stratum="s"
    )
    toml = POLICY + '\n[[criterion]]\nkind = "level"\nof = "protege"\nfield = "years_in_sales"\nweight = 1\n'
    draft = town.draft(toml)
    assert [(f["person_id"], f["column"]) for f in draft.faults] == [(str(odd.id), "years_in_sales")]
    told = {
        "en": ("years in sales", "people to be mentored: 'many' is not a number"),
        "de": ("Jahre im Vertrieb", "zu begleitende Personen: 'many' ist keine Zahl"),
    }
    for language, (column, what) in told.items():  # whoever worked it out, each reads it in their language
        with translation.override(language):
            (one,) = reads.refusal(draft)
        assert (one["name"], one["column"], one["what"]) == ("Ottilie Odd", column, what)


def test_what_was_kept_before_languages_were_known_is_read_as_it_was_written():
    kept = {"person_id": "", "column": "", "what": "mentors: '-1' is not a number of places", "remedy": "write 0, 1, 2"}
    with translation.override("de"):
        assert readable([kept], {}) == [
            {"name": "", "column": "", "what": "mentors: '-1' is not a number of places", "remedy": "write 0, 1, 2"}
        ]


def test_the_cost_of_another_mentor_is_shown_before_it_is_chosen(town):
    draft = town.draft()
    listed = choices(draft, town.mei.id, on=town.cohort.starts_on)
    found = {c.mentor.name: c for c in (*listed.allowed, *listed.barred)}
    assert found["Ruth Adler"].cost == "costs nothing"
    assert found["Tom Hill"].barred == "no language in common"
    luis = {c.mentor.name: c.cost for c in choices(draft, town.luis.id, on=town.cohort.starts_on).allowed}
    assert luis["Ruth Adler"] == "1 person fewer would have a mentor"


def test_another_draft_can_be_compared(town):
    first = town.draft()
    services.keep_together(
        cohort=town.cohort, protege_id=town.dele.id, mentor_id=town.bea.id, actor=town.manager, now=NOW
    )
    second = town.draft()
    found = compare(first, second)
    assert {m.protege.name for m in found.moves} == {"Dele Okafor", "Luis Prado"}
    assert (found.same, found.gained, found.lost) == (2, 0, 0)
    assert (first.number, second.number) == (1, 2)


def test_random_pairs_follow_the_lottery_text_and_the_rules(town):
    random = POLICY.replace('"optimal"', '"random"')
    first, again = town.draft(random), town.draft(random)
    assert mentors(first) == mentors(again)
    assert mentors(first)[town.mei.id] == town.ruth.id
    seen = {frozenset(mentors(town.draft(random.replace("2026-03-02", str(k)))).items()) for k in range(12)}
    assert len(seen) > 1


def test_a_policy_with_faults_names_them_all_and_keeps_the_old_one(town):
    town.policy()
    bad = POLICY.replace("weight = 5", "weight = -5").replace('"shares-any"', '"share-any"') + "\n[[pin]]\n"
    with pytest.raises(services.UnableToWritePolicy) as refused:
        town.policy(bad)
    assert len(refused.value.faults) == 5
    assert MatchPolicy.objects.count() == 1


def test_a_policy_with_faults_names_them_in_german_to_who_reads_german(town):
    bad = POLICY.replace("weight = 5", "weight = -5").replace('"shares-any"', '"share-any"')
    with translation.override("de"), pytest.raises(services.UnableToWritePolicy) as refused:
        town.policy(bad)
    kind, weight = refused.value.faults
    assert kind.endswith(":kind: im Abschnitt rule gibt es die Art 'share-any' nicht; meinten Sie shares-any?")
    assert ":weight: -5 passt nicht; erwartet wird: ein Gewicht von null oder mehr" in weight


def test_the_same_policy_is_not_a_new_version_and_a_version_cannot_be_changed(town):
    from django.db import IntegrityError, transaction

    first = town.policy()
    assert town.policy() == first
    assert town.policy(POLICY + "\n# a word\n").version == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchPolicy.objects.filter(version=1).update(toml="")


def test_a_job_done_twice_makes_one_draft(town):
    from mentorlift.matching.tasks import run_draft

    draft = town.draft()

    class Run:
        now = NOW

    assert run_draft(Run(), draft_id=str(draft.id))["url"].endswith(f"{draft.id}/")
    assert draft.pairs.count() == 4


def test_drafts_and_their_audit_hold_ids_only(town):
    town.draft()
    drain()
    names = set(Identity.objects.values_list("name", flat=True))
    kept = str([(r.ids, r.digests) for r in AuditRecord.objects.filter(action__startswith="matching.")])
    kept += str(list(Draft.objects.get().pairs.values()))
    assert not any(name in kept for name in names)
    assert Pair.objects.count() == 0
