"""A request to a mentor: who may ask, until when, yes, no and silence, and who is told."""

from datetime import date, datetime, timedelta

import pytest

from mentorlift.matching import rules, services
from mentorlift.matching.models import MatchPolicy, MentorRequest
from mentorlift.matching.queries.choosing import candidates
from mentorlift.matching.tests.builders import NOW, somebody
from mentorlift.matching.tests.choosing import LATER, MONDAY, ChoosingTown, fresh, letters, shown
from mentorlift.mentorships.models import MentorSeat, Pair, Source
from mentorlift.notifications.models import Message
from mentorlift.programmes.models import ClosedDate, MentorAbsence, MentorOffer
from mentorlift.programmes.queries.letters import rendered, worded_letter
from mentorlift.programmes.services import word_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return ChoosingTown()


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


def test_the_letters_about_a_request_are_worded_by_the_programme_and_never_show_a_real_one(town):
    made = town.programme
    keys = ("choose_mentor", "mentor_asked", "request_sent", "request_next", "request_over", "request_gone")
    asked = town.ask(town.luis, town.tom)
    for language in ("en", "de"):
        for key in keys:
            worded = worded_letter(made, key, language)
            reader = town.tom if worded.kind.to == "mentors" else town.luis
            shown = rendered(worded, made, person_id=reader.id, now=NOW)
            other = "Luis Prado" if reader == town.tom else "Tom Hill"
            assert shown.name in shown.body and made.name in shown.body
            assert other not in shown.subject + shown.body
    texts = {"subject": "Not this time", "body": "Dear {name}: {what} {link}"}
    word_letter(programme=made, kind="request_next", language="en", **texts, actor_id="u", now=NOW)
    town.decline(asked)
    kept = Message.objects.get(kind="request_next")
    assert (kept.subject, kept.about) == ("Not this time", f"programme:{made.id}")
    assert kept.body.startswith("Dear Luis Prado: Tom Hill cannot mentor you this time.")
    assert set(Message.objects.filter(key__startswith="matching:").values_list("kind", flat=True)) <= set(keys)
