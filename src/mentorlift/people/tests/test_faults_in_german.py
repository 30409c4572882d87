"""Whoever reads German is told in German what is wrong with a file, at the place of the file."""

import pytest
from django.utils import translation

from mentorlift.accounts.models import User
from mentorlift.jobs.models import Job
from mentorlift.jobs.work import drain
from mentorlift.people.models import PeopleImport
from mentorlift.people.tests.builders import hire, settings_of, upload

pytestmark = pytest.mark.django_db

PEOPLE = (
    "Personalnummer;Name;E-Mail;Eintritt;Austritt;Vorgesetzte\n"
    "1;A;a@example.com;2026-01-05;2026-01-04;2\n"
    "2;B;77@example.com;2026-01-05;;1\n"
    "3;C;c@example.com;bald;;99\n"
    "3;D;d@example.com;2026-01-05;;\n"
)


@pytest.fixture
def manager(enter, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    client = enter("programme_manager")
    User.objects.update(language="de")
    yield client
    translation.deactivate()


def looked_at(client, text, **options):
    """The address of the preview of a file."""
    assert upload(client, text, **options).status_code == 302
    found = PeopleImport.objects.get()
    client.post(f"/people/imports/{found.id}/columns/", settings_of(found))
    return f"/people/imports/{found.id}/"


def test_a_file_of_people(manager):
    hire("77", name="Old Hand")
    page = manager.get(looked_at(manager, PEOPLE) + "preview/").content.decode()
    for said in (
        "people.csv:2:Austritt: der Austritt liegt vor dem ersten Arbeitstag am 2026-01-05; berichtigen Sie eines der",
        "people.csv:2:Vorgesetzte: diese Personen führen einander: 1 -&gt; 2 -&gt; 1; berichtigen Sie",
        "people.csv:3:E-Mail: 77@example.com ist die Adresse von 77; diese Person fehlt in der Datei; berichtigen",
        "people.csv:4:Eintritt: &#x27;bald&#x27; ist kein Datum; schreiben Sie es als 2026-03-31",
        "people.csv:4:Vorgesetzte: niemand hat die Kennung 99; ergänzen Sie die Führungskraft in der Datei",
        "people.csv:5:Personalnummer: 3 steht schon in Zeile 4; eine Zeile je Person",
    ):
        assert said in page


def test_the_list_to_download(manager):
    address = looked_at(manager, PEOPLE) + "preview/?format=csv"
    lines = manager.get(address).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Zeile,Spalte,was nicht stimmt,was zu tun ist"
    assert "4,Eintritt,'bald' ist kein Datum,schreiben Sie es als 2026-03-31" in lines
    User.objects.update(language="en")
    lines = manager.get(address).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "row,column,what is wrong,what to do"
    assert "4,Eintritt,'bald' is not a date,write it as 2026-03-31" in lines


def test_a_file_of_leave(manager):
    hire("1")
    text = "Personalnummer;von;bis\n1;2026-02-02;2026-02-01\n9;2026-02-02;2026-02-03\n"
    page = manager.get(looked_at(manager, text, kind="leave") + "preview/").content.decode()
    assert "people.csv:2:bis: die Abwesenheit endet, bevor sie beginnt; berichtigen Sie eines der Daten" in page
    assert "people.csv:3:Personalnummer: niemand hier hat die Kennung 9; lesen Sie zuerst die Person ein" in page
    refused = upload(manager, "Personalnummer;von;bis;Grund\n1;2026-02-02;2026-02-03;krank\n", kind="leave")
    assert "people.csv:1:Grund: eine Datei mit Abwesenheiten hat drei Spalten" in refused.content.decode()


def test_a_file_that_is_no_table(manager):
    page = upload(manager, b"\x00\x01", name="people.xlsx").content.decode()
    assert "people.xlsx::: das ist keine XLSX-Arbeitsmappe; speichern Sie die Datei als XLSX oder CSV" in page


def test_a_job_that_meets_faults_speaks_the_language_it_runs_in(manager):
    address = looked_at(manager, PEOPLE)
    manager.post(address + "taking-over/")
    with translation.override("de"):
        drain()
    assert "people.csv:4:Eintritt: 'bald' ist kein Datum" in Job.objects.get(name="people.take_over").error
