"""Teams as a tree: what it counts, how much of it a page shows, and what is found in it."""

import gc
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentorlift.people.models import Employment, Identity, Post
from mentorlift.people.queries.teams import Tree
from mentorlift.people.rules.teams import Reports, Seat, matching_teams, team_tree
from mentorlift.people.tests.builders import START, hire
from mentorlift.people.views.teams import MOST_AT_ONCE, PER_PAGE


def seat(name, boss=None, team="", person_id=None):
    return Seat(person_id or uuid4(), name, team, "Hamburg", "", boss)


def tree_of(seats):
    """What the database counts, from every seat: self-managed people report to nobody."""
    others = [one for one in seats if one.manager_id != one.person_id]
    counted = Counter((one.manager_id, one.team, one.site) for one in others)
    return team_tree(seats, [Reports(*key, people) for key, people in counted.items()])


def test_a_team_stands_below_the_one_its_leader_reports_to_even_where_leaders_have_no_team():
    director, head, lead = uuid4(), uuid4(), uuid4()
    seats = [
        seat("Director", person_id=director),
        seat("Head", director, person_id=head),
        seat("Lead", head, "North", lead),
        seat("Ana", lead, "North"),
        seat("Luis", lead, "North"),
        seat("Mei"),
    ]
    (top,), alone = tree_of(seats)
    assert (top.leader.name, top.name, top.people, top.teams, alone) == ("Director", "", 4, 3, 1)
    (middle,) = top.below
    (north,) = middle.below
    assert (north.leader.name, north.name, north.people, north.sites) == ("Lead", "North", 2, ["Hamburg"])
    assert [team.boss and team.boss.name for team in (top, middle, north)] == [None, "Director", "Head"]
    tree = Tree(tops=[top], alone=alone, led_by={team.leader.person_id: team for team in top.walk()})
    assert [team.leader.name for team in tree.above(north)] == ["Director", "Head"]
    assert tree.above(top) == []


def test_a_tree_leaves_nothing_to_the_collector():
    """Teams that refer to each other stay in memory until Python looks for them, in the middle of some request."""
    lead = uuid4()
    tree, _alone = tree_of([seat("Head", None, person_id=lead), *(seat(f"Lead {n}", lead, "North") for n in range(9))])
    gc.collect()
    gc.disable()
    try:
        del tree
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_line_that_ends_outside_of_what_one_sees_begins_there():
    lead = uuid4()
    tree, alone = tree_of([seat("Lead", uuid4(), person_id=lead), seat("Ana", lead, "North")])
    assert ([team.leader.name for team in tree], alone) == (["Lead"], 0)


def test_a_team_has_the_name_of_most_of_its_members_and_not_of_those_who_lead_below():
    boss, lead = uuid4(), uuid4()
    seats = [
        seat("Boss", person_id=boss),
        seat("Lead", boss, "South", lead),
        seat("Low", lead, "Deep"),
        seat("A", boss, "North"),
        seat("B", boss, "East"),
        seat("C", boss, "North"),
    ]
    (top,), _alone = tree_of(seats)
    assert (top.name, top.people, top.below[0].name) == ("North", 5, "Deep")
    assert [team.leader.name for team in matching_teams([top], "north boss")] == ["Boss"]
    assert [team.leader.name for team in matching_teams([top], "DEEP")] == ["Lead"]


def test_whoever_is_their_own_manager_still_leads():
    boss = uuid4()
    tree, alone = tree_of([seat("Boss", boss, person_id=boss), seat("Ana", boss, "North")])
    assert ([(team.leader.name, team.people) for team in tree], alone) == ([("Boss", 1)], 0)


@pytest.fixture
def many():
    """A director with 130 teams of one; of the last of them one leads another."""
    director = hire("d", name="Dora Direct", team="Board")
    leads = [hire(f"l{n}", name=f"Lead {n:03}", manager=director, team="") for n in range(130)]
    people = [hire(f"p{n}", manager=lead, team=f"Team {n:03}") for n, lead in enumerate(leads)]
    hire("deep", manager=people[-1], team="Deep")
    return {"director": director, "leads": leads, "people": people}


