"""power, as an analyst types it."""

import csv
import re
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from mentorlift.cli.main import main


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_power_says_how_small_and_when(organisation):
    found = run(
        *("power", "--roster", organisation / "roster.csv", "--history", organisation / "outcomes.parquet"),
        *("--allocation", "mentored=60,later=80", "--metric", "revenue"),
    )
    assert found.exit_code == 0, found.output
    assert "early" in found.output
    assert "EUR" in found.output
    with (organisation / "roster.csv").open() as file:
        last = max(row["started_on"] for row in csv.DictReader(file))
    assert last == "2025-12-01"
    rows = {line.split()[1]: line for line in found.output.splitlines() if line.startswith("revenue")}
    assert rows["early"].endswith("  2026-01-30")
    assert rows["late"].endswith("  2026-05-30")
    assert "everybody has completed the early window on 2026-01-30" in found.output
    assert "Note: a metric" not in found.output


def test_power_from_the_time_before_the_programme(tmp_path):
    (tmp_path / "r.csv").write_text("person_id,started_on\n" + "\n".join(f"p{i},2026-03-02" for i in range(30)))
    days = [*(f"2026-02-{d:02d}" for d in range(2, 29)), "2026-03-01"]
    rows = [f"p{i},{day},{(7 * i + k) % 11}" for i in range(30) for k, day in enumerate(days)]
    (tmp_path / "o.csv").write_text("person_id,date,revenue\n" + "\n".join(rows))
    found = run(
        *("power", "--roster", tmp_path / "r.csv", "--outcomes", tmp_path / "o.csv"),
        *("--allocation", "mentored=12,later=18"),
    )
    assert found.exit_code == 0, found.output
    assert "before" in found.output
    assert next(line for line in found.output.splitlines() if "before" in line).endswith("2026-08-29")


def test_power_knows_a_figure_later_whose_values_end_earlier(tmp_path):
    (tmp_path / "r.csv").write_text("person_id,started_on\n" + "\n".join(f"p{i},2026-03-02" for i in range(30)))
    days = [*(f"2026-02-{d:02d}" for d in range(2, 29)), "2026-03-01"]
    each = [(i, k, day) for i in range(30) for k, day in enumerate(days)]
    rows = [f"p{i},{day},{(7 * i + k) % 11},{i % 5 + k % 3 if k < 21 else ''}" for i, k, day in each]
    (tmp_path / "o.csv").write_text("person_id,date,revenue,calls\n" + "\n".join(rows))
    found = run(
        *("power", "--roster", tmp_path / "r.csv", "--outcomes", tmp_path / "o.csv"),
        *("--allocation", "mentored=12,later=18"),
    )
    assert found.exit_code == 0, found.output
    ends = {line.split()[0]: line.split()[-1] for line in found.output.splitlines() if " before  " in line}
    assert ends == {"revenue": "2026-08-29", "calls": "2026-09-05"}
    assert "Note: a metric whose values end before the others'" in found.output


def test_power_knows_an_answer_that_ends_at_a_weekend_on_the_next_working_day(tmp_path):
    (tmp_path / "r.csv").write_text("person_id,started_on\n" + "\n".join(f"p{i},2026-03-03" for i in range(30)))
    rows = [f"p{i},2026-02-{d:02d},{(7 * i + d) % 11}" for i in range(30) for d in range(2, 28) if d % 7 not in (0, 1)]
    rows += [f"p{i},2026-03-02,{i % 7}" for i in range(30)]
    (tmp_path / "o.csv").write_text("person_id,date,revenue\n" + "\n".join(rows))
    found = run(
        *("power", "--roster", tmp_path / "r.csv", "--outcomes", tmp_path / "o.csv"),
        *("--allocation", "mentored=12,later=18"),
    )
    assert found.exit_code == 0, found.output
    assert "everybody has completed the late window on 2026-08-30" in found.output  # a Sunday
    assert next(line for line in found.output.splitlines() if " before  " in line).endswith("2026-09-01")


def test_figures_of_working_days_reach_over_the_weekend_to_a_start_on_monday(tmp_path):
    (tmp_path / "r.csv").write_text("person_id,started_on\n" + "\n".join(f"p{i},2026-03-02" for i in range(30)))
    rows = [f"p{i},2026-02-{d:02d},{(7 * i + d) % 11}" for i in range(30) for d in range(2, 28) if d % 7 not in (0, 1)]
    (tmp_path / "o.csv").write_text("person_id,date,revenue\n" + "\n".join(rows))
    found = run(
        *("power", "--roster", tmp_path / "r.csv", "--outcomes", tmp_path / "o.csv"),
        *("--allocation", "mentored=12,later=18"),
    )
    assert len(percents(next(line for line in found.output.splitlines() if " before  " in line))) == 2, found.output


