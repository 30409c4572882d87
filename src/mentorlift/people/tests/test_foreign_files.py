"""Files of two other matchers (see tests/data/README.md): they come in, or are refused with the row and the reason."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mentorlift.people.models import Identity, PeopleImport, Post
from mentorlift.people.tests.builders import bring_in, settings_of, upload

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[4] / "tests" / "data"


@pytest.fixture(autouse=True)
def _uploads_in_a_folder_of_the_test(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(("name", "people"), [("small_mentees", 50), ("large_mentors", 500)])
def test_people_without_id_and_first_day_come_in_under_their_address(enter, name, people):
    raw = (DATA / "mentor_match" / f"{name}.csv").read_bytes()
    found = bring_in(enter("programme_manager"), raw, name=f"{name}.csv", here_since="2026-01-05")
    assert found.counts["added"] == people
    assert found.mapping["person_id"] == "email address"
    post = Post.objects.first()
    assert set(post.attributes) == {"both mentor and mentee", "grade", "profession"}


def test_without_a_first_day_the_page_says_what_is_missing(enter):
    client = enter("programme_manager")
    upload(client, (DATA / "mentor_match" / "small_mentees.csv").read_bytes())
    found = PeopleImport.objects.get()
    page = client.post(f"/people/imports/{found.id}/columns/", settings_of(found))
    assert page.status_code == 400
    assert "give one day for all" in page.content.decode()


@pytest.mark.parametrize(("name", "first"), [("applications", 2), ("missing_favor_ws", 2), ("wrong_row", 3)])
def test_a_form_filled_in_by_one_person_for_all_is_refused_row_by_row(enter, name, first):
    client = enter("programme_manager")
    upload(client, (DATA / "mentormatch" / f"{name}.xlsx").read_bytes(), name=f"{name}.xlsx")
    found = PeopleImport.objects.get()
    client.post(f"/people/imports/{found.id}/columns/", settings_of(found, here_since="2026-01-05"))
    page = client.get(f"/people/imports/{found.id}/preview/").content.decode()
    for row in range(first + 1, first + 5):
        assert f"{name}.xlsx:{row}:Email: jchukina@its.jnj.com is already in row {first}" in page
    assert not Identity.objects.exists()


def test_a_sheet_that_is_missing_is_named_with_those_there(enter):
    client = enter("programme_manager")
    raw = (DATA / "mentormatch" / "missing_worksheet.xlsx").read_bytes()
    file = SimpleUploadedFile("missing_worksheet.xlsx", raw)
    page = client.post("/people/imports/", {"kind": "people", "file": file, "sheet": "mentors"})
    assert page.status_code == 400
    assert "there is no sheet &#x27;mentors&#x27;; it has" in page.content.decode()
    file = SimpleUploadedFile("missing_worksheet.xlsx", raw)
    assert client.post("/people/imports/", {"kind": "people", "file": file, "sheet": "mentees"}).status_code == 302


def test_the_rows_of_the_other_matchers_own_tests_come_in(enter):
    raw = (DATA / "mentormatch" / "test_mentormatch.xlsx").read_bytes()
    found = bring_in(enter("programme_manager"), raw, name="test_mentormatch.xlsx", here_since="2026-01-05")
    assert found.counts["added"] == 4
    assert Identity.objects.filter(name="Xavier Jedediah", code="123").exists()
