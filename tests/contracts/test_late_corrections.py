"""A day corrected after the answer: the answer is worked out again by itself, and says what that changed."""

import csv
from datetime import date, timedelta
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

from mentorlift.experiments.corrections import ask_again, changes, compared
from mentorlift.experiments.models import Analysis
from mentorlift.jobs.models import Job
from mentorlift.jobs.work import drain
from mentorlift.outcomes.models import OutcomeImport
from mentorlift.outcomes.services.take_over import bring_in, withdraw
from mentorlift.programmes.models import Programme
from tests.contracts.small_answer import START, answer


def correct(tmp_path: Path, day: date, codes: list[str], revenue: float, *, name: str = "late.csv") -> OutcomeImport:
    path = tmp_path / name
    with path.open("w", newline="") as stream:
        rows = [("person_id", "date", "revenue"), *((code, day.isoformat(), revenue) for code in codes)]
        csv.writer(stream).writerows(rows)
    return bring_in(path=path, actor_id="a", now=timezone.now())


def asked_again() -> int:
    asked = ask_again(now=timezone.now())
    drain()
    return asked


def test_a_correction_in_the_window_computes_again_and_says_what_it_changed(
    programme: Programme,
    tmp_path: Path,
    enter,
) -> None:
    first = answer(programme)
    assert changes(first) is None
    assert asked_again() == 0
    day = START + timedelta(days=1)
    correct(tmp_path, day, [f"n{number:03d}" for number in range(12)], 100_000)
    late = START + timedelta(days=181)  # after the last window
    correct(tmp_path, late, ["n001"], 7, name="after.csv")
    assert asked_again() == 1
    assert asked_again() == 0
    second = Analysis.objects.filter(programme=programme).latest("computed_at")
    assert second.id != first.id
    assert second.requested_by == ""
    found = changes(second)
    assert found is not None
    assert [change.file_name for change in found.files] == ["late.csv"]
    assert (found.corrected, found.new, found.days) == (12, 0, [day])
    moved = next(one for one in found.moved if (one.after or {})["question"] == "itt_per_day")
    assert moved.before is not None
    assert moved.before["estimate"] != moved.after["estimate"]
    assert moved.before["estimate"] == next(
        row["estimate"] for row in first.results["estimates"] if row["question"] == "itt_per_day"
    )
    unmoved = [row for row in second.results["estimates"] if row["question"] == "retention"]
    assert unmoved
    assert not [one for one in found.moved if (one.after or {})["question"] == "retention"]
    address = reverse("reports:results", args=[programme.id])
    page = enter("analyst").get(address).content.decode()
    for said in ("What changed since the last computation", "Nobody asked for it", "The figure of the headline:"):
        assert said in page
    assert "12 person-days were corrected" in page
    assert "late.csv" in page
    assert "late.csv" not in enter("leader").get(address).content.decode()


def test_a_file_with_the_same_figures_computes_nothing(programme: Programme, tmp_path: Path) -> None:
    answer(programme)
    path = tmp_path / "figures.parquet"
    again = bring_in(path=path, actor_id="a", now=timezone.now())
    assert again.replaced == again.kept
    assert asked_again() == 0


def test_a_file_taken_back_computes_again(programme: Programme, tmp_path: Path, enter) -> None:
    correct(tmp_path, START + timedelta(days=2), ["n000", "n001"], 90_000)
    before = answer(programme)
    withdraw(import_id=OutcomeImport.objects.get(file_name="late.csv").id, actor_id="a", now=timezone.now())
    assert asked_again() == 1
    after = Analysis.objects.filter(programme=programme).latest("computed_at")
    assert after.id != before.id
    found = changes(after)
    assert found is not None
    assert [change.taken_back for change in found.files] == [True]
    page = enter("leader").get(reverse("reports:results", args=[programme.id])).content.decode()
    assert "fewer than 5 person-days were corrected" in page


def test_a_programme_without_an_answer_is_left_alone(programme: Programme, tmp_path: Path) -> None:
    correct(tmp_path, START + timedelta(days=2), ["n000"], 1)
    assert asked_again() == 0
    assert not Job.objects.filter(name="experiments.analyse").exists()


def test_figures_that_came_or_went_are_named_beside_those_that_moved() -> None:
    row = {"question": "itt", "window": "early", "estimate": 1.0, "ci_low": 0.0, "ci_high": 2.0}
    gone = {**row, "question": "old", "not_estimable": "too few", "estimate": None}
    came = {**row, "question": "new"}
    same = {**row, "window": "late", "p_value": 0.1}
    moved, unchanged = compared([row, gone, same], [{**row, "estimate": 1.5}, {**same, "p_value": 0.2}, came])
    assert [(one.before or {}).get("question") for one in moved] == ["itt", None, "old"]
    assert [(one.after or {}).get("question") for one in moved] == ["itt", "new", None]
    assert unchanged == 1