def test_power_needs_one_source(organisation):
    assert run("power", "--roster", organisation / "roster.csv", "--allocation", "a=2,b=3").exit_code == 2


def power(organisation, *more):
    found = run(
        *("power", "--roster", organisation / "roster.csv", "--history", organisation / "outcomes.parquet"),
        *("--metric", "revenue", *more),
    )
    assert found.exit_code == 0, found.output
    return [line for line in found.output.splitlines() if line.startswith("revenue")]


def test_power_of_arms_too_small_to_be_compared_is_not_known(organisation):
    (early, late) = power(organisation, "--allocation", "mentored=2,later=80")
    assert "not known: with fewer than 3 people or teams in an arm nothing is compared" in early
    assert "not known" in late


def percents(line):
    return [float(part) for part in re.findall(r"= ([\d.]+) %", line)]


def test_power_of_a_branch_beside_the_mandatory_one_speaks_of_three_groups(organisation):
    lines = power(organisation, "--allocation", "mentored=60,later=80", "--asked", 150, "--yes", 0.3)
    early = {line.split("  ")[0]: percents(line) for line in lines if " early " in line}
    assert list(early) == [f"revenue, {who}" for who in ("everyone", "those who say yes", "those who say no")]
    assert early["revenue, everyone"][0] < early["revenue, those who say no"][0]
    for formula, simulated in early.values():
        assert simulated == pytest.approx(formula, rel=0.35)


def test_power_of_those_who_say_yes_of_a_waiting_list_and_of_several_arms(organisation):
    arms = ("--allocation", "mentored=60,later=80")
    plain, yes = (percents(power(organisation, *arms, *more)[0])[0] for more in ((), ("--yes", 0.3)))
    assert yes > 1.2 * plain
    waiting = power(organisation, *arms, "--served", 30)
    assert percents(waiting[0])[0] > 0 and "those of the later arm start on day 30" in waiting[1]
    several = power(organisation, "--allocation", "class=40,mentor=40,later=60")
    assert [line.split("  ")[0] for line in several[:2]] == ["revenue, class", "revenue, mentor"]


def test_power_of_a_staggered_start_and_the_curve(organisation, tmp_path):
    curve = tmp_path / "curve.csv"
    (line,) = power(
        *(organisation, "--allocation", "mentored=120,later=20", "--starts", "40,40,40", "--every", 5),
        *("--curve", curve),
    )
    assert line.startswith("revenue, all who start") and " whole " in line
    formula, simulated = percents(line)
    assert simulated == pytest.approx(formula, rel=0.15)
    with curve.open() as file:
        rows = list(csv.DictReader(file))
    assert {row["metric"] for row in rows} == {"revenue"} and len(rows) > 10
    assert min(rows, key=lambda row: float(row["smallest_percent"]))["places"] not in (rows[0]["places"],)


def test_power_within_strata_needs_to_know_who_is_where(tmp_path, organisation):
    people = [(f"p{i}", "N" if i % 2 else "S") for i in range(40)]
    (tmp_path / "r.csv").write_text(
        "person_id,started_on,site\n" + "\n".join(f"{name},2026-03-02,{site}" for name, site in people)
    )
    days = [*(f"2026-02-{d:02d}" for d in range(2, 29)), "2026-03-01"]
    rows = [
        f"{name},{day},{(7 * i + k) % 11 + (40 if site == 'N' else 0)}"
        for i, (name, site) in enumerate(people)
        for k, day in enumerate(days)
    ]
    (tmp_path / "o.csv").write_text("person_id,date,revenue\n" + "\n".join(rows))
    asked = ("power", "--roster", tmp_path / "r.csv", "--outcomes", tmp_path / "o.csv", "--allocation", "a=16,b=24")
    plain, within = (
        percents(next(line for line in run(*asked, *more).output.splitlines() if " before " in line))[0]
        for more in ((), ("--strata", "site"))
    )
    assert within < plain / 3
    found = run(
        "power", "--roster", tmp_path / "r.csv", "--history", tmp_path / "o.csv", *asked[5:], "--strata", "site"
    )
    assert found.exit_code == 2 and "--strata needs --outcomes" in found.output


