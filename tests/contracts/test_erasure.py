"""A person is erased, another objects: draw, audit record, results and proof still verify."""

import io
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.urls import reverse
from django.utils import timezone

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import verify_chain
from mentorlift.draws.models import Assignment, Draw
from mentorlift.draws.rules import MENTORED
from mentorlift.draws.verification import verify_anew
from mentorlift.experiments.models import Analysis
from mentorlift.keeping.services import sweep
from mentorlift.people.models import Identity, Person
from mentorlift.people.services.persons import erase
from mentorlift.programmes.models import Programme
from mentorlift.programmes.services import close_programme
from mentorlift.programmes.services.objections import object_to_measuring, withdraw_objection
from tests.contracts.small_answer import answer

OBJECTED = "person who objected to being measured"


def drawn_now(place: int) -> Person:
    """Somebody who was drawn for a mentor at once."""
    return Assignment.objects.filter(arm=MENTORED).order_by("code")[place].person


def counts(analysis: Analysis) -> tuple[int, int]:
    row = next(
        row
        for row in analysis.results["estimates"]
        if row["question"] == "itt_per_day" and row["window"] == "early" and row["scale"] == "difference"
    )
    return row["n_treated"], row["n_control"]


def everything_verifies(enter: Any, programme: Programme, folder: Path) -> None:
    for draw in Draw.objects.all():
        assert verify_anew(draw).verifies
    assert verify_chain().intact
    sent = enter("analyst").get(reverse("reports:proof", args=[programme.id]))
    with ZipFile(io.BytesIO(sent.content)) as archive:
        archive.extractall(folder)
    command = [sys.executable, "-I", str(folder / "recompute.py")]
    done = subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_a_person_is_erased_and_draw_audit_results_and_proof_still_verify(
    programme: Programme, enter: Any, tmp_path: Path
) -> None:
    before = answer(programme)
    person = drawn_now(0)
    known = Identity.objects.get(person=person)
    erase(person_id=person.id, actor_id="admin", now=timezone.now())
    everything_verifies(enter, programme, tmp_path / "proof")
    again = answer(programme)
    assert again.results["estimates"] == before.results["estimates"], "under a random number the figures still count"
    for path in (tmp_path / "proof").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [word for word in (known.name, known.email, str(person.id)) if word.encode() in content], path
    manager = enter("programme_manager")
    for name in ("reports:results", "draws:ledger", "programmes:programme"):
        assert known.name not in manager.get(reverse(name, args=[programme.id])).content.decode()


def test_who_objects_is_left_out_of_every_figure_counted_and_the_draw_stays(
    programme: Programme, enter: Any, tmp_path: Path
) -> None:
    before = answer(programme)
    person = drawn_now(1)
    actor = Actor(user_id="x", person_id=person.id, roles=frozenset())
    object_to_measuring(programme=programme, actor=actor, now=timezone.now())
    after = answer(programme)
    assert counts(after) == (counts(before)[0] - 1, counts(before)[1])
    dropped = {row["reason"]: row["rows"] for row in after.results["dropped"]}
    assert dropped[OBJECTED] > 0 and OBJECTED not in {row["reason"] for row in before.results["dropped"]}
    assert OBJECTED in enter("analyst").get(reverse("reports:results", args=[programme.id])).content.decode()
    assert Assignment.objects.filter(person=person, arm=MENTORED).exists()
    everything_verifies(enter, programme, tmp_path / "proof")
    withdraw_objection(programme=programme, actor=actor, now=timezone.now())
    assert answer(programme).results["estimates"] == before.results["estimates"]


def test_everything_whose_time_is_over_goes_and_what_was_computed_still_verifies(
    programme: Programme, enter: Any, tmp_path: Path
) -> None:
    before = answer(programme)
    close_programme(programme=programme, actor_id="a", now=timezone.now())
    sweep(now=timezone.now() + timedelta(days=4000))
    before.refresh_from_db()
    assert before.results["estimates"]
    everything_verifies(enter, programme, tmp_path / "proof")
    asked = enter("analyst").post(reverse("experiments:compute", args=[programme.id]), follow=True)
    assert "deleted as planned" in asked.content.decode(), "no figure is made up from what is left"
    assert Analysis.objects.count() == 1
