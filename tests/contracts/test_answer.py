"""From lists, draw, meetings and figures to the answer: refused before its day, the same as the command line's."""

import csv
import hashlib
import io
import json
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from mentorlift.cli.main import main
from mentorlift.draws.models import Draw
from mentorlift.experiments import gather, watching
from mentorlift.experiments.models import Analysis
from mentorlift.experiments.rules import PlanChoices, hide_small, may_compare, plan_toml, settled, shown_headline
from mentorlift.experiments.services import UnableToCompute, ask_for_analysis, enter_ledger, record_deviation
from mentorlift.files.faults import Fault, Refused
from mentorlift.files.plan import plan_hash, read_plan
from mentorlift.people.models import Person
from mentorlift.programmes.models import Programme
from mentorlift.reports.results import sections
from mentorlift.reports.results.figures import Figures
from tests.contracts.small_answer import CODES, START, answer


def test_the_two_groups_are_not_compared_before_the_planned_day(programme: Programme) -> None:
    due = programme.frozen_plan.answer_due_on
    with pytest.raises(UnableToCompute, match="not compared before"):
        ask_for_analysis(programme=programme, today=due - timedelta(days=1), actor_id="a", now=timezone.now())
    assert not Analysis.objects.exists()
    assert may_compare(due, due, stopped=False)


def test_the_answer_equals_that_of_the_command_line_on_the_same_files(programme: Programme, tmp_path: Path) -> None:
    kept = answer(programme)
    draws = list(Draw.objects.filter(cohort__programme=programme).select_related("cohort__programme"))
    lines = gather.roster_lines(draws)
    gather.write_roster(tmp_path / "roster.csv", lines)
    gather.write_plan(tmp_path / "plan.toml", programme)
    figures = gather.write_outcomes(tmp_path)
    out = tmp_path / "results.json"
    command = ["analyse", "--roster", tmp_path / "roster.csv", "--outcomes", figures, "--plan", tmp_path / "plan.toml"]
    main([*map(str, command), "--out", str(out)], standalone_mode=False)
    theirs = [row for row in json.loads(out.read_text())["estimates"] if row["question"] not in NEEDS_DRAW]
    ours = [dict(row) for row in kept.results["estimates"] if row["question"] not in NEEDS_DRAW]
    for row in (*ours, *theirs):
        if row["outcome"] in ("calls", "sales") and row["question"] in FAMILIES:
            del row["p_value"], row["method"]  # without the draw file the family is Holm's
    assert ours == json.loads(json.dumps([hide_small(row) for row in theirs]))
    assert kept.headline in ("gain", "nothing_seen", "loss")
    assert set(kept.pictures["en"]) == {"weeks", "ways"}  # nobody left, and nobody was asked first


NEEDS_DRAW = ("randomisation_inference", "spillover")
FAMILIES = ("itt_per_day", "itt", "total_value")


def test_further_figures_stand_below_the_answer_with_the_chance_of_all_of_them(programme: Programme, enter) -> None:
    kept = answer(programme)
    asked = {(row["outcome"], row["question"]) for row in kept.results["estimates"] if row["outcome"] == "calls"}
    assert asked >= {("calls", "itt_per_day"), ("calls", "itt"), ("calls", "total_value")}
    page = enter("leader").get(reverse("reports:results", args=[programme.id]))
    shown = {row["outcome"]: row for row in page.context["secondary"]}
    assert list(shown) == ["calls", "sales"]
    row = next(
        row
        for row in kept.results["estimates"]
        if (row["question"], row["outcome"], row["window"], row["scale"])
        == ("itt_per_day", "sales", "early", "percent")
    )
    assert shown["sales"]["early"]["chance"] == 100 * row["p_value"]
    assert "over 2 secondary outcomes" in row["method"]
    assert shown["sales"]["early"]["stands"] == (row["p_value"] <= 0.05)
    text = page.content.decode()
    assert "The further figures of the plan" in text
    assert text.index("The further figures") > text.index('id="weeks"')
    assert page.context["headline"].kind == kept.headline  # made of revenue alone
    money = next(row for row in kept.results["estimates"] if row["question"] == "itt_per_day")
    assert money["outcome"] == "revenue"