def test_power_of_unequal_chances(tmp_path):
    weights = [5 if i % 3 == 0 else 2 for i in range(60)]
    lines = [f"p{i},2026-03-02,{weight},{'N' if i % 2 else 'S'}" for i, weight in enumerate(weights)]
    (tmp_path / "r.csv").write_text("person_id,started_on,need,site\n" + "\n".join(lines))
    days = [*(f"2026-02-{d:02d}" for d in range(2, 29)), "2026-03-01"]
    rows = [f"p{i},{day},{(7 * i + k) % 11 + i % 7}" for i in range(60) for k, day in enumerate(days)]
    (tmp_path / "o.csv").write_text("person_id,date,revenue\n" + "\n".join(rows))
    asked = ("power", "--roster", tmp_path / "r.csv", "--allocation", "a=24,b=36")
    curve = tmp_path / "curve.csv"

    def smallest(*more):
        found = run(*asked, *more)
        assert found.exit_code == 0, found.output
        return percents(next(line for line in found.output.splitlines() if line.startswith("revenue")))

    for source in ("--outcomes", "--history"):
        figures = (source, tmp_path / "o.csv")
        if source == "--history":
            figures = (source, organisation_of_long_ago(tmp_path))
        (alike, _), (formula, simulated) = smallest(*figures), smallest(*figures, "--weight", "need", "--curve", curve)
        assert formula > 1.05 * alike and simulated == pytest.approx(formula, rel=0.1)
    with curve.open() as file:
        most = max(int(row["places"]) for row in csv.DictReader(file))
    assert 30 < most < 36  # with 36 places the weights of 5 would mean that somebody comes for certain
    within = smallest("--outcomes", tmp_path / "o.csv", "--weight", "need", "--strata", "site")
    assert within[1] == pytest.approx(within[0], rel=0.15)
    certain = run(*asked[:4], "a=40,b=20", "--outcomes", tmp_path / "o.csv", "--weight", "need")
    assert certain.exit_code == 1 and "drawn for certain" in certain.output
    several = run(*asked[:4], "a=20,b=20,c=20", "--outcomes", tmp_path / "o.csv", "--weight", "need")
    assert several.exit_code == 2 and "two arms" in several.output


def organisation_of_long_ago(folder):
    rows = [f"q{i},2024-0{1 + k // 28}-{1 + k % 28:02d},{(5 * i + k) % 13}" for i in range(80) for k in range(84)]
    (folder / "h.csv").write_text("person_id,date,revenue\n" + "\n".join(rows))
    return folder / "h.csv"


def test_weights_that_are_none_are_refused_with_their_rows(tmp_path):
    rows = [f"p{i},2026-03-02,{'much' if i == 3 else 1 + (i == 4)},c{i // 2}" for i in range(20)]
    (tmp_path / "r.csv").write_text("person_id,started_on,need,cluster\n" + "\n".join(rows))
    (tmp_path / "o.csv").write_text("person_id,date,revenue\np1,2026-02-02,3\n")
    found = run(
        *("power", "--roster", tmp_path / "r.csv", "--outcomes", tmp_path / "o.csv", "--weight", "need"),
        *("--allocation", "a=4,b=6"),
    )
    assert found.exit_code == 1
    assert "r.csv:5:need: 'much' is no number" in found.output
    assert "r.csv:7:need: the people of c2 differ" in found.output


def test_power_of_a_comparison_group_is_of_changes(tmp_path):
    (tmp_path / "r.csv").write_text("person_id,started_on\n" + "\n".join(f"p{i},2026-11-02" for i in range(40)))
    first = date(2026, 3, 1)
    rows = [
        f"p{i},{first + timedelta(days=k)},{100 * (i % 5) + (7 * i + k) % 11 + (i % 3) * k / 100:.2f}"
        for i in range(40)
        for k in range((date(2026, 11, 2) - first).days)
    ]
    (tmp_path / "o.csv").write_text("person_id,date,revenue\n" + "\n".join(rows))
    asked = ("power", "--roster", tmp_path / "r.csv", "--outcomes", tmp_path / "o.csv", "--allocation", "a=15,b=25")
    curve = tmp_path / "curve.csv"
    found = run(*asked, "--comparison", "--curve", curve)
    assert found.exit_code == 0, found.output
    early, late = (line for line in found.output.splitlines() if line.startswith("revenue"))
    level = next(line for line in run(*asked).output.splitlines() if line.startswith("revenue"))
    assert early.split()[1] == "early" and late.split()[1] == "late"
    assert early.endswith("2027-01-01") and late.endswith("2027-05-01")
    assert max(percents(early)) < 3 < min(percents(level))  # people differ, and hardly move
    assert percents(early)[0] < percents(late)[0]  # the further apart the windows, the more
    assert "without a lottery the groups may move apart" in found.output
    with curve.open() as file:
        points = {int(row["places"]): float(row["smallest_percent"]) for row in csv.DictReader(file)}
    assert min(points, key=points.get) == pytest.approx(20, abs=2)
    for more in (["--yes", 0.3], ["--served", 30]):
        wrong = run(*asked, "--comparison", *more)
        assert wrong.exit_code == 2 and "no lottery" in wrong.output
