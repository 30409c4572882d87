"""Rows of an answer that are for analysts reach analysts only, whatever the answer is taken away as."""

import io
from zipfile import ZipFile

import pytest
from django.urls import reverse
from pypdf import PdfReader

from mentorlift.experiments.models import Analysis
from mentorlift.experiments.rules import results_for
from mentorlift.programmes.models import Programme
from tests.contracts.small_answer import answer

TELLTALE = "spread of what mentors do"
NAMES = ("results", "results_json", "report", "report_pdf", "proof")


def test_rows_for_analysts_are_left_out_for_others_and_kept_where_they_are_stored() -> None:
    rows = [{"question": "itt"}, {"question": "mentor_effects", "audience": "analysts"}]
    results = {"grade": "A", "estimates": rows}
    assert results_for(results, analyst=True) == results
    assert results_for(results, analyst=False) == {"grade": "A", "estimates": rows[:1]}
    assert len(results["estimates"]) == 2


@pytest.fixture
def told(programme: Programme) -> Programme:
    """An answer that holds one row for analysts."""
    kept = answer(programme)
    row = next(row for row in kept.results["estimates"] if row["question"] == "itt" and row["estimate"] is not None)
    own = {**row, "question": "mentor_effects", "audience": "analysts", "method": TELLTALE, "outcome": TELLTALE}
    Analysis.objects.filter(id=kept.id).update(results={**kept.results, "estimates": [*kept.results["estimates"], own]})
    return programme


def test_only_an_analyst_reads_how_far_mentors_differ(told: Programme, enter) -> None:
    seen = {role: {name: _read(enter(role), name, told) for name in NAMES} for role in ROLES}
    for role in ("leader", "programme_manager"):
        for name in NAMES:
            assert TELLTALE not in seen[role][name], (role, name)
            assert "mentor_effects" not in seen[role][name], (role, name)
    for name in ("results_json", "report", "proof"):
        assert TELLTALE in seen["analyst"][name], name


ROLES = ("leader", "programme_manager", "analyst")


def _read(client, name: str, programme: Programme) -> str:
    sent = client.get(reverse(f"reports:{name}", args=[programme.id]))
    assert sent.status_code == 200
    if name == "report_pdf":
        return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(sent.content)).pages).split())
    if name == "proof":
        with ZipFile(io.BytesIO(sent.content)) as archive:
            return "".join(archive.read(each).decode() for each in archive.namelist())
    return sent.content.decode()