def test_a_further_figure_does_not_stand_where_chance_shows_as_much(programme: Programme) -> None:
    row = {"question": "itt_per_day", "window": "early", "scale": "percent", "unit": "percent", "branch": ""}
    sure = {**row, "estimate": 4.0, "ci_low": 1.0, "ci_high": 7.0, "p_value": 0.011}
    rows = [{**sure, "outcome": "revenue"}, {**sure, "outcome": "calls"}, {**sure, "outcome": "sales", "p_value": 0.06}]
    calls, sales = sections.secondary(Figures(rows, "EUR"), "")
    assert (calls["early"]["stands"], sales["early"]["stands"]) == (True, False)
    assert calls["late"] is None
    assert sections.secondary(Figures(rows[:1], "EUR"), "") == []


def test_the_files_of_an_analysis_hold_random_ids_and_nobodys_name(programme: Programme, tmp_path: Path) -> None:
    draws = list(Draw.objects.filter(cohort__programme=programme).select_related("cohort__programme"))
    gather.write_roster(tmp_path / "roster.csv", gather.roster_lines(draws))
    with (tmp_path / "roster.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60
    assert not {row["person_id"] for row in rows} & set(CODES)
    assert "Person" not in (tmp_path / "roster.csv").read_text()


def test_the_proof_of_an_answer_can_be_checked_and_holds_nobodys_figures(
    programme: Programme, enter, tmp_path: Path
) -> None:
    kept = answer(programme)
    address = reverse("reports:proof", args=[programme.id])
    sent = enter("analyst").get(address)
    assert (sent["Content-Type"], sent.status_code) == ("application/zip", 200)
    assert enter("leader").get(address).content == sent.content  # the same bytes for everybody, every time
    assert enter("administrator").get(address).status_code == 404
    with ZipFile(io.BytesIO(sent.content)) as archive:
        archive.extractall(tmp_path / "proof")
    folder = tmp_path / "proof"
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    texts = ["README.txt", "SHA256SUMS", "draws/01/draw.json", "draws/01/list.csv", "plan.toml", "recompute.py"]
    assert names == [*texts, "report.html", "results.json"]
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    main(
        ["verify-draw", str(folder / "draws/01/draw.json"), "--roster", str(folder / "draws/01/list.csv")],
        standalone_mode=False,
    )
    assert json.loads((folder / "results.json").read_text()) == kept.results
    assert plan_hash(read_plan(folder / "plan.toml", periods=False)) == kept.plan_hash
    everything = "".join((folder / name).read_text() for name in names)
    for person_id in map(str, Person.objects.values_list("id", flat=True)):
        assert person_id not in everything
    assert not any(code in everything for code in CODES)


@pytest.mark.parametrize("name", ["reports:proof", "reports:report_pdf"])
def test_there_is_nothing_to_take_away_before_there_is_an_answer(programme: Programme, enter, name: str) -> None:
    assert enter("analyst").get(reverse(name, args=[programme.id])).status_code == 404


def test_the_report_on_paper_says_what_the_page_says(programme: Programme, enter) -> None:
    answer(programme)
    sent = enter("leader").get(reverse("reports:report_pdf", args=[programme.id]))
    assert sent["Content-Type"] == "application/pdf"
    assert enter("administrator").get(reverse("reports:report_pdf", args=[programme.id])).status_code == 404
    page = enter("leader").get(reverse("reports:results", args=[programme.id]))
    text = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(sent.content)).pages).split())
    headline = page.context["headline"]
    for said in (headline.before, headline.figure, headline.lede, page.context["weeks_title"]):
        assert "".join(said.split()) in text


