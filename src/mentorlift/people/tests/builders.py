"""Small organisations for tests."""

import datetime as dt
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from mentorlift.jobs.work import drain
from mentorlift.people.models import Employment, Identity, PeopleImport, Person, Post

START = dt.date(2026, 1, 5)
FILE = """person_id,name,email,hired_on,exited_on,team,site,manager_id,working_share,years
1,Ines Rocha,ines@example.com,2020-01-01,,Lead,Lisbon,,1,9
2,Ana Nowak,ana@example.com,2026-01-05,,North,Hamburg,1,1,2
3,Luis Prado,luis@example.com,2026-01-05,2026-02-27,North,Hamburg,1,0.5,1
"""


def hire(
    code: str, *, name: str = "", manager: UUID | None = None, team: str = "North", hired_on: dt.date = START
) -> UUID:
    """One person with one employment and one post."""
    person = Person.objects.create(created_at=timezone.now())
    Identity.objects.create(person=person, code=code, name=name or f"Person {code}", email=f"{code}@example.com")
    Employment.objects.create(person=person, hired_on=hired_on)
    Post.objects.create(person=person, from_on=hired_on, team=team, site="Hamburg", manager_id=manager)
    return person.id


def upload(client: Client, text: str | bytes, *, kind: str = "people", name: str = "people.csv"):
    """Posts a file; the response of the upload page."""
    raw = text.encode() if isinstance(text, str) else text
    return client.post("/people/imports/", {"kind": kind, "file": SimpleUploadedFile(name, raw)})


def settings_of(uploaded: PeopleImport, **changed: object) -> dict[str, object]:
    """What the page of columns would send for the guessed mapping."""
    data: dict[str, object] = {f"column_{field}": column for field, column in uploaded.mapping.items()}
    if uploaded.kind == PeopleImport.PEOPLE:
        data |= {"last_day_worked": "no", "holds_from": "2026-03-02", "kept": uploaded.kept}
    return data | changed


def bring_in(client: Client, text: str | bytes, *, kind: str = "people", name: str = "people.csv", **changed: object):
    """Upload, columns, preview, taking over, and the job itself; the import as it ended."""
    assert upload(client, text, kind=kind, name=name).status_code == 302
    found = PeopleImport.objects.order_by("-uploaded_at").first()
    url = f"/people/imports/{found.id}"
    assert client.post(f"{url}/columns/", settings_of(found, **changed)).status_code == 302
    assert client.get(f"{url}/preview/").status_code == 200
    client.post(f"{url}/taking-over/")
    drain()
    found.refresh_from_db()
    return found
