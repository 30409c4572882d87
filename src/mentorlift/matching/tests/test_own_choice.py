"""Protégés who choose for themselves: whom they are shown, what becomes of a request, and who is told."""

from datetime import date, datetime, timedelta

import pytest

from mentorlift.audit.models import AuditRecord
from mentorlift.jobs.work import drain
from mentorlift.matching import rules, services
from mentorlift.matching.models import Choosing, Draft, MatchPolicy, MentorRequest
from mentorlift.matching.queries.choosing import candidates
from mentorlift.matching.tests.builders import NOW, POLICY, Town, somebody
from mentorlift.matching.tests.choosing import ChoosingTown, fresh
from mentorlift.mentorships.models import MentorSeat, Pair, Source
from mentorlift.mentorships.tests.builders import actor_for, offer, user_of
from mentorlift.notifications.models import Message
from mentorlift.people.models import Employment, Identity, Leave, Post
from mentorlift.programmes.models import ClosedDate, MentorAbsence, MentorOffer

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
LATER = NOW + timedelta(days=9)


@pytest.fixture
def town():
    return ChoosingTown()


def shown(town, protege, today=MONDAY):
    return [one.mentor.name for one in candidates(town.choosing, protege.id, today=today)]


def letters(person, since=0):
    address = Identity.objects.get(person=person).email
    return [m.subject for m in Message.objects.filter(to=address).order_by("created_at")][since:]


# -- whom one is shown ---------------------------------------------------------------------------------------------


def test_the_best_come_first_with_reasons_and_whom_a_rule_bars_is_not_there(town):
    found = candidates(town.choosing, town.ana.id, today=MONDAY)
    assert [one.mentor.name for one in found] == ["Tom Hill", "Ruth Adler"]  # Bea leads Ana
    assert found[0].reasons[0] == "strong in 1 of 2 wanted: calls"
    assert shown(town, town.mei) == ["Ruth Adler"]  # nobody else speaks her language


def test_it_is_the_score_of_a_draft(town):
    found = {one.mentor.person_id: one.score for one in candidates(town.choosing, town.dele.id, today=MONDAY)}
    services.close_choosing(choosing=town.choosing, actor=town.manager, now=NOW)
    pair = town.draft().pairs.get(protege=town.dele)
    assert found[pair.mentor_id] == pair.score


def test_no_more_are_shown_than_the_intake_says():
    town = ChoosingTown(shown=1)
    assert shown(town, town.ana) == ["Tom Hill"]
    with pytest.raises(services.UnableToAsk, match="not among those"):
        town.ask(town.ana, town.ruth)


def test_an_empty_cell_of_one_protege_keeps_nobody_from_choosing(town):
    attributes = Post.objects.get(person=town.luis).attributes
    Post.objects.filter(person=town.luis).update(attributes=attributes | {"wants_to_learn": ""})
    assert len(shown(town, town.luis)) == 3


def test_the_full_the_kept_apart_and_the_away_are_not_shown(town):
    town.accept(town.ask(town.mei, town.ruth))
    assert "Ruth Adler" not in shown(town, town.dele)
    services.keep_apart(cohort=town.cohort, protege_id=town.dele.id, mentor_id=town.tom.id, actor=town.manager, now=NOW)
    assert shown(town, town.dele) == ["Bea Boss"]
    Leave.objects.create(person=town.bea, from_on=MONDAY, to_on=date(2026, 6, 1))
    assert shown(town, town.dele) == []


def test_a_place_locked_for_somebody_else_is_not_offered(town):
    services.keep_together(
        cohort=town.cohort, protege_id=town.mei.id, mentor_id=town.ruth.id, actor=town.manager, now=NOW
    )
    assert "Ruth Adler" not in shown(town, town.dele)
    assert shown(town, town.mei) == ["Ruth Adler"]


def test_results_of_a_mentor_are_no_reason_that_a_protege_reads():
    told = {"kind": "level", "name": "level_performance"}
    assert not rules.told_to_the_two(told)
    assert not rules.told_to_the_two({"kind": "band", "name": "band_performance"})
    assert not rules.told_to_the_two({"kind": "near", "name": "near_quota"})
    assert rules.told_to_the_two({"kind": "band", "name": "band_years_in_sales"})
    assert rules.told_to_the_two({"kind": "covers", "name": "covers_wants_to_learn"})
    policy = POLICY + '\n[[criterion]]\nkind = "level"\nof = "mentor"\nfield = "performance"\nweight = 9\n'
    town = ChoosingTown(policy=policy)
    for person, figure in ((town.tom, 90), (town.bea, 10), (town.ruth, 10)):
        attributes = Post.objects.get(person=person).attributes
        Post.objects.filter(person=person).update(attributes=attributes | {"performance": figure})
    best = candidates(town.choosing, town.luis.id, today=MONDAY)[0]
    assert best.mentor.name == "Tom Hill"  # it counts
    assert not any("results" in reason for reason in best.reasons)  # and is not told


