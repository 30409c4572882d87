"""Faults of a refused file are kept so that each reader has them in their language."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from mentorlift.accounts.models import User
from mentorlift.jobs.work import drain
from mentorlift.outcomes.models import Delivery, OutcomeImport
from mentorlift.people.tests.builders import hire

pytestmark = pytest.mark.django_db

FILE = "person_id,date,revenue,currency\n1,2026-01-05,x,EUR\n1,2026-01-06,1,EUR\n1,2026-01-06,2,USD\n"


@pytest.fixture
def manager(enter, tmp_path, settings):
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "uploads", tmp_path
    hire("1", name="Ana Nowak")
    yield enter("programme_manager")
    translation.deactivate()


def brought_in(client, text, every="day"):
    file = SimpleUploadedFile("zahlen.csv", text.encode())
    assert client.post("/outcomes/imports/", {"file": file, "every": every}).status_code == 302
    drain()
    return OutcomeImport.objects.latest("uploaded_at")


def page(client, found, language):
    User.objects.update(language=language)
    return client.get(f"/outcomes/imports/{found.id}/").content.decode()


def test_one_refused_file_is_read_in_two_languages(manager):
    found = brought_in(manager, FILE)
    for said in (
        "zahlen.csv:2:revenue: &#x27;x&#x27; ist keine endliche Zahl; nehmen Sie einen Dezimalpunkt",
        "zahlen.csv:4:person_id: 1 steht für 2026-01-06 schon in Zeile 3; behalten Sie je Person und Tag eine Zeile",
        "zahlen.csv:4:currency: die Datei mischt EUR und USD; rechnen Sie zuerst in eine Währung um",
    ):
        assert said in page(manager, found, "de")
    assert "zahlen.csv:4:currency: the file mixes EUR and USD; convert to one" in page(manager, found, "en")


def test_what_only_the_store_knows_is_wrong_is_said_too(manager):
    brought_in(manager, "person_id,date,calls,revenue,currency\n1,2026-01-05,1,1,EUR\n")
    weekly = brought_in(manager, "person_id,date,calls\n1,2026-01-05,9\n", every="week")
    shown = page(manager, weekly, "de")
    assert "zahlen.csv:1:calls: calls wird hier je Tag geführt; nennen Sie eine Kennzahl je Woche anders" in shown
    dollars = brought_in(manager, "person_id,date,revenue,currency\n1,2026-01-06,1,USD\n")
    assert "revenue steht hier in EUR, in dieser Datei in USD; rechnen Sie" in page(manager, dollars, "de")


def test_a_line_kept_before_languages_were_known_is_shown_as_it_is(manager):
    found = brought_in(manager, FILE)
    line = "zahlen.csv:3:person_id: this row has no person; give the id"
    OutcomeImport.objects.filter(id=found.id).update(faults=[line, *found.faults])
    shown = page(manager, found, "de")
    assert line in shown and "ist keine endliche Zahl" in shown


def test_the_log_of_a_delivery_says_it_in_the_reader_s_language(manager):
    found = brought_in(manager, FILE)
    delivery = Delivery.objects.create(name="Nightly", takes_at=dt.time(4), opened_at=timezone.now(), opened_by="a")
    OutcomeImport.objects.filter(id=found.id).update(delivery=delivery)
    User.objects.update(language="de")
    shown = manager.get(f"/outcomes/deliveries/{delivery.id}/").content.decode()
    assert "zahlen.csv:2:revenue: &#x27;x&#x27; ist keine endliche Zahl" in shown
