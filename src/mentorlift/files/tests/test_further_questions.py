"""Groups, ratios, yes or no, limits, drawn mentors and predictors: from plan.toml and roster to the engine's shapes."""

import numpy as np
import pytest

from mentorlift.files import Refused
from mentorlift.files.analysis import load_analysis
from mentorlift.files.plan import plan_hash
from mentorlift.files.report import report_page
from mentorlift.files.results import results_of
from mentorlift.files.tests.small_trial import OUTCOMES, PLAN, load
from mentorlift.files.units import groups

ADDED = """[groups]
by = ["site"]
[mentors]
drawn_within = "everybody"
[wish]
predictors = ["years"]
"""
WITH_RATIO = 'primary = "revenue"\nratios = ["revenue/calls"]\nyes_no = ["calls by 3"]'


def asking(added=ADDED, outcome=WITH_RATIO):
    return PLAN.replace('primary = "revenue"', outcome) + added


def test_the_questions_of_a_plan_reach_the_engine(tmp_path):
    found = load(tmp_path, plan=asking())
    assert found.plan.outcomes == ("revenue", "calls")
    units = found.branches["voluntary"].units
    assert units.groups == {"site": ("Hamburg", "Leeds", "Leeds")}
    assert units.pool.tolist() == [0, 0, 0]
    assert units.covariates["years"].tolist() == [5, 2, 1]
    assert set(found.branches["voluntary"].panels) == {"revenue", "calls"}
    asked = {row["question"] for row in results_of(found)["estimates"]}
    assert asked >= {"ratio", "yes_no", "groups", "mentor_effects", "wish_predictors"}


def test_a_plan_that_asks_for_none_of_them_keeps_its_hash_and_its_rows(tmp_path):
    """The hash as it was before these keys were there."""
    found = load(tmp_path)
    assert plan_hash(found.plan) == "c805cfb481767aa7b42cab256cc6479b637314b2bf7ed086fc4f27d5af4482aa"
    assert not {row["question"] for row in results_of(found)["estimates"]} & {"ratio", "yes_no", "groups", "arms"}
    assert not any({"group", "exploratory", "audience"} & set(row) for row in results_of(found)["estimates"])
    assert load(tmp_path, plan=asking()).plan_hash != found.plan_hash


def test_a_phrase_or_a_column_that_does_not_fit_is_refused_all_at_once(tmp_path):
    plan = asking(
        added='[groups]\nby = ["planet", "dose"]\n[wish]\npredictors = ["wish"]\n',
        outcome='primary = "revenue"\nratios = ["revenue/hours"]\nyes_no = ["visits by 3"]',
    )
    with pytest.raises(Refused) as refused:
        load(tmp_path, plan=plan)
    text = str(refused.value)
    assert "plan.toml::by: roster.csv has no column 'planet'" in text
    assert "plan.toml::by: 'dose' is decided by the draw or comes after it" in text
    assert "plan.toml::predictors: 'wish' is decided by the draw or comes after it" in text
    assert "plan.toml::ratios: the outcomes have no number column 'hours'" in text
    assert "plan.toml::yes_no: the outcomes have no number column 'visits'" in text
    with pytest.raises(Refused, match="write two different outcomes"):
        load(tmp_path, plan=asking(outcome='primary = "revenue"\nratios = ["revenue by calls"]'))


def test_several_pre_windows_are_read_and_all_their_days_kept(tmp_path):
    found = load(tmp_path, plan=PLAN.replace("pre = [-5, 0]", "pre = [[-9, -5], [-5, 0]]"))
    assert found.plan.pres == ((-9, -5), (-5, 0))
    assert found.branches["voluntary"].panels["revenue"].first_day == -9
    with pytest.raises(Refused, match="overlap"):
        load(tmp_path, plan=PLAN.replace("pre = [-5, 0]", "pre = [[-9, -4], [-5, 0]]"))


def test_a_limit_is_one_for_both_branches_and_counted(tmp_path):
    outcomes = OUTCOMES + "003,2026-01-07,1000,1\n003,2026-01-08,-1000,1\n"
    found = load(tmp_path, outcomes=outcomes, plan=PLAN.replace("[window]", "winsorise = 0.8\n[window]"))
    panels = [branch.panels["revenue"] for branch in found.branches.values()]
    assert {panel.limit for panel in panels} == {panels[0].limit}
    days = [10, 5, 7, 4, 1000, 1000, 8]  # whatever their sign; of the days from the start on that have a value
    assert panels[0].limit == pytest.approx(np.quantile(days, 0.8))
    assert np.nanmax([np.nanmax(panel.y) for panel in panels]) == panels[0].limit
    assert {"reason": f"revenue beyond {panels[0].limit:g} limited to it, as planned", "rows": 2} in found.flagged
    counts = load(tmp_path, plan=PLAN, outcomes=outcomes)
    assert counts.branches["voluntary"].panels["revenue"].limit is None


def test_a_column_of_many_numbers_makes_two_groups_and_an_empty_cell_one_of_its_own():
    assert groups(["a", "", "b"]) == ["a", "not known", "b"]
    assert groups(["1", "2", "1"]) == ["1", "2", "1"]
    texts = [str(number) for number in range(11)]
    assert groups([*texts, ""]) == ["up to 5"] * 6 + ["above 5"] * 5 + ["not known"]


def test_groups_that_were_not_planned_are_explored_and_stamped(tmp_path):
    load(tmp_path)
    files = [tmp_path / name for name in ("roster.csv", "outcomes.csv", "plan.toml")]
    found = results_of(load_analysis(*files, explore=("site",)))
    explored = [row for row in found["estimates"] if row["question"] == "groups"]
    assert explored
    assert all(row["exploratory"] is True for row in explored)
    with pytest.raises(Refused, match="planet: there is no such column"):
        load_analysis(*files, explore=("planet",))
    with pytest.raises(Refused, match="what the draw decided"):
        load_analysis(*files, explore=("dose",))


def test_the_page_names_groups_and_says_what_was_not_planned_and_what_is_no_effect(tmp_path):
    load(tmp_path, plan=asking())
    files = [tmp_path / name for name in ("roster.csv", "outcomes.csv", "plan.toml")]
    page = report_page(results_of(load_analysis(*files, explore=("years",))))
    assert "in each group, per working day" in page
    assert "site=Leeds, early<" in page
    assert "years=5, early (exploratory)<" in page
    assert "Who said no: what was known beforehand (not an effect)" in page
    assert "Kept and marked: 1 rows: negative revenue (credit notes)" in page