# -- who may ask ---------------------------------------------------------------------------------------------------


def test_the_lot_stands_whoever_was_drawn_for_later_cannot_ask(town):
    assert shown(town, town.nils) == []
    for person in (town.nils, town.tom, town.petra):
        with pytest.raises(services.UnableToAsk, match="cannot choose"):
            town.ask(person, town.ruth)
    assert not MentorRequest.objects.exists()


def test_one_request_at_a_time_and_each_mentor_once(town):
    first = town.ask(town.luis, town.tom, line="  I would like\nto learn from you ")
    assert first.line == "I would like to learn from you"
    with pytest.raises(services.UnableToAsk, match="asked somebody already"):
        town.ask(town.luis, town.bea)
    town.withdraw(first)
    assert "Tom Hill" not in shown(town, town.luis)
    with pytest.raises(services.UnableToAsk, match="not among those"):
        town.ask(town.luis, town.tom)
    town.ask(town.luis, town.bea)


def test_a_mentor_has_one_open_request_more_than_free_places(town):
    for number in range(3):
        other = somebody(f"New {number}", wants_to_learn="renewals")
        from mentorlift.draws.models import Assignment, Draw

        Assignment.objects.create(
            draw=Draw.objects.get(), person=other, code=f"n{number}", arm="mentored", branch="mandatory", stratum="s"
        )
        setattr(town, f"new{number}", other)
    town.ask(town.new0, town.ruth)
    town.ask(town.new1, town.ruth)
    assert "Ruth Adler" not in shown(town, town.new2)
    with pytest.raises(services.UnableToAsk, match="not among those"):
        town.ask(town.new2, town.ruth)
    assert rules.most_requests(1) == 2 and rules.most_requests(0) == 0


def test_a_line_that_is_too_long_is_refused(town):
    with pytest.raises(services.UnableToAsk, match="at most 280"):
        town.ask(town.luis, town.tom, line="x" * 281)


# -- the days to answer --------------------------------------------------------------------------------------------


def test_the_days_to_answer_leave_out_weekends_closed_days_and_days_away(town):
    assert town.ask(town.luis, town.tom).due_on == date(2026, 3, 9)
    ClosedDate.objects.create(programme=town.programme, on=date(2026, 3, 3), reason="x", site="")
    given = MentorOffer.objects.get(person=town.bea)
    MentorAbsence.objects.create(offer=given, from_on=date(2026, 3, 4), to_on=date(2026, 3, 6))
    due = {one.mentor.name: one.due_on for one in candidates(town.choosing, town.dele.id, today=MONDAY)}
    assert due == {"Tom Hill": date(2026, 3, 10), "Ruth Adler": date(2026, 3, 10), "Bea Boss": date(2026, 3, 12)}


def test_due_day_counts_from_the_next_day_and_gives_up_after_thirty():
    every = lambda _day: True  # noqa: E731
    assert rules.due_day(MONDAY, 1, every) == date(2026, 3, 3)
    assert rules.due_day(MONDAY, 30, every) == date(2026, 4, 1)
    assert rules.due_day(MONDAY, 31, every) is None
    assert rules.due_day(MONDAY, 1, lambda _day: False) is None


# -- yes, no, silence ----------------------------------------------------------------------------------------------


def test_a_yes_makes_the_pair_with_its_place_and_meetings_and_tells_both(town):
    asked = town.ask(town.luis, town.tom)
    assert letters(town.tom) == ["Somebody would like you as their mentor"]
    assert letters(town.luis) == ["Your request is on its way"]
    pair = town.accept(asked)
    assert (pair.source, pair.protege_id, pair.mentor_id) == (Source.CHOICE, town.luis.id, town.tom.id)
    assert pair.sessions.count() == town.programme.weeks
    assert MentorSeat.objects.get().pair == pair
    kept = fresh(asked)
    assert (kept.outcome, kept.pair_id, kept.policy) == ("accepted", pair.id, MatchPolicy.objects.get())
    assert letters(town.luis, 1) == ["Tom Hill is your mentor"]
    assert letters(town.tom, 1) == ["Luis Prado is your protégé"]
    with pytest.raises(services.UnableToAsk, match="cannot choose"):
        town.ask(town.luis, town.bea)


