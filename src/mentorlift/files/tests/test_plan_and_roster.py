import pytest

from mentorlift.files import Refused
from mentorlift.files.plan import plan_hash, read_plan
from mentorlift.files.roster import read_roster

SMALL = '[design]\ntreated = "mentored"\ncontrol = "later"\n[outcome]\nprimary = "revenue"\n'


def plan(tmp_path, text: str, *, periods: bool = False):
    (tmp_path / "plan.toml").write_text(text)
    return read_plan(tmp_path / "plan.toml", periods=periods)


def test_three_keys_are_enough_for_a_plan(tmp_path):
    found = plan(tmp_path, SMALL)
    assert (found.treated, found.control, found.primary, found.missing) == (("mentored",), "later", "revenue", "zero")


def test_a_missing_row_is_absent_by_default_where_the_outcomes_have_periods(tmp_path):
    assert plan(tmp_path, SMALL, periods=True).missing == "absent"
    assert plan(tmp_path, SMALL + 'missing = "zero"\n', periods=True).missing == "zero"


def test_the_hash_of_a_plan_is_of_its_values_not_of_its_text(tmp_path):
    said = plan_hash(plan(tmp_path, SMALL + "[window]\nearly = [0, 60] # as usual\n"))
    assert said == plan_hash(plan(tmp_path, SMALL))
    assert said != plan_hash(plan(tmp_path, SMALL + "[window]\nearly = [0, 61]\n"))


def test_every_mistake_in_a_plan_is_named_with_its_row(tmp_path):
    text = '[design]\ntraeted = "mentored"\ncontrol = 3\n[windows]\nearly = [0, 60]\n[window]\nlate = [90]\n'
    with pytest.raises(Refused) as refused:
        plan(tmp_path, text)
    lines = str(refused.value).splitlines()
    assert lines[0] == "plan.toml:2:traeted: [design] has no key traeted; did you mean treated?"
    assert lines[2] == "plan.toml:4:windows: there is no section [windows]; did you mean window?"
    assert [line.split(":")[2] for line in lines] == ["traeted", "control", "windows", "late", "treated", "primary"]


def test_values_the_engine_does_not_know_are_refused(tmp_path):
    with pytest.raises(Refused, match="errors is 'HC9'") as refused:
        plan(tmp_path, SMALL + '[inference]\nerrors = "HC9"\n[window]\nearly = [60, 0]\n')
    assert len(refused.value.faults) == 2


def test_a_plan_that_is_no_toml_is_refused(tmp_path):
    with pytest.raises(Refused, match="this is not TOML"):
        plan(tmp_path, "treated = ")


def roster(tmp_path, text: str, **options):
    (tmp_path / "roster.csv").write_text(text)
    return read_roster(tmp_path / "roster.csv", **{"periods": False, **options})


def test_every_fault_of_a_roster_comes_at_once(tmp_path):
    text = (
        "person_id,arm,branch,wish,dose,started_on,exited_on\n"
        "1,mentored,mandatory,yes,1,2026-01-05,\n"
        "1,later,mandatory,,,2026-01-05,\n"
        "2,later,mandatory,,,2026-01-05,2026-01-04\n"
        "3,,mandatory,,,2026-01-05,\n"
        "4,,voluntary,yes,,2026-01-05,\n"
        "5,,voluntary,no,,,\n"
        "6,later,,perhaps,-1,soon,\n"
    )
    with pytest.raises(Refused) as refused:
        roster(tmp_path, text)
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [
        (3, "person_id"),
        (4, "exited_on"),
        (5, "arm"),
        (6, "arm"),
        (7, "started_on"),
        (8, "branch"),
        (8, "wish"),
        (8, "started_on"),
        (8, "dose"),
    ]
    assert "1 is in two arms: mentored in row 2, later here" in str(refused.value)


def test_an_arm_may_be_empty_only_for_who_did_not_say_yes_in_the_voluntary_branch(tmp_path):
    text = "person_id,arm,branch,wish,started_on\n1,,voluntary,no,2026-01-05\n2,,voluntary,,2026-01-05\n"
    assert roster(tmp_path, text).arm == ["", ""]


def test_starts_are_periods_where_the_outcomes_have_periods(tmp_path):
    found = roster(tmp_path, "person_id,arm,started_on,exited_on\n1,a,1,5\n", periods=True)
    assert (found.started.tolist(), found.exited.tolist()) == ([1.0], [5.0])
    with pytest.raises(Refused, match="'2026-01-05' is not a whole number"):
        roster(tmp_path, "person_id,arm,started_on\n1,a,2026-01-05\n", periods=True)


def test_a_draw_gives_the_arms_the_roster_does_not_have(tmp_path):
    found = roster(tmp_path, "person_id,started_on\n1,2026-01-05\n", drawn={"1": "later"})
    assert found.arm == ["later"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("[retention]\nat = []", "retention names no day"),
        ("[retention]\nat = [30, 30]", "retention_at names something twice"),
        ("[model]\nweight = 'revenue'", "weight names revenue, which is an outcome"),
        ("[dose]\nat_least = -1", "nobody holds fewer than no sessions"),
        ("[inference]\nconfidence = nan", "nan does not fit"),
    ],
)
def test_settings_no_analysis_can_follow_are_refused(tmp_path, settings, said):
    text = f'[design]\ntreated = "m"\ncontrol = "l"\n[outcome]\nprimary = "revenue"\n{settings}\n'
    with pytest.raises(Refused, match=said):
        plan(tmp_path, text)


@pytest.mark.parametrize(
    ("design", "outcome", "said"),
    [
        ('treated = ["m", "m"]', "", "treated names something twice"),
        ('treated = "m"\nignore = ["l"]', "", "l is compared and ignored at once"),
        ('treated = "m"', 'secondary = ["revenue"]', "which is the primary outcome"),
        ('treated = "m"', 'secondary = ["calls", "calls"]', "secondary names something twice"),
    ],
)
def test_a_name_has_one_part_in_a_plan(tmp_path, design, outcome, said):
    with pytest.raises(Refused, match=said):
        plan(tmp_path, f'[design]\ncontrol = "l"\n{design}\n[outcome]\nprimary = "revenue"\n{outcome}\n')
