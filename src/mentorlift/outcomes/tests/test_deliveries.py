"""Files that come by themselves: left in a folder or sent with a token, taken at their time, refused aloud."""

import datetime as dt
import os

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorlift.jobs.work import drain
from mentorlift.notifications.models import Message
from mentorlift.outcomes.folders import delivered, delivery_folder
from mentorlift.outcomes.models import Delivery, Look, Metric, OutcomeImport
from mentorlift.outcomes.services.deliveries import leave_file, new_token, open_delivery
from mentorlift.outcomes.services.looks import look_into, look_into_due
from mentorlift.outcomes.services.uploads import UnableToImport, tidy
from mentorlift.people.tests.builders import hire
from mentorlift.ui.in_words import kept_line

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(2026, 1, 8, 5, 30, tzinfo=dt.UTC)
FILE = "person_id,date,revenue,calls,currency\n1,2026-01-05,100,3,EUR\n2,2026-01-06,50,1,EUR\n"


@pytest.fixture(autouse=True)
def _folders_and_clock_of_the_test(tmp_path, settings, monkeypatch):
    monkeypatch.setattr("mentorlift.jobs.registry.recurring", list)  # the worker would look by the clock of today
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.DATA_DIR = tmp_path
    hire("1", name="Ana Nowak")
    hire("2", name="Luis Prado")


@pytest.fixture
def manager(enter):
    return enter("programme_manager")


@pytest.fixture
def nightly(manager):
    return open_delivery(
        name="Nightly export",
        every="day",
        takes_at=dt.time(5),
        patience=1,
        told=[manager.user],
        actor_id=str(manager.user.id),
        now=MORNING - dt.timedelta(days=1),
    )


def leave(delivery, text=FILE, name="night.csv"):
    """As another system writes a file, some minutes before it is looked for."""
    path = delivery_folder(delivery) / name
    path.write_text(text)
    os.utime(path, (MORNING.timestamp() - 600,) * 2)
    return path


def looked(now=MORNING):
    found = look_into_due(now=now)
    drain()
    return found


def letters():
    return list(Message.objects.order_by("created_at").values_list("subject", flat=True))


def test_a_file_of_the_night_is_taken_once_at_its_time_and_leaves_the_folder(nightly):
    leave(nightly)
    assert look_into_due(now=MORNING - dt.timedelta(hours=1)) == []
    assert [look.taken for look in looked()] == [1]
    taken = OutcomeImport.objects.get()
    assert (taken.delivery, taken.kept, taken.uploaded_by) == (nightly, 2, "")
    assert taken.taken_over_at
    assert delivered(nightly) == []
    assert looked(MORNING + dt.timedelta(hours=2)) == []  # once a day
    assert Metric.objects.get(name="revenue").rows == 2
    assert letters() == []


def test_a_refused_file_is_told_to_whom_the_delivery_names_and_its_log_gives_the_reasons(nightly, manager, enter):
    leave(nightly, FILE + "2,2026-01-07,x,-1,EUR\n")
    looked()
    assert OutcomeImport.objects.get().refused_at
    letter = Message.objects.get()
    assert letter.to == manager.user.email
    assert "it holds 2 mistakes" in letter.body
    assert "/outcomes/imports/" in letter.body
    page = manager.get(reverse("outcomes:delivery", args=[nightly.id])).content.decode()
    assert "night.csv:4:revenue: &#x27;x&#x27; is not a finite number" in page
    assert "refused" in page
    analyst = enter("analyst").get(reverse("outcomes:delivery", args=[nightly.id])).content.decode()
    assert "night.csv:4" not in analyst  # rows of a file name people by their own ids
    assert "Make a token" not in analyst


def test_nothing_coming_is_told_once_until_something_comes(nightly):
    assert [look.told for look in looked()] == [True]
    assert letters() == ["No figures have come: Nightly export"]
    assert [look.told for look in looked(MORNING + dt.timedelta(days=1))] == [False]
    leave(nightly)
    assert [look.taken for look in looked(MORNING + dt.timedelta(days=2))] == [1]
    assert [look.told for look in looked(MORNING + dt.timedelta(days=3))] == [True]
    assert len(letters()) == 2