def test_a_no_is_told_to_the_protege_alone_in_kind_words_and_the_next_can_be_asked(town):
    asked = town.ask(town.luis, town.tom)
    town.decline(asked, line="Another time, gladly.")
    kept = fresh(asked)
    assert (kept.outcome, kept.answer_line) == ("declined", "Another time, gladly.")
    assert letters(town.luis, 1) == ["You can ask the next mentor"]
    assert len(letters(town.tom)) == 1
    body = Message.objects.get(subject="You can ask the next mentor").body
    assert "Tom Hill cannot mentor you this time." in body and "Another time" not in body
    assert shown(town, town.luis)[0] == "Bea Boss"
    town.ask(town.luis, town.bea)


def test_silence_passes_on_after_the_last_day_and_both_are_told_once(town):
    asked = town.ask(town.luis, town.tom)
    assert services.pass_on_overdue(now=NOW, today=date(2026, 3, 9)) == 0
    assert services.pass_on_overdue(now=LATER, today=date(2026, 3, 10)) == 1
    assert services.pass_on_overdue(now=LATER, today=date(2026, 3, 10)) == 0
    assert fresh(asked).outcome == "passed_on"
    assert letters(town.luis, 1) == ["You can ask the next mentor"]
    assert letters(town.tom, 1) == ["A request to you has ended"]
    assert "counts against nobody" in Message.objects.get(subject="A request to you has ended").body
    with pytest.raises(services.UnableToAnswer, match="not open"):
        town.accept(asked, now=LATER)
    town.ask(town.luis, town.bea, now=LATER)


def test_after_the_last_day_a_yes_comes_too_late_even_before_the_sweep(town):
    asked = town.ask(town.luis, town.tom)
    with pytest.raises(services.UnableToAnswer, match="not open"):
        town.accept(asked, now=LATER)
    assert town.accept(asked, now=datetime(2026, 3, 9, 20, 0, tzinfo=NOW.tzinfo))


def test_taken_back_before_the_answer_and_the_mentor_is_told(town):
    asked = town.ask(town.luis, town.tom)
    town.withdraw(asked)
    assert fresh(asked).outcome == "withdrawn"
    assert letters(town.tom, 1) == ["A request to you has ended"]
    for act in (town.withdraw, town.decline, town.accept):
        with pytest.raises(services.UnableToAnswer, match="not open"):
            act(asked)
    assert not Pair.objects.exists()


def test_only_the_two_answer_and_withdraw(town):
    asked = fresh(town.ask(town.luis, town.tom))
    for actor in (town.manager, town.actor(town.luis), town.actor(town.ruth)):
        for act, more in ((services.accept_request, {}), (services.decline_request, {"line": ""})):
            with pytest.raises(services.UnableToAnswer):
                act(request=asked, actor=actor, now=NOW, **more)
    for actor in (town.manager, town.actor(town.tom), town.actor(town.dele)):
        with pytest.raises(services.UnableToAnswer):
            services.withdraw_request(request=asked, actor=actor, now=NOW)
    assert fresh(asked).is_open


def test_whoever_else_asked_for_the_last_place_is_told_at_once(town):
    first, second = town.ask(town.mei, town.ruth), town.ask(town.dele, town.ruth)
    town.accept(first)
    assert fresh(second).outcome == "filled"
    assert "A request to you has ended" not in letters(town.ruth)
    assert letters(town.dele, 1) == ["You can ask the next mentor"]
    assert set(shown(town, town.dele)) == {"Tom Hill", "Bea Boss"}


def test_when_a_pair_ended_somebody_else_can_be_asked(town):
    from mentorlift.mentorships.services import end_pair

    pair = town.accept(town.ask(town.luis, town.tom))
    end_pair(pair=pair, actor=town.actor(town.luis), now=NOW + timedelta(days=1))
    assert shown(town, town.luis) and "Tom Hill" not in shown(town, town.luis)


