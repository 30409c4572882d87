"""The form of the plan: which figure decides, and which stand beside it."""

import tomllib
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorlift.experiments.forms import LedgerForm, PlanForm, in_words
from mentorlift.experiments.gather import RosterLine, write_roster
from mentorlift.experiments.rules import plan_toml, settled
from mentorlift.files.plan import plan_from
from mentorlift.mentorships.tests.builders import House
from mentorlift.outcomes.models import Metric
from mentorlift.programmes.models import FrozenPlan
from mentorlift.programmes.scope import scope_of

SENT = {
    "metric": "revenue",
    "smallest_worth_having": "5",
    "last_start_on": "2026-06-01",
    "early_days": "60",
    "late_from": "90",
    "late_days": "180",
    "missing": "zero",
}


def form(metrics=("calls", "revenue", "sales"), **sent):
    return PlanForm(SENT | sent, metrics=list(metrics))


def test_further_figures_reach_the_plan_in_the_order_of_the_form():
    found = form(secondary=["sales", "calls"])
    assert found.is_valid()
    assert settled(plan_toml(found.choices()))["secondary"] == ("sales", "calls")


def test_a_figure_does_not_decide_and_stand_beside_itself():
    found = form(secondary=["revenue"])
    assert not found.is_valid()
    assert "among the further ones" in str(found.errors["secondary"])


def test_a_figure_nobody_brought_in_is_refused():
    assert not form(secondary=["profit"]).is_valid()


def test_where_there_is_one_figure_no_further_one_is_offered():
    found = form(metrics=["revenue"])
    assert "secondary" not in found.fields
    assert found.is_valid()
    assert found.choices().secondary == ()
    assert found.choices().last_start_on == date(2026, 6, 1)


def test_without_a_word_about_them_there_are_no_groups_ratios_or_limits():
    found = form()
    assert found.is_valid()
    text = plan_toml(found.choices())
    assert "groups" not in text
    assert "ratios" not in text
    assert "winsorise" not in text
    assert "ramp" not in text


def test_groups_ratios_and_a_limit_reach_the_plan_that_the_engine_reads():
    found = form(groups=["site", "role"], ratios=["revenue/calls", "sales/calls"], winsorise="0.99")
    assert found.is_valid(), found.errors
    text = plan_toml(found.choices())
    plan = plan_from(tomllib.loads(text), file="plan.toml", periods=False)
    assert plan.groups == ("site", "role")
    assert plan.ratios == ("revenue/calls", "sales/calls")
    assert plan.winsorise == 0.99
    said = in_words(settled(text))
    assert [str(words) for words in said["groups"]] == ["by site", "by role"]
    assert said["ratios"] == ["revenue per call", "sales per call"]


def test_a_first_sale_and_a_first_full_week_reach_the_plan_that_the_engine_reads():
    found = form(ramp_first=["sales"], ramp_week="1500.5")
    assert found.is_valid(), found.errors
    text = plan_toml(found.choices())
    assert plan_from(tomllib.loads(text), file="plan.toml", periods=False).ramp == ("sales", "revenue >= 1500.5 in 7")
    said = in_words(settled(text))["ramp"]
    assert said == ["a first day with sales", "a week that brings at least 1,500.5 (revenue)"]
    assert "ramp_week" in form(ramp_week="0").errors


def test_only_ratios_of_figures_that_are_counted_are_offered():
    offered = [name for name, _ in form().fields["ratios"].choices]
    assert offered == ["revenue/calls", "sales/calls", "revenue/sales"]
    assert "ratios" not in form(metrics=["revenue", "premium"]).fields
    assert not form(metrics=["revenue"], ratios=["revenue/calls"]).fields.get("ratios")
    assert not form(ratios=["calls/revenue"]).is_valid()


@pytest.mark.django_db
def test_the_page_fixes_groups_and_limits_and_says_them_in_plain_words(enter):
    for name in ("calls", "revenue"):
        Metric.objects.create(name=name, every="day", rows=3, updated_at=timezone.now())
    programme = House().programme
    address = reverse("experiments:measure", args=[programme.id])
    analyst = enter("analyst")
    asked = analyst.get(address).content.decode()
    assert "Does it help some more than others?" in asked
    assert "revenue per call" in asked
    assert "Up to speed is a week that brings at least" in asked
    sent = SENT | {"groups": ["site"], "ratios": ["revenue/calls"], "winsorise": "0.99", "ramp_week": "1500"}
    assert analyst.post(address, sent).status_code == 302
    page = analyst.get(address).content.decode()
    assert "by site" in page
    assert "revenue per call" in page
    assert "of a hundred days with a figure the largest counts as much as the next" in page
    assert "a week that brings at least 1,500 (revenue)" in page
    (figures,) = [part for part in scope_of(programme) if part.key == "figures"]
    assert "a week that brings at least 1,500 (revenue)" in figures.lines


def test_the_list_for_the_engine_has_the_columns_of_the_planned_groups_and_no_other_of_the_fixed_list(tmp_path):
    line = RosterLine(
        person_id="1", arm="mentored", stratum="a", branch="", wish="", dose="1", mentor_id="", served_on=None,
        started_on=date(2026, 1, 5), exited_on=None, site="Leeds", training_class="2026-01", role="seller",
    )  # fmt: skip
    write_roster(tmp_path / "roster.csv", [line], groups=("site", "training_class"))
    head, row = (tmp_path / "roster.csv").read_text().splitlines()
    assert head.endswith("exited_on,team,site,role,days_here,training_class")
    assert row.endswith(",,Leeds,seller,,2026-01")
    write_roster(tmp_path / "roster.csv", [line])
    assert "training_class" not in (tmp_path / "roster.csv").read_text()


@pytest.mark.django_db
def test_the_page_fixes_further_figures_with_the_plan_and_says_so(enter):
    for name in ("calls", "revenue", "sales"):
        Metric.objects.create(name=name, every="day", rows=3, updated_at=timezone.now())
    programme = House().programme
    address = reverse("experiments:measure", args=[programme.id])
    analyst = enter("analyst")
    assert "Further figures" in analyst.get(address).content.decode()
    wrong = analyst.post(address, SENT | {"secondary": ["revenue"]})
    assert "among the further ones" in wrong.content.decode()
    assert not FrozenPlan.objects.exists()
    assert analyst.post(address, SENT | {"secondary": ["calls", "sales"]}).status_code == 302
    assert 'secondary = ["calls", "sales"]' in FrozenPlan.objects.get().plan_toml
    page = analyst.get(address).content.decode()
    assert "further figures, shown below the answer" in page
    assert "calls, sales" in page


@pytest.mark.django_db
def test_costs_below_zero_and_a_currency_of_many_letters_are_refused_in_plain_words() -> None:
    sent = {"currency": "Money", "hour_cost": "-3", "training": "0", "lunches": "0", "licences": "0", "fixed": "0"}
    sent |= {"margin_percent": "35", "replacement_low": "3", "replacement": "5", "replacement_high": "9"}
    wrong = LedgerForm(sent)
    assert wrong.errors == {
        "currency": ["Give its three letters, such as EUR."],
        "hour_cost": ["No cost is below zero."],
    }
    assert LedgerForm(sent | {"currency": "EUR", "hour_cost": "0"}).is_valid()
