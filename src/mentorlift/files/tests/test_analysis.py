"""Roster, outcomes and plan as an analysis takes them in."""

import datetime as dt
import json
import random

import numpy as np
import pytest

from mentorlift.files.analysis import load_analysis
from mentorlift.files.faults import Refused
from mentorlift.files.report import report_page
from mentorlift.files.results import results_of
from mentorlift.files.tests.small_trial import OUTCOMES, PLAN, ROSTER, load


def test_branches_units_and_counts_of_what_is_left_out(tmp_path):
    found = load(tmp_path)
    assert list(found.branches) == ["mandatory", "voluntary"]
    units = found.branches["voluntary"].units
    assert units.arms == ("later", "mentored")
    assert units.arm.tolist() == [1, 0, -1]
    assert units.wish.tolist() == [1, 1, 0]
    assert units.exit_day.tolist() == [np.inf, 3, np.inf]
    assert units.served_day.tolist() == [np.inf, 7, np.inf]
    assert units.observed_day.tolist() == [5, 5, 5]
    assert units.started.tolist() == [dt.date(2026, 1, 5).toordinal()] * 3
    assert found.dropped == [
        {"reason": "person not in the roster", "rows": 1},
        {"reason": "day from the exit on", "rows": 1},
    ]
    assert found.flagged == [{"reason": "negative revenue (credit notes)", "rows": 1}]


def test_a_missing_row_on_an_employed_working_day_is_zero_and_counted(tmp_path):
    found = load(tmp_path)
    revenue = found.branches["voluntary"].panels["revenue"]
    nan = np.nan
    # 2026-01-05 .. 2026-01-09 are working days, person 002 left on the 8th; 2026-01-02 came before anyone's start
    np.testing.assert_array_equal(
        revenue.window(0, 6), [[10, -5, 0, 0, 0, nan], [0, 0, 7, nan, nan, nan], [0, 4, 0, 0, 0, nan]]
    )
    assert np.isnan(revenue.window(-5, 0)).all()
    mandatory = found.branches["mandatory"].panels["revenue"]
    np.testing.assert_array_equal(mandatory.window(-4, 1)[0], [1, nan, nan, 0, 0])
    assert found.filled["revenue"] == 3 + 2 + 4 + 5 + 3


def test_a_day_nobody_has_a_row_on_is_no_working_day(tmp_path):
    outcomes = "person_id,date,revenue\n001,2026-01-05,1\n001,2026-01-07,1\n"
    revenue = load(tmp_path, outcomes=outcomes).branches["mandatory"].panels["revenue"]
    np.testing.assert_array_equal(revenue.window(0, 2), [[np.nan, 0], [np.nan, 0]])


def test_absent_rows_stay_absent_when_the_plan_says_so(tmp_path):
    found = load(tmp_path, plan=PLAN.replace("[window]", 'missing = "absent"\n[window]'))
    revenue = found.branches["voluntary"].panels["revenue"]
    assert (~np.isnan(revenue.y)).sum() == 4
    assert found.filled == {}


def test_days_before_hire_are_kept_out_and_counted(tmp_path):
    roster = "person_id,arm,hired_on,started_on\n1,mentored,2026-01-05,2026-01-07\n2,later,2026-01-01,2026-01-07\n"
    outcomes = "person_id,date,revenue\n1,2026-01-02,9\n1,2026-01-06,9\n2,2026-01-02,9\n"
    found = load(tmp_path, roster=roster, outcomes=outcomes)
    assert found.dropped == [{"reason": "day before hire", "rows": 1}]
    nan = np.nan
    np.testing.assert_array_equal(
        found.branches[""].panels["revenue"].window(-5, 0), [[nan, nan, nan, nan, 9], [9, nan, nan, nan, 0]]
    )


def test_leave_is_not_zero_and_a_row_on_leave_is_kept_and_flagged(tmp_path):
    leave = "person_id,from,to\n001,2026-01-06,2026-01-08\n"
    found = load(tmp_path, leave=leave)
    np.testing.assert_array_equal(
        found.branches["voluntary"].panels["revenue"].window(0, 5)[0], [10, -5, np.nan, np.nan, 0]
    )
    assert {"reason": "a row on a day of leave", "rows": 1} in found.flagged