def test_with_a_place_left_the_other_request_stays_open(town):
    first, second = town.ask(town.luis, town.tom), town.ask(town.dele, town.tom)
    town.accept(first)
    assert fresh(second).is_open
    town.accept(second)
    assert Pair.objects.filter(mentor=town.tom).count() == 2


def test_what_the_rules_bar_by_now_ends_and_both_are_told(town):
    asked = town.ask(town.luis, town.tom)
    services.keep_apart(cohort=town.cohort, protege_id=town.luis.id, mentor_id=town.tom.id, actor=town.manager, now=NOW)
    with pytest.raises(services.UnableToAnswer, match="may not be paired any more"):
        town.accept(asked)
    assert fresh(asked).outcome == "lapsed"
    assert letters(town.luis, 1) == ["Your request has ended"]
    assert letters(town.tom, 1) == ["A request to you has ended"]
    assert not Pair.objects.exists()


def test_nothing_of_an_answer_is_kept_when_the_pair_cannot_open(town):
    asked = town.ask(town.luis, town.tom)
    from mentorlift.programmes.models import Question, QuestionSet

    Question.objects.all().delete()
    QuestionSet.objects.all().delete()
    with pytest.raises(services.UnableToAnswer, match="no questions"):
        town.accept(asked)
    assert fresh(asked).is_open
    assert not Pair.objects.exists()


# -- what falls due by itself --------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["mentor left", "protege left", "mentor says no", "ended", "paired"])
def test_a_request_that_cannot_become_a_pair_ends_by_itself_and_is_told(town, what):
    asked = town.ask(town.luis, town.tom)
    if what == "mentor left":
        Employment.objects.filter(person=town.tom).update(exited_on=MONDAY)
    elif what == "protege left":
        Employment.objects.filter(person=town.luis).update(exited_on=MONDAY)
    elif what == "mentor says no":
        from mentorlift.programmes.services.mentors import answer_offer

        answer_offer(offer=MentorOffer.objects.get(person=town.tom), accepted=False, actor_id="tom", now=NOW)
    elif what == "ended":
        from mentorlift.programmes.services import stop

        stop(programme=town.programme, reason="Too few.", actor_id="test", now=NOW)
    else:
        from mentorlift.mentorships.services import open_pairs

        two = [(town.luis.id, town.bea.id)]
        open_pairs(cohort=town.cohort, pairs=two, starts_on=MONDAY, source="hand", actor=town.manager, now=NOW)
    assert services.settle_impossible(now=NOW, today=MONDAY) == 1
    assert services.settle_impossible(now=NOW, today=MONDAY) == 0
    assert fresh(asked).outcome == "lapsed"
    assert "Your request has ended" in letters(town.luis)


def test_a_place_that_somebody_else_filled_ends_the_request(town):
    asked = town.ask(town.dele, town.ruth)
    from mentorlift.mentorships.services import open_pairs

    two = [(town.mei.id, town.ruth.id)]
    open_pairs(cohort=town.cohort, pairs=two, starts_on=MONDAY, source="hand", actor=town.manager, now=NOW)
    assert services.settle_impossible(now=NOW, today=MONDAY) == 1
    assert fresh(asked).outcome == "filled"
    assert "You can ask the next mentor" in letters(town.dele)
    assert "A request to you has ended" in letters(town.ruth)


def test_the_sweep_is_a_job_of_its_own_and_looks_with_the_same_queries_at_many(town, django_assert_max_num_queries):
    from mentorlift.jobs.registry import find

    assert find("matching.requests").every == timedelta(minutes=15)
    town.ask(town.luis, town.tom)
    town.ask(town.dele, town.tom)
    with django_assert_max_num_queries(9):
        assert services.settle_impossible(now=NOW, today=MONDAY) == 0


def test_the_lines_of_the_erased_are_emptied(town):
    asked = town.ask(town.luis, town.tom, line="Hello Tom")
    town.decline(asked, line="Not now, Luis")
    Identity.objects.filter(person=town.luis).delete()
    assert services.remove_lines_of_erased(now=NOW) == 1
    assert (fresh(asked).line, fresh(asked).answer_line) == ("", "Not now, Luis")
    Identity.objects.filter(person=town.tom).delete()
    assert services.remove_lines_of_erased(now=NOW) == 1
    assert fresh(asked).answer_line == ""
    assert services.remove_lines_of_erased(now=NOW) == 0


# -- the programme manager -----------------------------------------------------------------------------------------


