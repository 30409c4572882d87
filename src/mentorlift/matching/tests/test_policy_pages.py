"""Weights and rules, as a programme manager changes them."""

import pytest
from django.urls import reverse

from mentorlift.jobs.work import drain
from mentorlift.matching.models import Draft, MatchPolicy
from mentorlift.matching.tests.browsing import get, post, text
from mentorlift.matching.tests.builders import POLICY

pytestmark = pytest.mark.django_db


def test_a_first_policy_counts_what_the_people_have(town, petra):
    post(petra, "matching:drafts", town.cohort.id, "now")
    toml = MatchPolicy.objects.get().toml
    assert 'needs = "wants_to_learn"' in toml
    assert 'kind = "overlap-hours"' in toml
    assert "performance" not in toml


def test_moving_a_weight_makes_a_version_and_a_draft(town, petra):
    town.draft()
    page = get(petra, "matching:matching", town.cohort.id)
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not False}
    values["criterion_0"] = 9
    post(petra, "matching:drafts", town.cohort.id, "now", **values)
    drain()
    assert MatchPolicy.objects.count() == 2
    assert "weight = 9" in MatchPolicy.objects.order_by("-version").first().toml
    assert Draft.objects.count() == 2


def test_a_weight_beyond_the_scale_is_refused_beside_its_field(town, petra):
    town.draft()
    form = get(petra, "matching:matching", town.cohort.id).context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not False}
    response = petra.post(reverse("matching:drafts", args=[town.cohort.id, "now"]), values | {"criterion_0": 99})
    assert response.status_code == 422
    assert Draft.objects.count() == 1


def test_a_policy_file_with_faults_shows_them_all_and_keeps_the_text(town, petra):
    bad = POLICY.replace("weight = 5", "weight = -5").replace("shares-any", "share-any")
    page = post(petra, "matching:policy_file", town.cohort.id, toml=bad)
    assert "policy.toml:10:kind" in text(page) and "policy.toml:17:weight" in text(page)
    assert "share-any" in page.content.decode()
    page = post(petra, "matching:policy_file", town.cohort.id, toml=POLICY)
    assert "Kept as version 1." in text(page)
    download = get(petra, "matching:policy_download", town.programme.id, 1)
    assert download.content.decode() == POLICY
