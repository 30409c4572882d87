"""Each fault somebody could plant, by accident or not, and the sentence it is met with. Nothing is computed from it."""

import json
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mentorlift.cli.main import main
from mentorlift.draws.models import Assignment, Draw
from mentorlift.experiments.models import Analysis
from mentorlift.experiments.services import ask_for_analysis
from mentorlift.files.tests.small_trial import OUTCOMES, PLAN, ROSTER
from mentorlift.jobs.work import drain
from mentorlift.outcomes.models import Metric, OutcomeImport
from mentorlift.programmes.models import Cohort, FrozenPlan, Programme, RosterEntry
from mentorlift.ui.in_words import kept_line
from tests.contracts.small_answer import START


def behind_its_back(table: str, statement: str, values: list[object]) -> None:
    """What somebody with the database shell can do; the triggers are put back, since these tests commit."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement, values)
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement, values)
        for _name, sql in triggers:
            cursor.execute(sql)


def analysed(folder: Path, *, roster: str = ROSTER, outcomes: str = OUTCOMES) -> tuple[int, str]:
    """What `mentorlift analyse` says of these files; nothing may be written where it fails."""
    for name, text in (("roster.csv", roster), ("outcomes.csv", outcomes), ("plan.toml", PLAN)):
        (folder / name).write_text(text)
    options = [f"--{name}={folder / file}" for name, file in (("roster", "roster.csv"), ("outcomes", "outcomes.csv"))]
    out = folder / "results.json"
    done = CliRunner().invoke(main, ["analyse", *options, f"--plan={folder / 'plan.toml'}", f"--out={out}"])
    assert out.exists() == (done.exit_code == 0)
    return done.exit_code, done.output


def brought_in(client, text: str) -> OutcomeImport:
    file = SimpleUploadedFile("figures.csv", text.encode())
    assert client.post(reverse("outcomes:imports"), {"file": file, "every": "day"}).status_code == 302
    drain()
    return OutcomeImport.objects.latest("uploaded_at")


def refused_to_compute(programme: Programme) -> str:
    job = ask_for_analysis(programme=programme, today=date(2025, 10, 1), actor_id="a", now=timezone.now())
    drain()
    job.refresh_from_db()
    assert job.failed_at
    assert not Analysis.objects.exists()
    return job.error


def test_two_arms_for_one_person_in_a_file(tmp_path):
    twice = "001,later,A,voluntary,yes,,,2026-01-05,,,5,Hamburg\n"
    status, said = analysed(tmp_path, roster=ROSTER + twice)
    assert status == 1
    assert "roster.csv:7:person_id: 001 is in two arms: mentored in row 2, later here" in said


def test_two_arms_for_one_person_in_the_database(programme):
    drawn = Assignment.objects.filter(draw__cohort__programme=programme)[0]
    other = "later" if drawn.arm == "mentored" else "mentored"
    facts = {"person": drawn.person, "arm": other, "branch": drawn.branch, "stratum": drawn.stratum}
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(draw=drawn.draw, code="other", **facts)
    second = Cohort.objects.create(
        programme=programme, name="April", starts_on=START, created_at=timezone.now(), created_by="a"
    )
    with pytest.raises(IntegrityError), transaction.atomic():  # nor on the list of a second draw of the programme
        RosterEntry.objects.create(cohort=second, programme=programme, person=drawn.person, started_on=START)


def test_a_day_before_hire_in_a_file(tmp_path):
    roster = "\n".join(
        f"{line},{'hired_on' if at == 0 else '2026-01-06' if line.startswith('001') else '2026-01-01'}"
        for at, line in enumerate(ROSTER.strip().splitlines())
    )
    status, said = analysed(tmp_path, roster=roster + "\n")
    assert status == 0
    assert "left out: 1 rows, day before hire" in said
    assert {"reason": "day before hire", "rows": 1} in json.loads((tmp_path / "results.json").read_text())["dropped"]


def test_a_day_before_hire_in_the_product(programme, enter):
    manager = enter("programme_manager")
    early, first = START - timedelta(days=1), START
    found = brought_in(manager, f"person_id,date,revenue\nn001,{early},1000\nn001,{first},10\n")
    assert found.left_out == {"day before hire": 1}
    assert found.kept == 1
    page = manager.get(reverse("outcomes:import", args=[found.id])).content.decode()
    assert "A day before the first day of work" in page
    assert "Correct the first day of work, or the day." in page


def test_a_draw_edited_in_the_database(programme, enter):
    drawn = Draw.objects.get(cohort__programme=programme)
    moved = drawn.assignments.filter(arm="later").order_by("code")[0]
    statement = "UPDATE draws_assignment SET arm = 'mentored' WHERE id = %s"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Assignment.objects.filter(id=moved.id).update(arm="mentored")
    behind_its_back("draws_assignment", statement, [moved.id])
    said = refused_to_compute(programme)
    assert said == "The draw of March does not verify. Look at its page, which names who moved."
    leader = enter("leader")
    leader.post(reverse("draws:checking", args=[programme.id, drawn.cohort_id]))
    page = leader.get(reverse("draws:ledger", args=[programme.id])).content.decode()
    assert "this draw does not verify" in page
    assert f'<span class="code">{moved.code}</span> drawn: later, found: mentored' in page


def test_a_draw_file_edited_by_hand(programme, tmp_path):
    from mentorlift.draws.ledger import draw_files

    files = draw_files(programme)
    record = json.loads(files["draws/01/draw.json"])
    at = next(i for i, one in enumerate(record["assignments"]) if one["arm"] == "later")
    record["assignments"][at]["arm"] = "mentored"
    (tmp_path / "draw.json").write_text(json.dumps(record))
    (tmp_path / "list.csv").write_text(files["draws/01/list.csv"])
    done = CliRunner().invoke(
        main, ["verify-draw", str(tmp_path / "draw.json"), "--roster", str(tmp_path / "list.csv")]
    )
    assert done.exit_code == 1
    assert record["assignments"][at]["person_id"] in done.output
    assert "put back the drawn arm" in done.output


def test_a_plan_changed_after_it_was_fixed(programme):
    fixed = FrozenPlan.objects.get(programme=programme)
    other = fixed.plan_toml.replace("early = [0, 60]", "early = [0, 30]")
    assert other != fixed.plan_toml
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        FrozenPlan.objects.filter(programme=programme).update(plan_toml=other)
    behind_its_back("programmes_frozenplan", "UPDATE programmes_frozenplan SET plan_toml = %s", [other])
    assert "The plan was changed after it was fixed: it gives another check code." in refused_to_compute(programme)


def test_a_plan_changed_together_with_its_check_code(programme):
    import tomllib

    from mentorlift.files.plan import plan_from, plan_hash

    other = FrozenPlan.objects.get(programme=programme).plan_toml.replace("early = [0, 60]", "early = [0, 30]")
    code = plan_hash(plan_from(tomllib.loads(other), file="plan.toml", text=other, periods=False))
    statement = "UPDATE programmes_frozenplan SET plan_toml = %s, plan_hash = %s"
    behind_its_back("programmes_frozenplan", statement, [other, code])
    said = refused_to_compute(programme)
    assert said == "The draw of March was held under another plan than the one that stands here."


@pytest.mark.parametrize("amount", ["inf", "-Infinity", "1e999", "nan"])
def test_infinite_revenue_in_a_file(tmp_path, amount):
    status, said = analysed(tmp_path, outcomes=OUTCOMES.replace("001,2026-01-05,10,1", f"001,2026-01-05,{amount},1"))
    assert status == 1
    assert f"outcomes.csv:2:revenue: '{amount}' is not a finite number; use a decimal point, or leave it empty" in said


def test_infinite_revenue_in_the_product(programme, enter):
    manager, before = enter("programme_manager"), Metric.objects.get(name="revenue").rows
    found = brought_in(manager, f"person_id,date,revenue\nn001,{START},10\nn002,{START},inf\n")
    assert found.refused_at
    page = manager.get(reverse("outcomes:import", args=[found.id])).content.decode()
    assert "figures.csv:3:revenue: &#x27;inf&#x27; is not a finite number" in page
    assert Metric.objects.get(name="revenue").rows == before


def test_infinite_revenue_in_columns(programme, enter, tmp_path):
    path = tmp_path / "infinite.parquet"
    row = f"SELECT 'n001' AS person_id, DATE '{START}' AS date, 'inf'::DOUBLE AS revenue"
    duckdb.sql(f"COPY ({row}) TO '{path}' (FORMAT parquet)")
    manager = enter("programme_manager")
    file = SimpleUploadedFile("figures.parquet", path.read_bytes())
    manager.post(reverse("outcomes:imports"), {"file": file, "every": "day"})
    drain()
    found = OutcomeImport.objects.latest("uploaded_at")
    assert found.refused_at
    assert "figures.parquet:2:revenue: 'inf' is not a finite number" in kept_line(found.faults[0])