def test_an_intake_is_turned_before_anything_is_published_and_everybody_drawn_now_is_written_to():
    town = Town()
    facts = {"cohort": town.cohort, "shown": 5, "days": 5, "now": NOW}
    stranger = actor_for(user_of(somebody("Lia Lead"), "leader"), "leader")
    with pytest.raises(services.UnableToOpenChoosing, match="Only a programme manager"):
        services.open_choosing(**facts, actor=stranger)
    with pytest.raises(services.UnableToOpenChoosing, match="1 to 20"):
        services.open_choosing(**facts | {"shown": 21}, actor=town.manager)
    opened = services.open_choosing(**facts, actor=town.manager)
    assert services.open_choosing(**facts, actor=town.manager) == opened
    assert MatchPolicy.objects.count() == 1
    drain()
    told = Message.objects.filter(subject="Choose your mentor").values_list("to", flat=True)
    proteges = (town.ana, town.dele, town.mei, town.luis)
    assert set(told) == {Identity.objects.get(person=one).email for one in proteges}


def test_once_pairs_are_published_the_intake_stays_with_drafts():
    town = Town()
    town.publish(town.draft(), [town.mei])
    with pytest.raises(services.UnableToOpenChoosing, match="published already"):
        services.open_choosing(cohort=town.cohort, shown=5, days=5, actor=town.manager, now=NOW)


def test_before_the_draw_nobody_chooses():
    from mentorlift.mentorships.tests.builders import cohort

    town = Town()
    other = cohort(town.programme, name="April")
    with pytest.raises(services.UnableToOpenChoosing, match="draw comes first"):
        services.open_choosing(cohort=other, shown=5, days=5, actor=town.manager, now=NOW)


def test_no_draft_is_made_or_published_beside_a_choosing_and_those_who_are_left_get_one_after_it():
    town = Town()
    draft = town.draft()
    services.open_choosing(cohort=town.cohort, shown=5, days=5, actor=town.manager, now=NOW)
    with pytest.raises(services.UnableToPublish, match="choose their mentors themselves"):
        town.publish(draft)
    with pytest.raises(services.UnableToDraft, match="choose their mentors themselves"):
        town.draft()
    assert Draft.objects.count() == 1


def test_ending_it_ends_the_open_requests_tells_both_and_leaves_the_pairs(town):
    pair = town.accept(town.ask(town.mei, town.ruth))
    asked = town.ask(town.luis, town.tom)
    assert services.close_choosing(choosing=town.choosing, actor=town.manager, now=NOW) == 1
    assert services.close_choosing(choosing=town.choosing, actor=town.manager, now=NOW) == 0
    assert fresh(asked).outcome == "closed"
    assert letters(town.luis, 1) == ["Your request has ended"]
    assert letters(town.tom, 1) == ["A request to you has ended"]
    draft = town.draft()
    assert set(draft.pairs.values_list("protege_id", flat=True)) == {town.ana.id, town.dele.id, town.luis.id}
    assert Pair.objects.get() == pair
    again = services.open_choosing(cohort=town.cohort, shown=3, days=2, actor=town.manager, now=NOW)
    assert again.id != town.choosing.id
    assert Choosing.objects.filter(closed_at=None).get() == again


def test_the_audit_record_tells_neither_who_was_asked_nor_what_came_of_it(town):
    town.decline(town.ask(town.luis, town.tom, line="Hello"), line="No")
    town.accept(town.ask(town.luis, town.bea))
    found = AuditRecord.objects.filter(subject__startswith="request:")
    assert set(found.values_list("action", flat=True)) == {"matching.ask_mentor", "matching.settle_request"}
    for entry in found:
        assert set(entry.ids) == {"choosing"}


def test_a_mentor_opens_no_pair_but_their_own_with_somebody_who_asked(town):
    from mentorlift.mentorships.services import UnableToPair, open_pairs

    facts = {"cohort": town.cohort, "starts_on": MONDAY, "actor": town.actor(town.tom), "now": NOW}
    for two, source in (((town.luis.id, town.bea.id), "choice"), ((town.luis.id, town.tom.id), "draft")):
        with pytest.raises(UnableToPair, match="Only a programme manager"):
            open_pairs(**facts, pairs=[two], source=source)


def test_more_mentors_later_are_offered_too(town):
    offer(town.programme, somebody("Uma New", strong_in="price"))
    assert shown(town, town.luis)[0] in ("Uma New", "Bea Boss")
