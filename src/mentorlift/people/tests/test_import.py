import datetime as dt
import io

import openpyxl
import pytest
from django.conf import settings

from mentorlift.audit.models import AuditRecord
from mentorlift.jobs.models import Job
from mentorlift.people.models import Employment, Identity, Leave, PeopleImport, Person, Post
from mentorlift.people.tests.builders import FILE, bring_in, hire, settings_of, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(enter):
    return enter("programme_manager")


@pytest.fixture(autouse=True)
def _uploads_in_a_folder_of_the_test(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def identity(code):
    return Identity.objects.get(code=code)


def test_a_file_is_taken_over_whole(manager):
    found = bring_in(manager, FILE)
    assert found.taken_over_at
    assert found.counts == {"added": 3, "returned": 0, "moved": 0, "changed": 0, "ended": 0, "same": 0}
    luis = Person.objects.get(identity__code="3")
    assert luis.employments.get().exited_on == dt.date(2026, 2, 27)
    post = luis.posts.get()
    assert (post.team, post.manager.identity.name, float(post.working_share)) == ("North", "Ines Rocha", 0.5)
    assert post.attributes == {"years": "1"}


def test_the_uploaded_file_is_deleted_once_taken_over(manager, tmp_path, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        bring_in(manager, FILE)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_bringing_in_the_same_file_again_changes_nothing(manager):
    bring_in(manager, FILE)
    before = list(Post.objects.values().order_by("id")), list(Employment.objects.values().order_by("id"))
    upload(manager, FILE)
    again = PeopleImport.objects.order_by("-uploaded_at").first()
    manager.post(f"/people/imports/{again.id}/columns/", settings_of(again))
    page = manager.get(f"/people/imports/{again.id}/preview/").content.decode()
    assert "This file changes nothing." in page
    assert (list(Post.objects.values().order_by("id")), list(Employment.objects.values().order_by("id"))) == before


def test_the_mapping_is_remembered_for_the_same_columns(manager):
    text = FILE.replace("person_id,", "Nr.,").replace(",team,", ",Gruppe,")
    upload(manager, text)
    first = PeopleImport.objects.get()
    assert (first.mapping["person_id"], first.mapping.get("team")) == ("email", None)
    manager.post(
        f"/people/imports/{first.id}/columns/", settings_of(first, column_person_id="Nr.", column_team="Gruppe")
    )
    upload(manager, text)
    second = PeopleImport.objects.order_by("-uploaded_at").first()
    assert (second.mapping["person_id"], second.mapping["team"]) == ("Nr.", "Gruppe")


def test_a_last_day_worked_becomes_the_first_day_gone(manager):
    bring_in(manager, FILE, last_day_worked="yes")
    assert Employment.objects.get(person__identity__code="3").exited_on == dt.date(2026, 2, 28)


def test_a_move_is_dated_and_the_earlier_post_stays(manager):
    bring_in(manager, FILE)
    found = bring_in(manager, FILE.replace("North,Hamburg,1,1,2", "South,Leeds,3,1,2"), holds_from="2026-04-01")
    assert (found.counts["moved"], found.counts["same"]) == (1, 2)
    old, new = Post.objects.filter(person=identity("2").person).order_by("from_on")
    assert (old.team, old.until_on) == ("North", dt.date(2026, 4, 1))
    assert (new.team, new.site, new.from_on, new.until_on) == ("South", "Leeds", dt.date(2026, 4, 1), None)
    assert new.manager.identity.code == "3"


def test_someone_who_comes_back_has_two_employments(manager):
    bring_in(manager, FILE)
    back = FILE.replace("2026-01-05,2026-02-27", "2026-05-04,")
    found = bring_in(manager, back)
    assert found.counts["returned"] == 1
    spells = Employment.objects.filter(person=identity("3").person).order_by("hired_on")
    assert [(spell.hired_on, spell.exited_on) for spell in spells] == [
        (dt.date(2026, 1, 5), dt.date(2026, 2, 27)),
        (dt.date(2026, 5, 4), None),
    ]
    posts = Post.objects.filter(person=identity("3").person).order_by("from_on")
    assert [post.from_on for post in posts] == [dt.date(2026, 1, 5), dt.date(2026, 5, 4)]


def test_two_people_may_swap_their_addresses(manager):
    bring_in(manager, FILE)
    swapped = FILE.replace("ana@", "x@").replace("luis@", "ana@").replace("x@", "luis@")
    bring_in(manager, swapped)
    assert (identity("2").email, identity("3").email) == ("luis@example.com", "ana@example.com")


def test_every_fault_is_listed_and_nothing_is_kept(manager):
    hire("77", name="Old Hand")
    text = (
        "person_id,name,email,hired_on,exited_on,manager_id\n"
        "1,A,a@example.com,2026-01-05,2026-01-04,2\n"
        "2,B,77@example.com,2026-01-05,,1\n"
        "3,C,c@example.com,soon,,99\n"
        "3,D,d@example.com,2026-01-05,,\n"
    )
    upload(manager, text)
    found = PeopleImport.objects.get()
    manager.post(f"/people/imports/{found.id}/columns/", settings_of(found))
    page = manager.get(f"/people/imports/{found.id}/preview/").content.decode()
    for said in (
        "people.csv:2:exited_on: the exit lies before the hire",
        "people.csv:2:manager_id: these people manage each other: 1 -&gt; 2 -&gt; 1",
        "people.csv:3:email: 77@example.com is the address of 77",
        "people.csv:4:hired_on: &#x27;soon&#x27; is not a date",
        "people.csv:4:manager_id: nobody has the id 99",
        "people.csv:5:person_id: 3 is already in row 4",
    ):
        assert said in page
    manager.post(f"/people/imports/{found.id}/taking-over/")
    from mentorlift.jobs.work import drain

    drain()
    job = Job.objects.get(name="people.take_over")
    assert job.state == "failed"
    assert "people.csv:2:exited_on" in job.error
    assert Identity.objects.count() == 1
    download = manager.get(f"/people/imports/{found.id}/preview/?format=csv").content.decode()
    assert download.count("\n") == 7


def test_a_circle_that_closes_only_with_people_already_here_is_refused(manager):
    bring_in(manager, FILE)
    upload(manager, "person_id,name,hired_on,manager_id\n1,Ines Rocha,2020-01-01,2\n")
    found = PeopleImport.objects.order_by("-uploaded_at").first()
    manager.post(f"/people/imports/{found.id}/columns/", settings_of(found))
    page = manager.get(f"/people/imports/{found.id}/preview/").content.decode()
    assert "people.csv:2:manager_id: with the people already here, these manage each other: 1 -&gt; 2 -&gt; 1" in page


@pytest.mark.parametrize("ending", ["tsv", "xlsx"])
def test_other_kinds_of_files_give_the_same_people(manager, ending):
    rows = [line.split(",") for line in FILE.splitlines()]
    if ending == "tsv":
        raw = "\r\n".join("\t".join(row) for row in rows).encode("utf-16")
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        raw = stream.getvalue()
    found = bring_in(manager, raw, name=f"people.{ending}")
    assert found.counts["added"] == 3


def test_a_file_that_is_no_table_is_refused_on_the_page(manager, tmp_path):
    response = upload(manager, b"\x00\x01", name="people.xlsx")
    assert response.status_code == 400
    assert "this is not an XLSX workbook" in response.content.decode()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert upload(manager, b"MZ", name="people.exe").status_code == 400


def test_a_file_too_large_is_refused(manager, monkeypatch):
    monkeypatch.setattr("mentorlift.people.services.uploads.MOST_BYTES", 10)
    response = upload(manager, FILE)
    assert response.status_code == 400
    assert "larger than 50 MB" in response.content.decode()


def test_taking_over_twice_is_one_job_and_one_change(manager):
    found = bring_in(manager, FILE)
    manager.post(f"/people/imports/{found.id}/taking-over/")
    assert Job.objects.filter(name="people.take_over").count() == 1
    assert AuditRecord.objects.filter(action="people.import_people").count() == 1


def test_leave_is_kept_without_a_reason_and_again_changes_nothing(manager):
    bring_in(manager, FILE)
    text = "person_id,from,to\n2,2026-02-02,2026-02-06\n3,2026-02-02,2026-02-03\n"
    found = bring_in(manager, text, kind="leave", name="leave.csv")
    assert found.counts == {"added": 2, "same": 0}
    assert Leave.objects.get(person=identity("2").person).to_on == dt.date(2026, 2, 7)
    longer = text.replace("2026-02-06", "2026-02-09")
    found = bring_in(manager, longer, kind="leave", name="leave.csv")
    assert found.counts == {"added": 1, "same": 1}
    assert Leave.objects.get(person=identity("2").person).to_on == dt.date(2026, 2, 10)


def test_a_file_of_leave_with_reasons_is_not_even_kept_for_a_moment(manager, tmp_path):
    text = "person_id,from,to,reason\n2,2026-02-02,2026-02-06,ill\n"
    response = upload(manager, text, kind="leave", name="leave.csv")
    assert response.status_code == 400
    assert "no reasons; nothing of it was kept" in response.content.decode()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_leave_of_someone_unknown_or_overlapping_is_refused(manager):
    bring_in(manager, FILE)
    bring_in(manager, "person_id,from,to\n2,2026-02-02,2026-02-06\n", kind="leave", name="leave.csv")
    upload(manager, "person_id,from,to\n2,2026-02-06,2026-02-09\n8,2026-02-06,2026-02-09\n", kind="leave", name="l.csv")
    found = PeopleImport.objects.order_by("-uploaded_at").first()
    manager.post(f"/people/imports/{found.id}/columns/", settings_of(found))
    page = manager.get(f"/people/imports/{found.id}/preview/").content.decode()
    assert "l.csv:2:from: it overlaps a spell of 2 that is already here" in page
    assert "l.csv:3:person_id: nobody here has the id 8" in page


def test_a_file_nobody_takes_over_is_forgotten_after_a_week(manager, tmp_path):
    from django.utils import timezone

    from mentorlift.people.services.uploads import discard_old

    upload(manager, FILE)
    assert discard_old(before=timezone.now() - dt.timedelta(days=1), now=timezone.now()) == 0
    assert discard_old(before=timezone.now() + dt.timedelta(seconds=1), now=timezone.now()) == 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("role", ["leader", "analyst", None])
def test_only_programme_managers_and_administrators_bring_in_files(enter, role):
    client = enter(*([role] if role else []))
    assert client.get("/people/imports/").status_code == 404
    assert upload(client, FILE).status_code == 404
    assert not PeopleImport.objects.exists()


def test_nothing_is_written_when_the_job_breaks_off_in_the_middle(manager, monkeypatch):
    def broken(*_args):
        raise RuntimeError("the power went")

    monkeypatch.setattr("mentorlift.people.services.take_over._move", broken)
    found = bring_in(manager, FILE)
    assert found.taken_over_at is None
    assert Person.objects.count() == 0
    assert (settings.MEDIA_ROOT / "people" / f"{found.id}.csv").exists()
