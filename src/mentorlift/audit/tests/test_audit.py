from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from mentorlift.audit import rules
from mentorlift.audit.models import AuditHead, AuditRecord
from mentorlift.audit.services import record, verify_chain

NOW = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)


def write(count=3):
    return [
        record(actor_id=str(uuid4()), action="draws.freeze", subject=f"draw:{n}", now=NOW, ids={"size": n})
        for n in range(count)
    ]


def without_triggers(statement, *values):
    """What somebody with the database's own shell can do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("DROP TRIGGER audit_auditrecord_no_update")
            cursor.execute("DROP TRIGGER audit_auditrecord_no_delete")
        cursor.execute(statement, values)


@pytest.mark.django_db
def test_records_follow_one_another_and_verify():
    first, second, _ = write()
    assert (first.sequence, first.previous_hash) == (1, rules.START)
    assert second.previous_hash == first.hash
    check = verify_chain()
    assert check.intact and check.records == 3


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_a_record(change):
    write()
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditRecord.objects.all().delete() if change == "delete" else AuditRecord.objects.update(actor_id="x")
    assert verify_chain().intact


@pytest.mark.django_db
def test_a_record_changed_behind_the_triggers_is_named():
    write()
    without_triggers("UPDATE audit_auditrecord SET subject = 'draw:9' WHERE sequence = 2")
    check = verify_chain()
    assert check.broken_at == 2 and check.records == 1 and "changed" in check.reason


@pytest.mark.django_db
@pytest.mark.parametrize(("gone", "found"), [(2, 2), (3, 3)])
def test_a_record_taken_out_is_noticed_even_the_last(gone, found):
    write()
    without_triggers("DELETE FROM audit_auditrecord WHERE sequence = %s", gone)
    assert verify_chain().broken_at == found


@pytest.mark.django_db
def test_a_record_falls_with_the_change_it_tells_of():
    write(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(actor_id="", action="people.import", subject="import:1", now=NOW)
        raise ZeroDivisionError
    assert AuditHead.objects.get().sequence == 1
    assert verify_chain().records == 1


@pytest.mark.parametrize("value", ["Martin Weber", "martin@example.com", "müller", 12.5, "x" * 201])
def test_names_addresses_and_measurements_are_refused(value):
    with pytest.raises(rules.NotAnIdentifier):
        rules.checked({"what": value})


def test_ids_dates_and_lists_of_them_are_kept():
    some = uuid4()
    kept = rules.checked({"id": some, "n": 3, "all": [some], "set": {"b", "a"}, "at": NOW, "none": None})
    assert kept == {
        "id": str(some),
        "n": 3,
        "all": [str(some)],
        "set": ["a", "b"],
        "at": "2026-03-02T09:30:15.123456+00:00",
        "none": None,
    }


def test_the_page_is_for_the_administrator_alone(enter):
    write()
    assert enter("programme_manager", "leader", "analyst").get("/audit/").status_code == 404
    assert enter("leader").post("/audit/verification/").status_code == 404
    page = enter("administrator").get("/audit/")
    assert "draws.freeze" in page.content.decode()


def test_the_page_verifies_and_searches(enter):
    write()
    administrator = enter("administrator")
    assert "complete and unchanged" in administrator.post("/audit/verification/").content.decode()
    found = administrator.get("/audit/", {"subject": "draw:1"}).content.decode()
    assert "draw:1" in found and "draw:2" not in found