def test_patience_waits_over_a_weekend(nightly):
    Delivery.objects.update(patience=3)
    told = [look.told for day in range(4) for look in looked(MORNING + dt.timedelta(days=day))]
    assert told == [False, False, True, False]


def test_the_same_file_again_brings_nothing_and_another_one_corrects(nightly):
    leave(nightly)
    looked()
    leave(nightly)
    assert [(look.taken, look.again) for look in looked(MORNING + dt.timedelta(days=1))] == [(0, 1)]
    leave(nightly, FILE.replace("100", "90") + "1,2026-01-07,5,1,EUR\n")
    looked(MORNING + dt.timedelta(days=2))
    latest = OutcomeImport.objects.order_by("-uploaded_at")[0]
    assert latest.days == {"2026-01-05": [1, 0, 1], "2026-01-06": [1, 0, 0], "2026-01-07": [1, 1, 0]}
    assert latest.replaced == 2


def test_the_same_file_counts_again_where_it_knew_somebody_nobody_had_brought_in(nightly):
    text = FILE + "3,2026-01-06,70,1,EUR\n"
    leave(nightly, text)
    looked()
    hire("3", name="Mia Maier")
    leave(nightly, text)
    assert [look.taken for look in looked(MORNING + dt.timedelta(days=1))] == [1]
    assert OutcomeImport.objects.order_by("-uploaded_at")[0].kept == 3


def test_a_file_that_is_still_written_waits_for_the_next_sweep(nightly):
    path = leave(nightly)
    os.utime(path, (MORNING.timestamp() - 5,) * 2)
    assert looked() == []
    assert [look.taken for look in looked(MORNING + dt.timedelta(minutes=5))] == [1]


def test_what_is_no_table_is_told_and_removed(nightly):
    leave(nightly, "hello", name="notes.pdf")
    leave(nightly)
    (look,) = looked()
    assert (look.taken, len(look.refused)) == (1, 1)
    assert delivered(nightly) == []
    assert letters() == ["A file could not be taken: Nightly export"]


def test_two_workers_look_once(nightly):
    leave(nightly)
    assert len(look_into_due(now=MORNING)) == 1
    assert look_into_due(now=MORNING) == []
    assert Look.objects.count() == 1


def test_a_look_killed_before_it_could_remove_the_file_takes_it_once(nightly):
    leave(nightly)
    looked()
    leave(nightly)  # received, and the worker died before it was removed
    look = look_into(delivery=nightly, now=MORNING)
    assert (look.taken, look.again) == (0, 1)
    assert OutcomeImport.objects.count() == 1


def put(client, delivery, token, name="night.csv", text=FILE):
    return client.put(
        reverse("outcomes:delivered_file", args=[delivery.id, name]),
        text,
        content_type="text/csv",
        headers={"Authorization": f"Bearer {token}"},
    )


def test_a_token_brings_a_file_in_and_opens_nothing_else(nightly, manager, client):
    shown = manager.post(reverse("outcomes:token", args=[nightly.id]))
    token = shown.context["token"]
    assert token in shown.content.decode()
    assert token not in manager.get(reverse("outcomes:delivery", args=[nightly.id])).content.decode()
    nightly.refresh_from_db()
    assert token not in nightly.token_digest
    answer = put(client, nightly, token)
    assert (answer.status_code, "05:00" in answer.content.decode()) == (201, True)
    assert [path.read_text() for path in delivered(nightly)] == [FILE]
    assert client.get(reverse("outcomes:imports"), headers={"Authorization": f"Bearer {token}"}).status_code == 302
    assert put(client, nightly, token, name="x.pdf").status_code == 422
    assert len(delivered(nightly)) == 1


def test_a_wrong_an_old_and_a_closed_token_find_nothing(nightly, manager, client, settings):
    assert put(client, nightly, "").status_code == 404
    old = new_token(delivery=nightly, actor_id="u", now=MORNING)
    fresh = new_token(delivery=nightly, actor_id="u", now=MORNING)
    assert put(client, nightly, old).status_code == 404
    allowed, settings.UPLOAD_LIMIT = settings.UPLOAD_LIMIT, 10
    assert put(client, nightly, fresh).status_code == 413
    with pytest.raises(UnableToImport):
        leave_file(delivery=nightly, file_name="night.csv", chunks=[b"123456", b"789012"])
    assert delivered(nightly) == []
    assert list(delivery_folder(nightly).iterdir()) == []
    settings.UPLOAD_LIMIT = allowed
    manager.post(reverse("outcomes:delivery_closing", args=[nightly.id]))
    assert put(client, nightly, fresh).status_code == 404
    leave(nightly)
    assert looked() == []


