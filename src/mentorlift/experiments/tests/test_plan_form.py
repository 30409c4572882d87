"""The form of the plan: which figure decides, and which stand beside it."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorlift.experiments.forms import PlanForm
from mentorlift.experiments.rules import plan_toml, settled
from mentorlift.mentorships.tests.builders import House
from mentorlift.outcomes.models import Metric
from mentorlift.programmes.models import FrozenPlan

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
