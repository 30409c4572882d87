"""A programme is made from a template and changed until people rely on it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from mentorlift.audit.models import AuditRecord
from mentorlift.programmes import queries, services
from mentorlift.programmes.models import Participation, Programme, Question, Side
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.rules.templates import QuestionText
from mentorlift.programmes.tests.builders import NOW, STARTS_ON, TODAY, WHO, cohort, fix_plan, person, programme

pytestmark = pytest.mark.django_db


def make(owner=1, **changes):
    words = {
        "template": "onboarding",
        "name": "Spring",
        "purpose": "ramp_up",
        "purpose_text": "To start well.",
        "owner_id": person(owner).id,
    }
    return services.create_programme(**(words | changes), **WHO)


def test_a_template_brings_guides_questions_and_wording():
    made = make()
    assert made.guides.count() == made.weeks == 4
    assert queries.latest_question_set(made).version == 1
    assert queries.current_wording(made).version == 1
    assert made.eligibility["hired_within_days"] == 60
    assert AuditRecord.objects.filter(action="programmes.create", subject=f"programme:{made.id}").exists()


@pytest.mark.parametrize("missing", [{"purpose_text": "  "}, {"purpose": "fun"}, {"name": ""}, {"template": "none"}])
def test_a_programme_without_a_purpose_is_refused(missing):
    with pytest.raises(services.UnableToChange):
        make(**missing)
    assert not Programme.objects.exists()


def test_the_database_refuses_an_empty_purpose_too():
    made = make()
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.filter(id=made.id).update(purpose_text="")


def test_two_programmes_have_two_names():
    make()
    with pytest.raises(services.UnableToChange, match="name"):
        make(owner=2)


def test_the_purpose_stands_once_the_programme_is_open():
    made = programme()
    services.launch(programme=made, **WHO)
    words = {"name": "X", "purpose": "culture", "purpose_text": "Other", "problem_areas": [], "owner_id": made.owner_id}
    with pytest.raises(services.UnableToChange, match="open"):
        services.change_purpose(programme=made, **words, **WHO)
    with pytest.raises(services.UnableToChange, match="open"):
        services.change_people(programme=made, eligibility=Eligibility(), **WHO)
    with pytest.raises(services.UnableToLaunch, match="open already"):
        services.launch(programme=made, **WHO)


def test_how_people_take_part_stands_once_they_are_listed():
    found = cohort(is_open=False)
    with pytest.raises(services.UnableToChange, match="list"):
        services.change_participation(
            programme=found.programme, participation=Participation.BOTH, places_wanted=3, **WHO
        )


def test_the_others_first_day_follows_from_the_weeks():
    made = programme()
    services.change_serving(programme=made, others_start_after_weeks=8, **WHO)
    made.refresh_from_db()
    found = services.open_cohort(programme=made, name="March", starts_on=STARTS_ON, **WHO)
    assert found.serves_on == STARTS_ON + timedelta(weeks=8)
    with pytest.raises(services.UnableToChange, match="rely"):
        services.change_serving(programme=made, others_start_after_weeks=26, **WHO)


def test_more_weeks_get_a_guide_and_fewer_lose_theirs():
    made = programme()
    services.change_calendar(programme=made, weeks=6, **WHO)
    assert made.guides.count() == 6
    services.change_calendar(programme=made, weeks=2, **WHO)
    assert [guide.number for guide in made.guides.all()] == [1, 2]


def test_changed_questions_are_the_next_version_and_the_earlier_stays():
    made = programme()
    first = queries.latest_question_set(made)
    services.write_questions(programme=made, questions=[QuestionText("both", "free", "How was it?")], **WHO)
    latest = queries.latest_question_set(made)
    assert latest.version == 2
    assert first.questions.count() == 8
    assert [q.text for q in queries.questions_for(latest, side=Side.MENTOR, week=1)] == ["How was it?"]


def test_each_side_gets_its_own_questions_in_order():
    first = queries.latest_question_set(programme())
    protege = queries.questions_for(first, side=Side.PROTEGE, week=1)
    assert {q.side for q in protege} == {Side.PROTEGE, Side.BOTH}
    assert all(q.kind != "advice_result" for q in protege)
    assert next(q.kind for q in queries.questions_for(first, side=Side.PROTEGE, week=2)) == "advice_result"
    assert Question.objects.filter(question_set=first).count() == 8


def test_the_calendar_skips_what_is_closed_at_the_site():
    made = programme()
    found = services.open_cohort(programme=made, name="March", starts_on=STARTS_ON, **WHO)
    services.close_dates(
        programme=made, days={STARTS_ON + timedelta(days=n): "" for n in range(7)}, site="Leeds", **WHO
    )
    here, there = queries.session_calendar(found, site="Hamburg"), queries.session_calendar(found, site="Leeds")
    assert here[0].from_on == STARTS_ON
    assert there[0].from_on == STARTS_ON + timedelta(days=7)
    assert here[0].title == "Getting started"


def test_a_closed_day_can_be_opened_again():
    made = programme()
    closed = services.close_date(programme=made, on=TODAY, reason="Fair", **WHO)
    assert TODAY in queries.closed_days(made)
    services.open_date(programme=made, closed_date_id=closed.id, **WHO)
    assert TODAY not in queries.closed_days(made)


def test_the_wording_is_kept_in_every_language_that_has_one():
    made = programme()
    texts = {"en": "Would you?", "de": "Möchten Sie?"}
    with override("de"):
        question = services.word_wish(programme=made, asked_in_name_of="Training", texts=texts, **WHO)
    assert (question.version, question.texts) == (2, texts)
    same = services.word_wish(programme=made, asked_in_name_of="Training", texts=texts, **WHO)
    assert same.version == 2


def test_a_fixed_plan_cannot_be_changed_through_any_door():
    made = programme()
    fix_plan(made)
    with pytest.raises(services.UnableToFreezePlan):
        fix_plan(made)
    for statement in ("UPDATE programmes_frozenplan SET plan_hash = 'b'", "DELETE FROM programmes_frozenplan"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_programme_ends_once_and_says_why_when_it_stops():
    made = programme()
    with pytest.raises(services.UnableToClose, match="never opened"):
        services.close_programme(programme=made, **WHO)
    services.launch(programme=made, **WHO)
    with pytest.raises(services.UnableToClose, match="why"):
        services.stop(programme=made, reason=" ", **WHO)
    services.stop(programme=made, reason="Too few mentors", **WHO)
    with pytest.raises(services.UnableToClose, match="ended"):
        services.close_programme(programme=made, **WHO)
    assert queries.stage(Programme.objects.get(id=made.id)) == "stopped"
    assert AuditRecord.objects.filter(action="programmes.stop", at=NOW).exists()
