"""What each figure could show is asked for after the page, and worked out once for the same files."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorlift.experiments import candidates
from mentorlift.mentorships.tests.builders import House
from mentorlift.outcomes.models import Metric

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    Metric.objects.create(name="revenue", every="day", rows=3, updated_at=timezone.now())
    return House().programme


@pytest.fixture
def worked_out(monkeypatch):
    asked = []
    monkeypatch.setattr(
        candidates, "_candidate", lambda *of: asked.append(of) or candidates.Candidate(*of, why="too few")
    )
    return asked


def test_the_plan_page_does_not_wait_for_the_redraws(programme, worked_out, enter):
    page = enter("analyst").get(reverse("experiments:measure", args=[programme.id]))
    assert page.status_code == 200
    assert reverse("experiments:figures", args=[programme.id]) in page.content.decode()
    assert not worked_out


def test_a_figure_is_worked_out_once_for_the_same_files(programme, worked_out, enter, monkeypatch):
    browser, address = enter("analyst"), reverse("experiments:figures", args=[programme.id])
    assert "too few" in browser.get(address, headers={"HX-Request": "true"}).content.decode()
    whole = browser.get(address).content.decode()
    assert "too few" in whole
    assert "<h1>" in whole
    assert len(worked_out) == 1
    monkeypatch.setattr("mentorlift.outcomes.queries.figures_version", lambda: "another file")
    browser.get(address)
    assert len(worked_out) == 2


def test_what_figures_could_show_does_not_exist_for_people_without_a_role(programme, worked_out, enter):
    assert enter().get(reverse("experiments:figures", args=[programme.id])).status_code == 404
    assert not worked_out
