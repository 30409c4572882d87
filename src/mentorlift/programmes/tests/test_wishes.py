"""Asked once, in words that are kept; answered by oneself alone; never told of."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection

from mentorlift.audit.models import AuditRecord
from mentorlift.jobs.work import drain
from mentorlift.notifications.models import Message
from mentorlift.programmes import queries, services
from mentorlift.programmes.models import Participation, Wish
from mentorlift.programmes.tests.builders import (
    NOW,
    STARTS_ON,
    TODAY,
    WHO,
    asked,
    cohort,
    fix_plan,
    make_ready,
    people,
    programme,
    say,
)

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(days=3)


def test_the_plan_is_older_than_the_wishes_and_the_programme_open():
    made = programme(Participation.VOLUNTARY)
    people(5)
    found = services.open_cohort(programme=made, name="March", starts_on=STARTS_ON, **WHO)
    services.fill_roster(cohort=found, on=TODAY, **WHO)
    with pytest.raises(services.UnableToAsk, match="measured"):
        services.ask_wishes(cohort=found, closes_at=SOON, **WHO)
    fix_plan(made)
    with pytest.raises(services.UnableToAsk, match="Open the programme"):
        services.ask_wishes(cohort=found, closes_at=SOON, **WHO)
    make_ready(made)
    assert services.ask_wishes(cohort=found, closes_at=SOON, **WHO) == 5


def test_a_question_is_put_once_and_the_list_grows_no_more():
    found = asked()
    with pytest.raises(services.UnableToAsk, match="once"):
        services.ask_wishes(cohort=found, closes_at=SOON, **WHO)
    with pytest.raises(services.UnableToChangeList, match="next intake"):
        services.fill_roster(cohort=found, on=TODAY, **WHO)


def test_nobody_is_asked_where_everybody_takes_part():
    with pytest.raises(services.UnableToAsk, match="Everyone"):
        services.ask_wishes(cohort=cohort(), closes_at=SOON, **WHO)


def test_of_two_branches_only_one_is_asked():
    found = cohort(Participation.BOTH, size=10)
    with pytest.raises(services.UnableToAsk, match="Split"):
        services.ask_wishes(cohort=found, closes_at=SOON, **WHO)
    services.split_branches(cohort=found, mandatory=4, **WHO)
    assert services.ask_wishes(cohort=found, closes_at=SOON, **WHO) == 6


def test_who_asked_when_and_in_which_words_is_kept():
    found = asked()
    services.word_wish(programme=found.programme, asked_in_name_of="Others", texts={"en": "Later words"}, **WHO)
    wish = Wish.objects.filter(cohort=found).first()
    assert (wish.question.version, wish.asked_by, wish.asked_at) == (1, "test", NOW)
    assert wish.question.asked_in_name_of == "Training"


def test_an_answer_may_change_until_the_last_day():
    found = asked()
    wish = Wish.objects.filter(cohort=found).first()
    for answer in ("yes", "no answer", "no"):
        services.answer_wish(wish=wish, answer=answer, language="en", actor_id="person:x", now=NOW)
    wish.refresh_from_db()
    assert (wish.answer, wish.answered_at) == ("no", NOW)
    with pytest.raises(services.UnableToAnswer, match="last day"):
        services.answer_wish(wish=wish, answer="yes", language="en", actor_id="person:x", now=SOON)
    with pytest.raises(services.UnableToAnswer, match="Choose"):
        services.answer_wish(wish=wish, answer="maybe", language="en", actor_id="person:x", now=NOW)


def test_the_audit_record_knows_that_somebody_answered_never_what():
    found = asked()
    say(found, "y")
    entry = AuditRecord.objects.get(action="programmes.answer_wish")
    assert "yes" not in str([entry.ids, entry.digests, entry.subject])


def test_everybody_gets_one_letter_with_their_own_link_even_when_the_work_is_repeated():
    found = asked(size=5)
    from mentorlift.jobs.models import Job
    from mentorlift.programmes.tasks import send_wish_questions

    drain()
    job = Job.objects.get(name="programmes.send_wish_questions")
    assert job.result == {"written": 5, "without_address": 0}
    run = type("Again", (), {"now": NOW, "requested_by": "", "progress": lambda *words: None})()
    send_wish_questions(run, cohort_id=str(found.id))
    assert Message.objects.filter(key__startswith="wish:").count() == 5
    letters = [letter.body for letter in mail.outbox]
    assert len(letters) == 5
    links = {line for body in letters for line in body.splitlines() if "/wish/" in line}
    assert len(links) == 5
    assert all("finds their feet" in body for body in letters)


def test_counts_are_hidden_where_they_would_tell():
    found = asked(size=12)
    assert queries.wish_counts(found).total is None  # all alike: everybody is silent
    say(found, "ynynynyyny")
    counts = queries.wish_counts(found)
    assert counts.asked == 12
    assert counts.total == {"yes": 6, "no": 4, "no answer": 2}
    assert set(counts.by_site) == {"Hamburg", "Leeds"}


def test_a_count_of_four_people_is_hidden():
    found = asked(size=4)
    say(found, "yn")
    assert queries.wish_counts(found).total is None


@pytest.mark.django_db(transaction=True)
def test_an_answer_at_the_moment_of_the_freeze_is_in_the_hash_or_refused():
    found = asked(size=8)
    say(found, "yyyyy")
    late = Wish.objects.filter(cohort=found, answered_at=None).first()
    from mentorlift.programmes.models import Cohort

    Cohort.objects.filter(id=found.id).update(wish_closes_at=NOW + timedelta(seconds=1))
    barrier, said = Barrier(2), []

    def run(call):
        try:
            barrier.wait()
            call()
        except services.UnableToAnswer as error:
            said.append(error)
        finally:
            connection.close()

    after = NOW + timedelta(seconds=2)
    calls = (
        lambda: services.answer_wish(wish=late, answer="no", language="en", actor_id="person:x", now=NOW),
        lambda: services.freeze_roster(cohort=found, actor_id="test", now=after, today=TODAY),
    )
    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.refresh_from_db()
    rows = queries.frozen_rows(found)
    assert found.roster_hash == queries.check_code(found, rows)
    late.refresh_from_db()
    assert bool(said) == (late.answer == "no answer")