def test_costs_give_money_with_an_interval_and_a_deviation_lowers_the_grade(programme: Programme, enter) -> None:
    values = {
        "currency": "EUR",
        "hour_cost": 30,
        "fixed": 100,
        "replacement_low": 1,
        "replacement": 2,
        "replacement_high": 3,
    }
    enter_ledger(
        programme=programme,
        values={**values, "training": 60, "lunches": 40},
        margin=0.4,
        commission=0.05,
        actor_id="a",
        now=timezone.now(),
    )
    record_deviation(programme=programme, text="two people were paired early", actor_id="a", now=timezone.now())
    kept = answer(programme)
    assert kept.money["benefit_low"] < kept.money["benefit"] < kept.money["benefit_high"]
    hours = 30 * 2 * 30 * 4 * 0.5  # thirty pairs, four half hours, both sides
    assert kept.money["cost"] == pytest.approx(100 + 60 + 40 + hours)
    assert kept.money["lines"] == {"hours": hours, "training": 60, "lunches": 40, "licences": 0, "fixed": 100}
    assert "no mentor has sales" in kept.money["mentor_sales"]["not_estimable"]
    assert kept.money["individual"]["low"] < kept.money["individual"]["value"] < kept.money["individual"]["high"]
    assert kept.grade == "B"
    assert any("two people were paired early" in reason for reason in kept.results["grade_reasons"])
    assert set(kept.pictures["en"]) == {"weeks", "ways", "money"}
    text = enter("leader").get(reverse("reports:results", args=[programme.id])).content.decode()
    for said in (
        "30 people drawn by lot cost",
        "Was the comparison fair?",
        "Through commission",
        "other ways of counting",
    ):
        assert said.lower() in text.lower(), said


def test_no_curve_and_no_money_tell_of_a_group_too_small_to_be_shown(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"currency": "EUR", "hour_cost": 30, "replacement_low": 1, "replacement": 2, "replacement_high": 3}
    enter_ledger(programme=programme, values=values, margin=0.4, actor_id="a", now=timezone.now())
    monkeypatch.setattr("mentorlift.experiments.compute.FEWEST_SHOWN", 31)  # thirty a side
    kept = answer(programme)
    assert kept.curves == {}
    assert "staying" not in kept.pictures["en"]
    assert kept.money == {"not_estimable": "a group of fewer than 5 people is not shown"}


def test_a_group_of_four_is_not_shown() -> None:
    row = {
        "question": "itt",
        "estimate": 3.0,
        "se": 1.0,
        "ci_low": 1.0,
        "ci_high": 5.0,
        "n_treated": 4,
        "n_control": 40,
    }
    hidden = hide_small(row)
    assert hidden["estimate"] is None
    assert hidden["n_treated"] is None
    assert "fewer than 5" in hidden["not_estimable"]
    assert hide_small({**row, "n_treated": 5})["estimate"] == 3.0


def test_no_headline_tells_what_is_hidden() -> None:
    row = {"question": "itt_per_day", "window": "early", "estimate": 3.0, "n_treated": 4, "n_control": 40}
    assert shown_headline("gain", [hide_small(row)]) == "not_estimable"
    assert shown_headline("gain", [hide_small({**row, "n_treated": 40})]) == "gain"


def test_a_fixed_plan_is_shown_in_the_words_of_the_form() -> None:
    facts = {"metric": "revenue", "secondary": ("calls", "sales"), "smallest_worth_having": 5.0, "early_days": 50}
    choices = PlanChoices(last_start_on=START, **facts)
    said = settled(plan_toml(choices))
    assert said == {name: getattr(choices, name) for name in said}
    windows = {"early_days", "late_from", "late_days"}
    asked = {"ratios", "groups", "ramp", "winsorise"}
    assert set(said) == {"metric", "secondary", "smallest_worth_having", "missing", *windows, *asked}
    assert "secondary" not in plan_toml(PlanChoices(metric="revenue", last_start_on=START))


def test_a_look_for_harm_says_a_sign_and_keeps_no_figure(programme: Programme) -> None:
    watched = watching.look(programme)
    assert {one.figure for one in watched} == {"revenue", "staying"}
    revenue = next(one for one in watched if one.figure == "revenue")
    assert (revenue.state, revenue.looks) == ("no_sign", 1)  # one intake: its completion is the only planned look
    kept = watching.keep_look(programme=programme, watched=watched, actor_id="", now=timezone.now())
    stored = {field.name for field in kept._meta.concrete_fields}
    assert stored == {"id", "programme", "at", "by", "revenue", "staying", "why", "planned_looks", "told"}
    assert kept.told == []


def test_figures_that_cannot_be_read_are_said_to_be_so(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_files: Path | None) -> None:
        raise Refused([Fault("figures.parquet", None, "revenue", "there is no such column", "bring it")])

    monkeypatch.setattr("mentorlift.files.analysis.load_analysis", refused)
    watched = watching.look(programme)
    assert [one.state for one in watched] == ["not_comparable", "not_comparable"]
    assert "cannot be read" in watched[0].why
