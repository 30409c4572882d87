"""What each figure could show is asked for after the page, and worked out once for the same files."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from mentorlift.experiments import candidates
from mentorlift.experiments.planned import planned
from mentorlift.experiments.rules import known_on
from mentorlift.mentorships.tests.builders import House, person
from mentorlift.outcomes.models import Metric, OutcomeImport
from mentorlift.programmes.models import Cohort, Participation, RosterEntry
from mentorlift.programmes.rules.planned import Planned
from mentorlift.programmes.services.life import freeze_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    Metric.objects.create(name="revenue", every="day", rows=3, updated_at=timezone.now())
    return House().programme


@pytest.fixture
def worked_out(monkeypatch):
    asked = []
    monkeypatch.setattr(
        candidates, "_candidate", lambda *of: asked.append(of) or candidates.Candidate(*of[:2], why="too few")
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


DUE = date(2026, 9, 1)
NIGHTLY = [  # Monday to Friday, brought in the day after
    (day, day + timedelta(1)) for day in (date(2026, 1, 5) + timedelta(k) for k in range(21)) if day.weekday() < 5
]


@pytest.mark.parametrize(
    ("arrivals", "known"),
    [
        ([], DUE),
        ([(date(2026, 1, 31), date(2026, 2, 1))], DUE),  # all at once, the day after
        ([(date(2026, 1, 31), date(2026, 2, 15))], date(2026, 9, 15)),  # two weeks late
        ([(date(2026, 1, 4 + 7 * k), date(2026, 1, 5 + 7 * k)) for k in range(4)], date(2026, 9, 7)),  # each Monday
        (NIGHTLY, DUE),  # the last day is a Monday
        ([(date(2026, 9, 30), date(2026, 9, 30))], DUE),  # tells of those days already
        ([(date(2026, 1, 10), date(2026, 1, 9))], DUE),  # a file that names days to come
    ],
)
def test_an_answer_is_known_when_the_figures_have_come_that_far(arrivals, known):
    assert known_on(DUE, arrivals) == known


@pytest.mark.parametrize("due", [date(2026, 9, 6), date(2026, 9, 7)])  # the last day is a Saturday or a Sunday
def test_an_answer_that_ends_at_a_weekend_is_known_when_the_next_working_day_has_come(due):
    assert known_on(due, NIGHTLY) == date(2026, 9, 8)  # Monday's figures, on Tuesday


def test_each_figure_says_when_its_answer_is_known(programme, worked_out, enter):
    Metric.objects.filter(name="revenue").update(last_on=date(2026, 1, 31))
    Metric.objects.create(
        name="calls", every="day", rows=3, last_on=date(2026, 1, 17), updated_at=timezone.now()
    )  # the same file tells less of them
    taken = timezone.make_aware(datetime(2026, 2, 1, 9))
    OutcomeImport.objects.create(
        file_name="a.csv",
        file_digest="0",
        bytes=1,
        uploaded_at=taken,
        taken_over_at=taken,
        metrics=["revenue", "calls"],
        last_on=date(2026, 1, 31),
    )
    browser, address = enter("analyst"), reverse("experiments:figures", args=[programme.id])
    starts_on = Cohort.objects.filter(programme=programme).latest("starts_on").starts_on
    rows = {row.metric: row for row in browser.get(address).context["candidates"]}
    due = starts_on + timedelta(days=180)
    assert {name: row.known_on - due for name, row in rows.items()} == {
        "revenue": timedelta(0),
        "calls": timedelta(days=14),
    }
    asked = browser.get(address, {"last_start_on": "2026-06-01", "late_days": "90"})
    assert {row.metric: row.known_on for row in asked.context["candidates"]} == {
        "revenue": date(2026, 8, 30),
        "calls": date(2026, 9, 13),
    }
    assert "30 August 2026" in asked.content.decode()
    assert browser.get(address, {"last_start_on": "nonsense", "late_days": "3"}).status_code == 200


def test_the_plan_starts_with_the_day_of_the_last_intake(programme, enter):
    Cohort.objects.create(programme=programme, name="Last", starts_on=date(2031, 5, 1), created_at=timezone.now())
    page = enter("analyst").get(reverse("experiments:measure", args=[programme.id]))
    assert 'value="2031-05-01"' in page.content.decode()


def test_once_the_plan_is_fixed_its_own_day_counts(programme, worked_out, enter):
    freeze_plan(
        programme=programme, plan_toml="", plan_hash="0" * 64, answer_due_on=DUE, actor_id="test", now=timezone.now()
    )
    answer = enter("analyst").get(reverse("experiments:figures", args=[programme.id]))
    assert answer.url == reverse("experiments:measure", args=[programme.id])
    assert not worked_out


def test_the_page_says_and_draws_how_small_a_gain_the_places_can_show(programme, enter, monkeypatch):
    Metric.objects.create(name="calls", every="day", rows=3, updated_at=timezone.now())
    asked = []

    def days(metric, **_):
        asked.append(metric)
        level = np.random.default_rng(len(metric)).lognormal(3, 0.4, (120, 1))
        return level * np.random.default_rng(1).lognormal(0, 0.5, (120, 20)), np.full(20, 120.0)

    monkeypatch.setattr("mentorlift.outcomes.queries.tenure_days", days)
    programme.places_wanted = 40
    programme.save()
    browser, address = enter("analyst"), reverse("experiments:figures", args=[programme.id])
    page = browser.get(address, {"metric": "revenue"}, headers={"HX-Request": "true"})
    curve = page.context["curve"]
    assert (curve.metric, curve.places) == ("revenue", min(40, curve.people - 1))
    places, percents = zip(*curve.points, strict=True)
    assert list(places) == sorted(places) and min(percents) > 0
    text = page.content.decode()
    assert f"With {curve.places} places the smallest gain you would see in revenue is" in text
    assert text.count('role="img" aria-label="Smallest visible gain in percent, by number of places"') == 2
    assert "Show as a table" in text
    other = browser.get(address, {"metric": "calls"})
    assert other.context["curve"].metric == "calls" and len(asked) == 2  # nothing is worked out twice


def test_where_no_gain_could_be_stated_none_is_promised(programme, enter, monkeypatch):
    monkeypatch.setattr("mentorlift.outcomes.queries.tenure_days", lambda *_, **__: pytest.fail("nothing to work out"))
    for places in (1, 9):
        programme.places_wanted = places
        programme.save()
        page = enter("analyst").get(reverse("experiments:figures", args=[programme.id]))
        assert "with fewer than 10 people in a group no gain is ever stated" in page.content.decode()
        assert page.context["curve"] is None


def test_places_are_of_each_intake(programme, worked_out, enter):
    first = Cohort.objects.filter(programme=programme).latest("starts_on")
    second = Cohort.objects.create(
        programme=programme, name="Second", starts_on=date(2031, 5, 1), created_at=timezone.now()
    )
    RosterEntry.objects.filter(cohort=first).delete()
    for cohort, people in ((first, 12), (second, 30)):
        for at in range(people):
            one = person(f"{cohort.name}{at}")
            RosterEntry.objects.create(cohort=cohort, programme=programme, person=one, started_on=cohort.starts_on)
    programme.places_wanted = 20
    programme.save()
    enter("analyst").get(reverse("experiments:figures", args=[programme.id]))
    assert worked_out == [("revenue", Planned(mentored=11 + 20, later=1 + 10, places=31), 60)]


def test_without_people_to_judge_by_there_is_no_curve(programme, enter, monkeypatch):
    monkeypatch.setattr("mentorlift.outcomes.queries.tenure_days", lambda *_, **__: (np.empty((0, 60)), np.zeros(60)))
    page = enter("analyst").get(reverse("experiments:figures", args=[programme.id]))
    assert page.context["curve"] is None and "too few people have figures yet" in page.content.decode()


def test_of_those_who_are_asked_only_the_ones_who_say_yes_are_compared(programme, worked_out, enter):
    listed(programme, 200)
    programme.participation, programme.places_wanted = Participation.VOLUNTARY, 40
    programme.save()
    browser, address = enter("analyst"), reverse("experiments:figures", args=[programme.id])
    assert "if 30 of 100 of the 200 who are asked say yes" in browser.get(address).content.decode()
    other = browser.get(address, {"yes_percent": "60"})
    assert "if 60 of 100" in other.content.decode() and 'value="60"' in other.content.decode()
    browser.get(address, {"yes_percent": "nonsense"})
    assert [(of.mentored, of.later) for _, of, _ in worked_out] == [(40, 20), (40, 80)]
    page = browser.get(reverse("experiments:measure", args=[programme.id])).content.decode()
    assert "how many will say yes?" in page and "change from:#id_yes_percent" in page


def test_the_gain_is_of_the_days_before_the_others_start(programme, worked_out, enter):
    browser, address = enter("analyst"), reverse("experiments:figures", args=[programme.id])
    programme.others_start_after_weeks = None
    programme.save()
    assert "Over the first 30 days." in browser.get(address, {"early_days": "30"}).content.decode()
    programme.others_start_after_weeks = 5
    programme.save()
    assert "Over the first 35 days: then the others start" in browser.get(address).content.decode()
    assert "Over the first 30 days." in browser.get(address, {"early_days": "30"}).content.decode()
    assert [days for _, _, days in worked_out] == [30, 35]


def test_of_two_branches_each_group_has_its_smallest_gain(programme, enter, monkeypatch):
    listed(programme, 400)
    programme.participation, programme.places_wanted = Participation.BOTH, 130
    programme.save()
    of = planned(programme)
    assert (of.mentored, of.later, of.asked) == (100, 100, 200)  # 200 unasked and 60 who say yes share 130 places
    level = np.random.default_rng(1).lognormal(3, 0.4, (300, 1))
    y = level * np.random.default_rng(2).lognormal(0, 0.5, (300, 20))
    monkeypatch.setattr("mentorlift.outcomes.queries.tenure_days", lambda *_, **__: (y, np.full(20, 300.0)))
    page = enter("analyst").get(reverse("experiments:figures", args=[programme.id]))
    (row,) = page.context["candidates"]
    assert row.smallest_percent < row.of_no and row.smallest_percent < row.of_yes
    text = page.content.decode()
    assert "200 who are asked first, if 30 of 100 say yes" in text and "those who say no:" in text
    RosterEntry.objects.filter(programme=programme).update(branch="voluntary")
    RosterEntry.objects.filter(id__in=RosterEntry.objects.values("id")[:40]).update(branch="mandatory")
    assert planned(programme).asked == 360 and planned(programme).people == 40


def test_too_few_who_say_yes_promise_nothing(programme, enter, monkeypatch):
    listed(programme, 60)
    programme.participation = Participation.BOTH
    programme.save()
    y = np.random.default_rng(1).lognormal(3, 0.4, (300, 20))
    monkeypatch.setattr("mentorlift.outcomes.queries.tenure_days", lambda *_, **__: (y, np.full(20, 300.0)))
    address = reverse("experiments:figures", args=[programme.id])
    (row,) = enter("analyst").get(address, {"yes_percent": "20"}).context["candidates"]
    assert row.smallest_percent and row.of_yes is None and row.of_no is None


def listed(programme, people):
    cohort = Cohort.objects.filter(programme=programme).latest("starts_on")
    RosterEntry.objects.filter(cohort=cohort).delete()
    for at in range(people):
        RosterEntry.objects.create(
            cohort=cohort, programme=programme, person=person(f"listed {at}"), started_on=cohort.starts_on
        )
