"""The demo tells one story: its dates are in order, a count shown twice agrees, and no page tells on anybody."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from mentorlift.draws.models import Draw
from mentorlift.experiments.models import Analysis
from mentorlift.jobs.models import Job
from mentorlift.matching.models import MentorRequest
from mentorlift.mentorships.models import Ending, Pair, PairEnding, Sheet
from mentorlift.notifications.models import Message
from mentorlift.people.models import Identity
from mentorlift.programmes.models import Programme, RosterEntry, Wish
from tests.contracts.people_of_the_demo import clients

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FIGURES = re.compile(r"€|\bEUR\b|\brevenue\b", re.IGNORECASE)
WISH = re.compile(r"\b(yes|no|no answer|wish\w*)\b", re.IGNORECASE)
ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)


@pytest.fixture(scope="module")
def askers(demo: None) -> dict[str, Client]:
    return clients()


def text_of(client: Client, name: str, *arguments: object) -> str:
    """A page as one reads it, white space drawn together."""
    answer = client.get(reverse(name, args=arguments), follow=True)
    assert answer.status_code == 200, name
    return " ".join(strip_tags(answer.content.decode()).split())


def test_nothing_was_written_ahead_of_time_and_the_past_ended_on_its_own_days(demo: None) -> None:
    now = timezone.now()
    assert not Message.objects.filter(created_at__gt=now).exists()
    assert not Sheet.objects.filter(answered_at__gt=now).exists()
    endings = PairEnding.objects.filter(kind=Ending.LEFT)
    assert endings.exists()
    assert not endings.filter(pair__programme__closing__isnull=False, at__date=now.date()).exists()


def test_the_list_of_background_work_is_calm(askers: dict[str, Client]) -> None:
    assert not Job.objects.exclude(cancelled_at=None, failed_at=None).exists(), "nobody asked anything to stop"
    shown = text_of(askers["administrator"], "jobs:list")
    assert "Background work" in shown and " done " in shown
    assert not re.search(r"\b(stopped|failed)\b", shown)


def test_the_demo_has_a_programme_in_every_state(demo: None) -> None:
    programmes = Programme.objects.all()
    assert programmes.count() == 7
    assert programmes.filter(launch=None).count() == 1
    assert programmes.exclude(closing=None).count() == 2
    assert Wish.objects.filter(answered_at=None, cohort__frozen_at=None).exists()
    outcomes = MentorRequest.objects.filter(choosing__closed_at=None).values_list("outcome", flat=True)
    assert sorted(outcomes) == ["", "accepted", "declined"]
    headlines = set(Analysis.objects.values_list("headline", flat=True))
    assert headlines >= {"gain"}
    assert len(headlines) == 2


def test_dates_run_plan_wishes_list_draw_first_day(demo: None) -> None:
    drawn = Draw.objects.select_related("preparation", "cohort__programme__frozen_plan")
    assert drawn.count() >= 4
    for draw in drawn:
        cohort, plan = draw.cohort, draw.cohort.programme.frozen_plan
        asked = [cohort.wish_asked_at, cohort.wish_closes_at] if cohort.wish_asked_at else []
        order = [plan.frozen_at, *asked, cohort.frozen_at, draw.preparation.prepared_at, draw.drawn_at]
        assert order == sorted(order), f"{cohort.name}: {order}"
        assert timezone.localdate(draw.drawn_at) <= cohort.starts_on, cohort.name
        assert plan.answer_due_on > cohort.starts_on, cohort.name
        for pair in Pair.objects.filter(cohort=cohort).prefetch_related("sessions"):
            assert pair.starts_on >= cohort.starts_on, cohort.name
            first = min((session.starts_at for session in pair.sessions.all()), default=None)
            assert first is None or timezone.localdate(first) >= pair.starts_on, cohort.name


def test_requests_run_draw_opening_request_answer_last_day(askers: dict[str, Client]) -> None:
    found = MentorRequest.objects.select_related("choosing__cohort__draw", "pair")
    for one in found:
        settled = [one.settled_at] if one.settled_at else []
        order = [one.choosing.cohort.draw.drawn_at, one.choosing.opened_at, one.asked_at, *settled, timezone.now()]
        assert order == sorted(order)
        assert one.due_on >= timezone.localdate(one.settled_at or timezone.now())
        assert one.pair is None or one.pair.starts_on >= one.choosing.cohort.starts_on
    waits = found.get(settled_at=None)
    assert waits.line in text_of(askers["mentor"], "matching:request", waits.id)
    assert "Ask one of these." in text_of(askers["choosing"], "matching:choose", waits.choosing_id)


def test_a_count_shown_twice_agrees(askers: dict[str, Client]) -> None:
    manager = askers["programme_manager"]
    listed = text_of(manager, "programmes:list")
    for programme in Programme.objects.filter(cohorts__draw__isnull=False).distinct():
        people = RosterEntry.objects.filter(programme=programme).count()
        assert f"{people} people" in listed
        timeline = text_of(manager, "programmes:programme", programme.id)
        assert f"{people} people" in timeline
        for draw in Draw.objects.filter(cohort__programme=programme):
            now = draw.assignments.filter(arm="mentored").count()
            later = draw.assignments.exclude(arm="mentored").count()
            page = text_of(manager, "draws:cohort", programme.id, draw.cohort_id)
            assert f"{now} now, {later} later" in page, draw.cohort.name


def test_the_results_count_the_people_of_the_draw(askers: dict[str, Client]) -> None:
    for analysis in Analysis.objects.select_related("programme"):
        page = text_of(askers["leader"], "reports:results", analysis.programme_id)
        found = re.search(r"(\d+) mentored now, (\d+) starting later", page)
        assert found, page[:400]
        drawn = Draw.objects.filter(cohort__programme=analysis.programme)
        sides: dict[tuple[str, bool], int] = {}
        for draw in drawn:
            for branch, arm in draw.assignments.values_list("branch", "arm"):
                key = (branch, arm == "mentored")
                sides[key] = sides.get(key, 0) + 1
        shown = {(sides[branch, True], sides[branch, False]) for branch, _ in sides}
        assert (int(found.group(1)), int(found.group(2))) in shown


def test_pages_of_figures_name_nobody(askers: dict[str, Client]) -> None:
    staff = {client.session["_auth_user_id"] for role, client in askers.items() if role != "nobody"}
    assert staff
    names = set(Identity.objects.filter(person__roster_entries__isnull=False).values_list("name", flat=True))
    assert len(names) > 600
    shown = [("reports:results", one.programme_id) for one in Analysis.objects.all()]
    shown += [("reports:report", one.programme_id) for one in Analysis.objects.all()]
    shown += [("reports:results_json", one.programme_id) for one in Analysis.objects.all()]
    shown += [("experiments:measure", programme.id) for programme in Programme.objects.all()]
    for role in ("programme_manager", "leader", "analyst"):
        for name, argument in shown:
            content = askers[role].get(reverse(name, args=[argument])).content.decode()
            assert [one for one in names if one in content] == [], f"{role}: {name}"


def test_pages_of_people_show_no_figure_of_theirs(askers: dict[str, Client]) -> None:
    # who starts working here later is in nobody's line yet, so a leader finds no page of theirs
    began = Pair.objects.filter(ended_at=None, starts_on__lte=timezone.localdate()).values_list("protege_id", flat=True)
    assert len(began) > 10
    for role in ("programme_manager", "administrator", "leader"):
        pages = [text_of(askers[role], "people:person", person) for person in began]
        pages += [text_of(askers[role], "people:directory"), text_of(askers[role], "people:teams")]
        for page in pages:
            body = page.replace("Outcomes", "")
            assert FIGURES.findall(body) == [], role
    export = askers["programme_manager"].get(reverse("people:directory"), {"format": "csv"}).content.decode()
    assert not FIGURES.search(export)
    assert not re.search(r"\b(wish|arm|mentored|effect)\b", export.splitlines()[0])


def test_nobody_reads_who_wished_what(askers: dict[str, Client]) -> None:
    """In the list of those who are asked, no cell of a row tells an answer."""
    wish = Wish.objects.filter(cohort__frozen_at=None).order_by("id")[0]
    address = reverse("programmes:intake", args=[wish.cohort.programme_id, wish.cohort_id])
    rows = ROW.findall(askers["programme_manager"].get(address).content.decode())
    people = [row for row in rows if "followed from" in row and "<td" in row]
    assert len(people) == wish.cohort.wishes.count()
    assert [row for row in people if WISH.search(strip_tags(row))] == []


def test_nothing_that_is_over_lies_ahead(demo: None) -> None:
    today: date = timezone.localdate()
    for programme in Programme.objects.exclude(closing=None).select_related("frozen_plan"):
        assert programme.frozen_plan.answer_due_on <= today, programme.name
        assert not Pair.objects.filter(programme=programme, sessions__starts_at__gt=timezone.now()).exists()