def test_days_after_what_the_plan_says_is_observed_are_kept_out(tmp_path):
    found = load(tmp_path, plan=PLAN + "[observed]\nthrough = 2026-01-07\n")
    assert {"reason": "day after the data are observed", "rows": 1} in found.dropped
    assert found.branches["mandatory"].units.observed_day.tolist() == [2, 2]


def test_people_of_an_ignored_arm_are_left_out_and_their_rows_counted(tmp_path):
    roster = ROSTER + "006,class,B,mandatory,,,,2026-01-06,,,1,Leeds\n"
    plan = PLAN.replace("[outcome]", 'ignore = ["class"]\n[outcome]')
    found = load(tmp_path, plan=plan, roster=roster, outcomes=OUTCOMES + "006,2026-01-06,5,5\n")
    assert found.branches["mandatory"].person_ids == ("004", "005")
    assert {"reason": "person in an arm the plan ignores", "rows": 1} in found.dropped


def test_covariates_are_numbers_or_one_column_a_word(tmp_path):
    found = load(tmp_path, plan=PLAN + '[model]\ncovariates = ["years", "site"]\n')
    covariates = found.branches["voluntary"].units.covariates
    assert covariates["years"].tolist() == [5, 2, 1]
    assert covariates["site=Hamburg"].tolist() == [1, 0, 0]
    assert np.isnan(found.branches["mandatory"].units.covariates["years"][0])


def test_a_weight_of_the_outcomes_goes_with_every_panel(tmp_path):
    roster = "person_id,arm,started_on\n1,mentored,0\n2,later,0\n"
    outcomes = "person_id,period,spending,weight\n1,0,10,3\n2,0,20,12\n"
    plan = PLAN.replace("revenue", "spending") + '[model]\nweight = "weight"\n'
    found = load(tmp_path, plan=plan, roster=roster, outcomes=outcomes)
    panel = found.branches[""].panels["spending"]
    assert panel.periods
    assert panel.weight[:, 5].tolist() == [3, 12]


def test_the_same_files_give_the_same_hashes_and_a_changed_cell_another(tmp_path):
    first = load(tmp_path)
    assert load(tmp_path).data_hash == first.data_hash
    assert load(tmp_path, outcomes=OUTCOMES.replace("10", "11")).data_hash != first.data_hash


@pytest.mark.parametrize("seed", range(5))
def test_the_scan_equals_a_slow_walk_over_people_and_days(tmp_path, seed):
    rng = random.Random(seed)
    day = dt.date(2026, 3, 2)
    people = {}
    for person in range(12):
        start = day + dt.timedelta(rng.randrange(6))
        exited = start + dt.timedelta(rng.randrange(10)) if rng.random() < 0.4 else None
        hired = start - dt.timedelta(rng.randrange(4)) if rng.random() < 0.5 else None
        people[f"p{person}"] = (
            rng.choice(["mentored", "later"]) if person > 1 else ["mentored", "later"][person],
            start,
            exited,
            hired,
        )
    rows = {}
    for person in [*people, "stranger"]:
        for offset in range(-4, 18):
            if rng.random() < 0.4 and (day + dt.timedelta(offset)).weekday() < 5:
                rows[person, day + dt.timedelta(offset)] = rng.randrange(100)
    roster = "person_id,arm,started_on,exited_on,hired_on\n" + "".join(
        f"{person},{arm},{start},{exited or ''},{hired or ''}\n"
        for person, (arm, start, exited, hired) in people.items()
    )
    outcomes = "person_id,date,revenue\n" + "".join(f"{person},{on},{value}\n" for (person, on), value in rows.items())
    found = load(tmp_path, roster=roster, outcomes=outcomes)

    working = {on for person, on in rows if person in people}
    last = max(on for _, on in rows)
    panel = found.branches[""].panels["revenue"].window(-5, 8)
    for at, (person, (_, start, exited, hired)) in enumerate(people.items()):
        first_row = min((on for who, on in rows if who == person), default=start)
        since = hired or min(start, first_row)
        for tenure in range(-5, 8):
            on = start + dt.timedelta(tenure)
            employed = since <= on and (exited is None or on < exited)
            expected = rows.get((person, on), 0.0) if employed and on in working and on <= last else np.nan
            np.testing.assert_equal(panel[at, tenure + 5], expected)


