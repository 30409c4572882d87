"""What is missing and the approvals, worked through and read in the browser."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mentorlift.programmes import scope, services
from mentorlift.programmes.models import Approval, Approver, Participation, Programme
from mentorlift.programmes.queries.approvals import approval_states
from mentorlift.programmes.tests.builders import (
    WHO,
    cohort,
    programme,
)

pytestmark = pytest.mark.django_db


def _launched() -> Programme:
    made = programme()
    services.launch(programme=made, **WHO)
    return made


def page(name, *args):
    return reverse(f"programmes:{name}", args=args)


def test_the_list_is_worked_through_in_the_browser(enter):
    made = _launched()
    client = enter("programme_manager")
    text = client.get(page("ready", made.id)).content.decode()
    assert "things are missing" in text
    assert "Not asked yet, or not answered." in text and "Works council: " not in text, "a name is said once"
    assert 'href="' + page("approval", made.id, "works_council") in text
    paper = SimpleUploadedFile("agreement.pdf", b"%PDF-1.7 x", content_type="text/html")
    given = {"signed_by": "Council", "decided_on": "2026-03-01", "paper": paper, "given": "1"}
    assert client.post(page("approval", made.id, "works_council"), given).status_code == 302
    refused = client.post(page("approval", made.id, "leadership"), {"reason": "", "not_needed": "1"})
    assert refused.status_code == 422
    client.post(page("approval", made.id, "leadership"), {"reason": "small", "not_needed": "1"})
    client.post(page("waiver", made.id, "closed-dates"), {"reason": "we meet online"})
    kept = Approval.objects.get(approver="works_council")
    sheet = client.get(page("approvals", made.id)).content.decode()
    assert "agreement.pdf" in sheet
    file = client.get(page("paper", made.id, kept.document_id))
    assert file["Content-Disposition"] == 'attachment; filename="agreement.pdf"'
    assert (file.content, file["Content-Type"]) == (b"%PDF-1.7 x", "application/pdf")
    assert client.get(page("paper", made.id, uuid4())).status_code == 404
    assert "Signed by" in client.get(page("ready", made.id)).content.decode()


def test_a_reviewer_reads_decides_and_changes_nothing_else(enter):
    found = cohort(Participation.VOLUNTARY, size=6)
    made = found.programme
    client = enter("reviewer")
    for name in ("programme", "ready", "approvals", "charter", "intakes"):
        assert client.get(page(name, made.id)).status_code == 200, name
    for name in ("mentors", "ending"):
        assert client.get(page(name, made.id)).status_code == 404, name
    assert client.get(page("intake", made.id, found.id)).status_code == 404
    where = page("approval", made.id, "works_council")
    assert client.post(where, {"given": "1", "signed_by": "x"}).status_code == 404
    assert client.post(where, {"refuse": "1", "comment": ""}).status_code == 422
    assert client.post(where, {"refuse": "1", "comment": "Not yet"}).status_code == 302
    fresh = Programme.objects.get(id=made.id)
    states = {one.approver: one.word for one in approval_states(fresh, scope.scope_of(fresh))}
    assert states[Approver.WORKS_COUNCIL] == "refused"
    assert client.post(page("approval", made.id, "leadership"), {"approve": "1"}).status_code == 404
    assert client.post(page("waiver", made.id, "closed-dates"), {"reason": "x"}).status_code == 404
    today = client.get("/").content.decode()
    assert "was refused; look whether it has been changed" in today
    assert "Leadership" not in today
