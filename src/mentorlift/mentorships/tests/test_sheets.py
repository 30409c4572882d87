"""Sheets: sealed in the database, opened to the two and to nobody else."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as live
from django.db import connection

from mentorlift.accounts.actors import ANYONE
from mentorlift.audit.models import AuditRecord
from mentorlift.mentorships import sealing, services
from mentorlift.mentorships.models import Sheet
from mentorlift.mentorships.queries.sheets import NotYours, advice_between, sheet_of
from mentorlift.mentorships.tests.builders import NOW, actor_for, answers, fill, offer, person, user_of
from mentorlift.notifications.models import Message

pytestmark = pytest.mark.django_db
SECRET = "Nordlicht answered straight away, ünïquely"


def texts_of(view):
    return [field.text for field in view.theirs] if view.theirs is not None else None


def test_the_database_holds_no_word_of_a_sheet(house, session):
    fill(session, house.protege, strengths=SECRET)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = repr([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()])
            assert "Nordlicht" not in rows, table


def test_a_sheet_is_closed_until_both_have_answered(house, session):
    fill(session, house.protege, strengths=SECRET)
    assert sheet_of(house.mentor, session).theirs is None
    fill(session, house.mentor, done=False)
    assert sheet_of(house.mentor, session).theirs is None
    assert sheet_of(house.protege, session).theirs is None
    services.answer_sheet(session=session, actor=house.mentor, now=NOW)
    assert SECRET in texts_of(sheet_of(house.mentor, session))
    assert "S" in texts_of(sheet_of(house.protege, session))


def test_its_author_opens_a_sheet_earlier_and_only_their_own(house, session):
    fill(session, house.protege, done=False, strengths=SECRET)
    services.open_sheet_early(session=session, actor=house.protege, now=NOW)
    assert SECRET in texts_of(sheet_of(house.mentor, session))
    fill(session, house.mentor)
    assert sheet_of(house.protege, session).theirs is None


def test_both_are_told_that_the_sheets_are_open_without_a_word_of_them(house, session):
    fill(session, house.protege, strengths=SECRET)
    assert not Message.objects.filter(key__startswith="mentorships:sheets").exists()
    fill(session, house.mentor, strengths=SECRET)
    assert Message.objects.filter(key__startswith="mentorships:sheets").count() == 2
    assert not any("Nordlicht" in m.subject + m.body for m in Message.objects.all())


def test_what_the_partner_can_read_stands_but_advice_can_still_be_written(house, session):
    fill(session, house.protege)
    fill(session, house.mentor)
    with pytest.raises(services.UnableToSave, match="stands as it is"):
        services.save_sheet(
            session=session, texts=answers(session, house.protege, strengths="other"), actor=house.protege, now=NOW
        )
    advice = answers(session, house.protege, advice_received="Ask for the budget first")
    services.save_sheet(session=session, texts=advice, actor=house.protege, now=NOW)
    assert "Ask for the budget first" in texts_of(sheet_of(house.mentor, session))


def test_a_sheet_is_not_done_while_an_answer_is_missing(house, session):
    fill(session, house.protege, done=False, challenge=" ")
    with pytest.raises(services.UnableToSave, match="empty"):
        services.answer_sheet(session=session, actor=house.protege, now=NOW)


def test_a_very_long_text_is_refused_and_the_sheet_stays(house, session):
    fill(session, house.protege, done=False, strengths=SECRET)
    with pytest.raises(services.UnableToSave, match="4,000"):
        long = answers(session, house.protege, strengths="x" * 4001)
        services.save_sheet(session=session, texts=long, actor=house.protege, now=NOW)
    assert sheet_of(house.protege, session).before[0].text == SECRET


def test_saving_one_field_keeps_the_others(house, session):
    fill(session, house.protege, done=False)
    one = answers(session, house.protege, challenge="Only this")
    services.save_sheet(session=session, texts=one, actor=house.protege, now=NOW)
    assert [field.text for field in sheet_of(house.protege, session).before] == ["S", "Only this"]


def test_nobody_answers_questions_of_another_side_or_programme(house, session):
    theirs = answers(session, house.mentor, feedback="forged") | {"999999": "forged"}
    services.save_sheet(session=session, texts=theirs, actor=house.protege, now=NOW)
    assert not any(field.text for field in sheet_of(house.protege, session).mine)


def everybody_else(house):
    granted = ("programme_manager", "leader", "analyst", "administrator")
    yield ANYONE
    yield house.manager
    yield actor_for(user_of(house.boss), *granted)  # Ana's own manager, with every role there is
    yield replace(actor_for(user_of(None)), roles=frozenset(granted))


def test_nobody_but_the_two_reads_or_writes_a_sheet(house, pair, session):
    fill(session, house.protege, strengths=SECRET)
    fill(session, house.mentor)
    for actor in everybody_else(house):
        with pytest.raises(NotYours):
            sheet_of(actor, session)
        with pytest.raises(NotYours):
            advice_between(actor, pair)
        for write in (services.answer_sheet, services.open_sheet_early):
            with pytest.raises(services.UnableToSave):
                write(session=session, actor=actor, now=NOW)
        with pytest.raises(services.UnableToSave):
            services.save_sheet(session=session, texts={"1": "x"}, actor=actor, now=NOW)


def test_a_new_mentor_reads_nothing_written_before(house, pair, session):
    fill(session, house.protege, strengths=SECRET)
    fill(session, house.mentor)
    successor = person("Nora Next")
    offer(house.programme, successor)
    after = NOW + timedelta(days=7)
    opened = services.re_pair(pair=pair, mentor_id=successor.id, starts_on=after.date(), actor=house.manager, now=after)
    nora = actor_for(user_of(successor))
    with pytest.raises(NotYours):
        sheet_of(nora, session)
    assert advice_between(nora, opened) == []
    assert "Nordlicht" not in repr(sheet_of(nora, opened.sessions.first()))


def test_both_keep_reading_after_the_end_but_write_no_more(house, pair, session):
    fill(session, house.protege, strengths=SECRET)
    fill(session, house.mentor)
    services.end_pair(pair=pair, actor=house.protege, now=NOW + timedelta(days=4))
    session.refresh_from_db()
    assert SECRET in texts_of(sheet_of(house.mentor, session))
    with pytest.raises(services.UnableToSave):
        fill(session, house.protege)


def test_the_audit_record_names_ids_only(house, session):
    fill(session, house.protege, strengths=SECRET)
    entries = AuditRecord.objects.filter(action__startswith="mentorships.")
    assert {entry.action for entry in entries} >= {"mentorships.save_sheet", "mentorships.answer_sheet"}
    assert "Nordlicht" not in repr([(entry.ids, entry.digests, entry.subject) for entry in entries])


def test_last_weeks_advice_is_quoted_and_its_result_told(house, pair, session):
    fill(session, house.protege, advice_received="Ask for the budget first")
    fill(session, house.mentor)
    second = pair.sessions.get(week=2)
    asked = sheet_of(house.protege, second).before[0]
    assert (asked.kind, asked.quote) == ("advice_result", "Ask for the budget first")
    (open_advice,) = advice_between(house.mentor, pair)
    assert (open_advice.text, open_advice.result, open_advice.from_id) == (
        "Ask for the budget first",
        "",
        house.martin.id,
    )
    fill(second, house.protege, advice_result="It worked with two of five")
    assert advice_between(house.mentor, pair)[0].result == ""  # not open yet
    fill(second, house.mentor)
    assert advice_between(house.mentor, pair)[0].result == "It worked with two of five"


def test_the_last_weeks_advice_is_asked_about_in_its_own_sheet(house, pair):
    last = pair.sessions.get(week=4)
    assert "outcome" not in {field.kind for field in sheet_of(house.protege, last).after}
    fill(last, house.protege, advice_received="Call back within the hour")
    fill(last, house.mentor)
    assert "outcome" in {field.kind for field in sheet_of(house.protege, last).after}
    assert advice_between(house.mentor, pair)[0].result == ""
    told = answers(last, house.protege, outcome="Two of three picked up")
    services.save_sheet(session=last, texts=told, actor=house.protege, now=NOW)
    assert advice_between(house.mentor, pair)[0].result == "Two of three picked up"


def test_the_first_meeting_of_a_pair_asks_about_no_earlier_advice(house, pair, session):
    assert "advice_result" not in {field.kind for field in sheet_of(house.protege, session).mine}


def test_a_text_moved_to_another_sheet_cannot_be_read_there(house, session):
    fill(session, house.protege, strengths=SECRET)
    fill(session, house.mentor)
    stolen = Sheet.objects.get(author=house.ana).sealed
    Sheet.objects.filter(author=house.martin).update(sealed=stolen)
    with pytest.raises(sealing.UnableToRead):
        sheet_of(house.mentor, session)


def test_a_sealed_text_opens_with_its_own_pair_only():
    ids = {"pair_id": uuid4(), "session_id": uuid4(), "author_id": uuid4()}
    sealed = sealing.seal({"1": SECRET}, **ids)
    assert sealing.unseal(sealed, **ids) == {"1": SECRET}
    with pytest.raises(sealing.UnableToRead):
        sealing.unseal(sealed, **(ids | {"pair_id": uuid4()}))


def test_without_the_key_nothing_can_be_read(settings):
    ids = {"pair_id": uuid4(), "session_id": uuid4(), "author_id": uuid4()}
    sealed = sealing.seal({"1": SECRET}, **ids)
    settings.SHEET_KEY = "another key"
    with pytest.raises(sealing.UnableToRead):
        sealing.unseal(sealed, **ids)


def test_a_new_key_is_put_in_front_and_old_sheets_are_sealed_again(house, session, settings):
    fill(session, house.protege, strengths=SECRET)
    settings.SHEET_KEY = f"new key,{live.SHEET_KEY}"
    assert services.reseal_sheets(now=NOW) == 1
    settings.SHEET_KEY = "new key"
    assert sheet_of(house.protege, session).before[0].text == SECRET


def test_the_texts_of_an_erased_person_go(house, session):
    from mentorlift.mentorships.services.erasure import remove_texts_of_erased

    fill(session, house.protege, strengths=SECRET)
    fill(session, house.mentor)
    house.ana.identity.delete()
    assert remove_texts_of_erased(now=NOW) == 1
    assert remove_texts_of_erased(now=NOW) == 0
    assert set(texts_of(sheet_of(house.mentor, session))) == {""}