def test_a_plan_in_the_text_of_a_spreadsheet_program_is_read(tmp_path):
    load(tmp_path)
    (tmp_path / "plan.toml").write_text(PLAN, "utf-16")
    found = load_analysis(tmp_path / "roster.csv", tmp_path / "outcomes.csv", tmp_path / "plan.toml")
    assert found.plan.primary == "revenue"


def test_where_teams_were_drawn_the_team_is_the_unit_of_error_without_a_word_in_the_plan(tmp_path):
    roster = (
        "person_id,arm,cluster,started_on\n1,mentored,t1,2026-01-05\n2,mentored,t1,2026-01-05\n3,later,t2,2026-01-05\n"
    )
    entries = [{"person_id": str(n), "arm": arm} for n, arm in ((1, "mentored"), (2, "mentored"), (3, "later"))]
    outcomes = "person_id,date,revenue\n1,2026-01-05,10\n2,2026-01-05,10\n3,2026-01-05,10\n"
    for unit, expected in (("cluster", [0, 0, 1]), ("person", [-1, -1, -1])):
        draw = json.dumps({"unit": unit, "assignments": entries})
        found = load(tmp_path, roster=roster, outcomes=outcomes, draw=draw)
        assert found.branches[""].units.cluster.tolist() == expected


STAGGERED = """
[design]
treated = "mentored"
control = "later"
assignment = "staggered"
[outcome]
primary = "revenue"
[window]
pre = [-7, 0]
early = [0, 14]
late = [14, 28]
"""


def test_a_staggered_start_is_read_over_everybodys_calendar(tmp_path):
    starts = ["2026-01-19", "2026-02-02", "2026-02-16"]
    people = [(f"{start[5:]}.{k}", start) for start in starts for k in range(4)]
    roster = "person_id,arm,started_on\n" + "".join(f"{name},mentored,{start}\n" for name, start in people)
    roster += "".join(f"never.{k},later,2026-01-19\n" for k in range(4))
    names = [name for name, _ in people] + [f"never.{k}" for k in range(4)]
    days = [(dt.date(2026, 1, 5) + dt.timedelta(days=k)).isoformat() for k in range(70)]
    outcomes = "person_id,date,revenue\n" + "".join(
        f"{name},{day},{10 + at + (at * k) % 11 + (5 if name < 'n' and day >= '2026-' + name[:5] else 0)}\n"
        for at, name in enumerate(names)
        for k, day in enumerate(days)
    )
    found = results_of(load(tmp_path, plan=STAGGERED, roster=roster, outcomes=outcomes))
    rows = {(r["question"], r["window"], r["at"], r["scale"]): r for r in found["estimates"]}
    assert found["grade"] == "C" and found["headline"] == "gain"
    assert 4 < rows["staggered", "early", None, "difference"]["estimate"] < 6
    weeks = sorted(at for question, _, at, _ in rows if question == "staggered_by_week")
    assert weeks == [*range(-5, -1), *range(8)]
    page = report_page(found)
    assert "though nobody was drawn" in page
    assert "Effect of having a mentor, from groups that started at different times" in page
    assert "Effect of being drawn" not in page


def test_who_objected_stays_in_the_list_and_all_their_rows_are_left_out_and_counted(tmp_path):
    rows = ROSTER.splitlines()
    objected = [rows[0] + ",objected", *(f"{row},{'yes' if row.startswith('002') else ''}" for row in rows[1:])]
    arms = [{"person_id": row.split(",")[0], "arm": row.split(",")[1]} for row in rows[1:]]
    found = load(tmp_path, roster="\n".join(objected) + "\n", draw=json.dumps({"assignments": arms}))
    assert found.branches["voluntary"].person_ids == ("001", "003")
    assert found.branches["voluntary"].panels["revenue"].y.shape[0] == 2
    assert {"reason": "person who objected to being measured", "rows": 2} in found.dropped
    assert found.drawn is not None and len(found.drawn) == 5, "the draw stays as it was"


def test_a_word_other_than_yes_and_no_in_the_column_of_objections_is_refused(tmp_path):
    rows = ROSTER.splitlines()
    text = "\n".join([rows[0] + ",objected", *(row + ",perhaps" for row in rows[1:])])
    with pytest.raises(Refused, match="objected"):
        load(tmp_path, roster=text)