def test_a_delivery_is_opened_changed_and_looked_into_on_the_pages(manager, enter):
    fields = {"name": "Warehouse", "every": "day", "takes_at": "04:30", "patience": "3", "told": [manager.user.id]}
    page = reverse("outcomes:deliveries")
    assert manager.post(page, {**fields, "told": []}).status_code == 400
    assert enter("analyst").post(page, fields).status_code == 404
    assert manager.post(page, fields).status_code == 302
    opened = Delivery.objects.get()
    assert (opened.takes_at, list(opened.told.all())) == (dt.time(4, 30), [manager.user])
    manager.post(reverse("outcomes:delivery", args=[opened.id]), {**fields, "takes_at": "06:00"})
    opened.refresh_from_db()
    assert opened.takes_at == dt.time(6)
    (delivery_folder(opened) / "now.csv").write_text(FILE)
    manager.post(reverse("outcomes:look", args=[opened.id]))
    drain()
    log = manager.get(reverse("outcomes:delivery", args=[opened.id])).content.decode()
    assert "now.csv" in log
    assert "looked into on request" in log
    assert "1 file taken" in log


def test_unit_and_currency_are_named_unless_the_files_say_otherwise(nightly, enter):
    leave(nightly, "person_id,date,revenue,minutes\n1,2026-01-05,100,30\n")
    looked()
    analyst = enter("analyst")
    assert "not said" in analyst.get(reverse("outcomes:metrics")).content.decode()
    assert analyst.post(reverse("outcomes:unit", args=["revenue"]), {"unit": "", "currency": "euro"}).status_code == 400
    analyst.post(reverse("outcomes:unit", args=["revenue"]), {"unit": "", "currency": "EUR"})
    analyst.post(reverse("outcomes:unit", args=["minutes"]), {"unit": "minutes on the phone", "currency": ""})
    page = analyst.get(reverse("outcomes:metrics")).content.decode()
    assert "EUR" in page
    assert "minutes on the phone" in page
    assert enter("programme_manager").get(reverse("outcomes:unit", args=["revenue"])).status_code == 404
    leave(nightly, FILE.replace("EUR", "USD"))
    looked(MORNING + dt.timedelta(days=1))
    refused = OutcomeImport.objects.order_by("-uploaded_at")[0]
    assert "revenue is in EUR here, in USD in this file" in kept_line(refused.faults[0])
    leave(nightly)
    looked(MORNING + dt.timedelta(days=2))
    analyst.post(reverse("outcomes:unit", args=["revenue"]), {"unit": "", "currency": "USD"})
    assert Metric.objects.get(name="revenue").currency == "EUR"  # now the files say so


def test_the_calendar_names_weekdays_without_a_row(nightly, enter):
    leave(nightly, "person_id,date,revenue\n1,2026-01-05,1\n1,2026-01-07,1\n2,2026-01-10,1\n")  # Monday to Saturday
    looked()
    page = enter("analyst").get(reverse("outcomes:metrics"))
    found = page.context["calendar"]
    assert (found.working_days, found.on_weekends) == (3, 1)
    assert found.empty == [dt.date(2026, 1, 9), dt.date(2026, 1, 8), dt.date(2026, 1, 6)]
    assert "Tue, 6 January 2026" in page.content.decode()
    assert timezone.get_current_timezone_name() in page.content.decode()


def test_days_of_a_file_taken_over_earlier_are_counted_later(nightly):
    leave(nightly)
    looked()
    OutcomeImport.objects.update(days={})
    assert tidy(now=MORNING) == 1
    assert OutcomeImport.objects.get().days == {"2026-01-05": [1, 0, 0], "2026-01-06": [1, 0, 0]}
    assert tidy(now=MORNING) == 0