@pytest.mark.django_db
def test_a_large_tree_opens_a_level_at_a_time(enter, many):
    client = enter("programme_manager")
    assert len(many["leads"]) > MOST_AT_ONCE
    first = client.get("/people/teams/").content.decode()
    assert "The teams of Dora Direct" in first and "261 people in all" in first
    # all that a page shows and what lies below fits: it is nested, as in a small organisation
    assert first.count("led by") == PER_PAGE + 1 and "Deep" in first and "<details open>" in first
    assert "Team 000" in first and "page 1 of 3" in first
    last = client.get("/people/teams/", {"page": 3}).content.decode()
    assert "Team 128" in last and "Team 000" not in last and last.count("led by") == 30
    found = client.get("/people/teams/", {"words": "deep"}).content.decode()
    assert "1 team" in found and "reports to Lead 129" in found and "Team 000" not in found
    assert "No such team" in client.get("/people/teams/", {"words": "nowhere"}).content.decode()
    branch = client.get("/people/teams/", {"under": str(many["leads"][-1])}).content.decode()
    assert "Deep" in branch and "Team 000" not in branch
    assert f'href="/people/teams/?under={many["director"]}">Dora Direct</a>' in branch
    for wrong in ("x", str(many["people"][0])):
        assert client.get("/people/teams/", {"under": wrong}).status_code == 404


@pytest.mark.django_db
def test_a_page_with_many_teams_below_links_to_them(enter, many):
    Post.objects.filter(person_id__in=many["leads"][1:]).update(manager_id=many["leads"][0])
    hire("top", name="Tina Top")
    Post.objects.filter(person_id=many["director"]).update(manager_id=hire("other", name="Olga Other"))
    hire("side", manager=Identity.objects.get(code="top").person_id)
    page = enter("programme_manager").get("/people/teams/").content.decode()
    assert "Tina Top" in page and "Olga Other" in page and "Lead 001" not in page
    other = Identity.objects.get(code="other").person_id
    assert f'href="/people/teams/?under={other}"' in page


@pytest.mark.django_db
def test_everybody_sees_their_own_line_of_the_teams_alone(enter, many):
    lead = many["leads"][-1]
    client = enter(person_id=lead)
    page = client.get("/people/teams/").content.decode()
    assert "Lead 129" in page and "Deep" in page
    assert "Dora" not in page and "Lead 000" not in page
    assert client.get("/people/teams/", {"under": str(many["director"])}).status_code == 404
    assert client.get("/people/teams/", {"under": str(many["leads"][0])}).status_code == 404
    assert "No such team" in client.get("/people/teams/", {"words": "lead 000"}).content.decode()
    alone = enter(person_id=many["people"][0]).get("/people/teams/").content.decode()
    assert "No teams yet" in alone and "Lead" not in alone


@pytest.mark.django_db
def test_the_teams_count_whom_the_directory_counts(enter, many):
    Employment.objects.filter(person_id=many["people"][0]).update(exited_on=START + timedelta(days=1))
    enter("administrator").post(f"/people/{many['people'][1]}/erasure/")
    client = enter("programme_manager")
    assert "259 people in all" in client.get("/people/teams/").content.decode()
    assert "260 people" in client.get("/people/").content.decode()  # and the director, and without the link


@pytest.mark.django_db
def test_the_teams_ask_the_same_number_of_questions_for_few_and_for_many(enter, many):
    client = enter("programme_manager")
    with CaptureQueriesContext(connection) as before:
        client.get("/people/teams/")
    for number in range(30):
        hire(f"x{number}", manager=hire(f"y{number}", manager=many["people"][number]))
    with CaptureQueriesContext(connection) as after:
        client.get("/people/teams/")
    assert len(after) == len(before)
