"""What an analysis refuses: every fault of all its files at once."""

import json

import pytest

from mentorlift.files import Refused
from mentorlift.files.tests.small_trial import OUTCOMES, PLAN, ROSTER, load


def test_an_end_of_the_data_that_is_no_date_is_refused(tmp_path):
    with pytest.raises(Refused, match=r"plan.toml::through: 'summer' does not fit; give a date"):
        load(tmp_path, plan=PLAN + '[observed]\nthrough = "summer"\n')


def test_faults_of_roster_outcomes_and_plan_come_at_once(tmp_path):
    with pytest.raises(Refused) as refused:
        load(
            tmp_path,
            plan=PLAN + "[model]\nlevle = 1\n",
            roster=ROSTER + "001,mentored,A,voluntary,yes,,,2026-01-05,,,1,x\n",
            outcomes=OUTCOMES + "001,2026-01-05,1,1\n",
        )
    assert {fault.file for fault in refused.value.faults} == {"plan.toml", "roster.csv", "outcomes.csv"}


def test_an_arm_or_a_column_the_plan_does_not_match_is_refused(tmp_path):
    plan = PLAN.replace('stratum = ""', "") + '[model]\ncovariates = ["shoe_size"]\nweight = "w"\n'
    with pytest.raises(Refused) as refused:
        load(
            tmp_path,
            plan=plan.replace('primary = "revenue"', 'primary = "margin"').replace(
                "[outcome]", 'stratum = "class"\n[outcome]'
            ),
            roster=ROSTER.replace("later,B", "next,B"),
        )
    text = str(refused.value)
    for said in ("the plan has no arm 'next'", "column 'shoe_size'", "column 'margin'", "column 'w'", "column 'class'"):
        assert said in text


def test_a_draw_that_does_not_fit_the_roster_is_refused(tmp_path):
    draw = {"assignments": [{"person_id": "001", "arm": "later"}, {"person_id": "777", "arm": "later"}]}
    with pytest.raises(Refused) as refused:
        load(tmp_path, draw=json.dumps(draw))
    text = str(refused.value)
    assert "001 was drawn for 'later', the roster says 'mentored'" in text
    assert "777 was drawn and is not in the roster" in text
    assert "002 is not in the draw" in text


def test_faults_of_the_other_files_come_with_those_of_outcomes_without_a_date(tmp_path):
    with pytest.raises(Refused) as refused:
        load(
            tmp_path,
            plan=PLAN + "[model]\nlevle = 1\n",
            roster=ROSTER.replace("later,B", "next,B").replace("2026-01-12", "soon"),
            outcomes=OUTCOMES.replace("date", "day"),
            draw="no draw",
            leave="person_id,from,to,reason\n001,2026-01-05,2026-01-06,ill\n",
        )
    files = {fault.file for fault in refused.value.faults}
    assert files == {"outcomes.csv", "plan.toml", "roster.csv", "draw.json", "leave.csv"}


def test_an_unknown_arm_is_named_together_with_a_mistake_in_the_plan(tmp_path):
    with pytest.raises(Refused) as refused:
        load(tmp_path, plan=PLAN + "[model]\nlevle = 1\n", roster=ROSTER.replace("later,B", "next,B"))
    assert "no key levle" in str(refused.value)
    assert "no arm 'next'" in str(refused.value)


def test_starts_are_read_as_periods_where_unreadable_outcomes_cannot_say_so(tmp_path):
    roster = "person_id,arm,started_on,exited_on\n1,mentored,4,\n2,later,4,2\n"
    with pytest.raises(Refused) as refused:
        load(tmp_path, plan=PLAN, roster=roster, outcomes="person_id,time,revenue\n1,1,1\n")
    assert [fault.column for fault in refused.value.faults] == ["date", "exited_on"]


@pytest.mark.parametrize("weight", ["-1", "heavy", "inf"])
def test_a_weight_of_the_roster_that_is_none_is_refused_with_its_row(tmp_path, weight):
    roster = ROSTER.replace(",5,Hamburg", f",{weight},Hamburg")
    with pytest.raises(Refused, match=f"roster.csv:2:years: '{weight}' is not a weight"):
        load(tmp_path, plan=PLAN + '[model]\nweight = "years"\n', roster=roster)


@pytest.mark.parametrize("column", ["arm", "dose", "mentor_id", "served_on", "exited_on"])
def test_what_comes_after_the_draw_is_not_held_constant(tmp_path, column):
    with pytest.raises(Refused, match=f"'{column}' is decided by the draw"):
        load(tmp_path, plan=PLAN + f'[model]\ncovariates = ["{column}"]\n')


def test_a_covariate_of_numbers_holds_numbers_only(tmp_path):
    with pytest.raises(Refused, match=r"roster.csv:2:years: 'inf' is not a finite number"):
        load(tmp_path, plan=PLAN + '[model]\ncovariates = ["years"]\n', roster=ROSTER.replace(",5,H", ",inf,H"))
    many = "".join(f"{n},later,B,mandatory,,,,2026-01-06,,,{n},Leeds\n" for n in range(100, 112))
    with pytest.raises(Refused, match=r"roster.csv:2:years: 'five' is not a finite number"):
        load(
            tmp_path,
            plan=PLAN + '[model]\ncovariates = ["years"]\n',
            roster=ROSTER.replace(",5,H", ",five,H") + many,
        )


@pytest.mark.parametrize(
    ("roster", "outcomes", "place"),
    [
        ("1", "99999999999", "outcomes.csv::period: the periods run from 0 to 99999999999"),
        ("99999999999", "2", "roster.csv:2:started_on: no outcome lies within 100,000 periods"),
    ],
)
def test_times_that_lie_ages_apart_are_a_slip_of_the_pen(tmp_path, roster, outcomes, place):
    people = f"person_id,arm,started_on\n1,mentored,{roster}\n2,later,1\n"
    with pytest.raises(Refused, match=place):
        load(tmp_path, roster=people, outcomes=f"person_id,period,revenue\n1,0,1\n2,{outcomes},1\n")


def test_leave_has_no_place_where_outcomes_have_periods(tmp_path):
    people = "person_id,arm,started_on\n1,mentored,1\n2,later,1\n"
    with pytest.raises(Refused, match="leave has dates, the outcomes have periods"):
        load(
            tmp_path,
            roster=people,
            outcomes="person_id,period,revenue\n1,0,1\n2,1,1\n",
            leave="person_id,from,to\n1,2026-01-05,2026-01-06\n",
        )
