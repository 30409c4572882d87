"""Lists: who is on, who is outside, the lot of the branches, and the freeze that nothing undoes."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from mentorlift.people.models import Employment
from mentorlift.programmes import queries, services
from mentorlift.programmes.models import (
    Branch,
    BranchSplit,
    Cohort,
    Outside,
    Participation,
    Programme,
    RosterEntry,
    Wish,
)
from mentorlift.programmes.queries import ROSTER_COLUMNS
from mentorlift.programmes.queries.people import count_eligible
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.tests.builders import (
    NOW,
    STARTS_ON,
    TODAY,
    WHO,
    asked,
    cohort,
    frozen,
    people,
    person,
    programme,
    say,
)
from mentorlift.science.lottery.seed import roster_hash

pytestmark = pytest.mark.django_db


def test_the_list_holds_whoever_fits_on_that_day():
    made = programme()
    people(3)
    person(50, hired_on=TODAY - timedelta(days=61))
    gone = person(51)
    Employment.objects.filter(person=gone).update(exited_on=TODAY)
    found = services.open_cohort(programme=made, name="March", starts_on=STARTS_ON, **WHO)
    assert services.fill_roster(cohort=found, on=TODAY, **WHO) == 3
    assert services.fill_roster(cohort=found, on=TODAY, **WHO) == 0
    entry = RosterEntry.objects.filter(cohort=found).first()
    assert (entry.branch, entry.started_on, entry.training_class) == (Branch.MANDATORY, TODAY, "2026-03")


def test_a_person_is_on_one_list_of_a_programme_only():
    found = cohort(size=4)
    second = services.open_cohort(programme=found.programme, name="April", starts_on=STARTS_ON, **WHO)
    assert queries.candidates(second, on=TODAY).elsewhere == 4
    assert services.fill_roster(cohort=second, on=TODAY, **WHO) == 0
    entry = RosterEntry.objects.filter(cohort=found).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        RosterEntry.objects.create(
            cohort=second, programme=found.programme, person=entry.person, branch="mandatory", started_on=TODAY
        )


def test_whoever_arrives_after_the_freeze_is_in_the_next_intake():
    found = frozen(size=6)
    late = person(77)
    with pytest.raises(services.UnableToChangeList, match="next intake"):
        services.fill_roster(cohort=found, on=TODAY, **WHO)
    following = services.open_cohort(programme=found.programme, name="April", starts_on=STARTS_ON, **WHO)
    services.fill_roster(cohort=following, on=TODAY, **WHO)
    assert [entry.person_id for entry in RosterEntry.objects.filter(cohort=following)] == [late.id]


def test_whoever_is_left_out_stands_there_with_the_reason():
    found = cohort(size=4)
    someone = RosterEntry.objects.filter(cohort=found).first().person
    with pytest.raises(services.UnableToChangeList, match="why"):
        services.leave_out(cohort=found, person_id=someone.id, reason=" ", **WHO)
    services.leave_out(cohort=found, person_id=someone.id, reason="Moves away", **WHO)
    assert Outside.objects.get(cohort=found).reason == "Moves away"
    assert services.fill_roster(cohort=found, on=TODAY, **WHO) == 0
    services.take_in(cohort=found, person_id=someone.id, **WHO)
    assert RosterEntry.objects.filter(cohort=found).count() == 4
    assert not Outside.objects.exists()


def test_the_branches_are_drawn_once_exact_in_number_and_even_over_sites():
    found = cohort(Participation.BOTH, size=20)
    services.split_branches(cohort=found, mandatory=9, seed="s", **WHO)
    entries = RosterEntry.objects.filter(cohort=found)
    assert Counter(entry.branch for entry in entries) == {"mandatory": 9, "voluntary": 11}
    by_site = Counter((entry.site, entry.branch) for entry in entries)
    assert {by_site["Hamburg", "mandatory"], by_site["Leeds", "mandatory"]} <= {4, 5}
    with pytest.raises(services.UnableToChangeList, match="next intake"):
        services.split_branches(cohort=found, mandatory=9, seed="other", **WHO)
    assert BranchSplit.objects.get().seed == "s"


def test_the_same_seed_draws_the_same_branches():
    from mentorlift.science.lottery.design import Design
    from mentorlift.science.lottery.drawing import draw

    found = cohort(Participation.BOTH, size=10)
    split = services.split_branches(cohort=found, mandatory=5, **WHO)
    rows = queries.roster_rows(found)
    again = draw(
        rows,
        Design(seed=split.seed, allocation={"mandatory": 5, "voluntary": 5}, strata=("site", "training_class")),
    )
    assert again.arms() == {row["person_id"]: row["branch"] for row in rows}
    assert again.roster_hash == split.roster_hash


@pytest.mark.parametrize("mandatory", [0, 10])
def test_each_branch_gets_somebody(mandatory):
    found = cohort(Participation.BOTH, size=10)
    with pytest.raises(services.UnableToChangeList):
        services.split_branches(cohort=found, mandatory=mandatory, **WHO)


def test_the_check_code_is_that_of_the_list_in_any_order():
    found = frozen(Participation.VOLUNTARY)
    rows = queries.frozen_rows(found)
    assert found.roster_hash == queries.check_code(found, reversed(rows))
    assert {row["wish"] for row in rows} == {"yes", "no", "no answer"}
    assert queries.drawn_people(rows) == 6


def test_nobody_works_out_the_wishes_from_the_check_code():
    found = frozen(Participation.VOLUNTARY)
    rows = queries.frozen_rows(found)
    # whoever knows the people and guesses every wish aright still lacks the salt
    assert found.roster_hash != roster_hash(rows, ROSTER_COLUMNS)
    assert len(found.roster_salt) == 64


def test_a_list_is_fixed_only_when_everything_before_it_is_done():
    unplanned = cohort(is_open=False)
    with pytest.raises(services.UnableToFreeze, match="measured"):
        services.freeze_roster(cohort=unplanned, today=TODAY, **WHO)


def test_a_list_with_open_wishes_is_not_fixed():
    found = asked()
    say(found, "yyyyyy")
    with pytest.raises(services.UnableToFreeze, match="still open"):
        services.freeze_roster(cohort=found, today=TODAY, **WHO)
    later = NOW + timedelta(days=4)
    assert services.freeze_roster(cohort=found, actor_id="test", now=later, today=later.date()).frozen_at == later


def test_a_list_is_not_fixed_after_its_first_day():
    found = cohort()
    with pytest.raises(services.UnableToFreeze, match="first day"):
        services.freeze_roster(cohort=found, today=STARTS_ON + timedelta(days=1), **WHO)


def test_too_few_who_said_yes_are_not_drawn():
    found = asked()
    say(found, "yyynnnnnn")
    services.close_wishes(cohort=found, **WHO)
    with pytest.raises(services.UnableToFreeze, match="Fewer than 4"):
        services.freeze_roster(cohort=found, today=TODAY, **WHO)


def test_a_fixed_list_is_not_fixed_again():
    found = frozen()
    with pytest.raises(services.UnableToFreeze, match="already"):
        services.freeze_roster(cohort=found, today=TODAY, **WHO)
    with pytest.raises(services.UnableToChangeList, match="fixed"):
        services.leave_out(cohort=found, person_id=person(80).id, reason="x", **WHO)


FORBIDDEN = (
    "UPDATE programmes_wish SET answer = 'no'",
    "DELETE FROM programmes_wish",
    "UPDATE programmes_rosterentry SET branch = 'mandatory'",
    "DELETE FROM programmes_rosterentry",
    "UPDATE programmes_cohort SET frozen_at = NULL, roster_hash = ''",
    "UPDATE programmes_cohort SET roster_hash = 'other'",
    "DELETE FROM programmes_cohort",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_after_the_freeze_the_database_itself_refuses(statement):
    found = frozen(Participation.VOLUNTARY)
    before = (list(RosterEntry.objects.values_list()), list(Wish.objects.values_list()), found.roster_hash)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    found.refresh_from_db()
    assert before == (list(RosterEntry.objects.values_list()), list(Wish.objects.values_list()), found.roster_hash)


def test_nobody_joins_a_fixed_list_by_the_back_door():
    found = frozen()
    with pytest.raises(IntegrityError), transaction.atomic():
        RosterEntry.objects.create(
            cohort=found, programme=found.programme, person=person(81), branch="mandatory", started_on=TODAY
        )


def test_a_list_that_is_not_fixed_can_still_be_changed():
    found = cohort()
    RosterEntry.objects.filter(cohort=found).update(site="Lisbon")
    assert set(RosterEntry.objects.filter(cohort=found).values_list("site", flat=True)) == {"Lisbon"}


def test_the_first_day_can_be_moved_until_the_list_is_fixed():
    found = cohort(size=4)
    services.move_first_day(cohort=found, starts_on=STARTS_ON + timedelta(days=7), **WHO)
    later = STARTS_ON + timedelta(days=5)
    moved = services.freeze_roster(cohort=found, actor_id="test", now=NOW, today=later)
    assert moved.starts_on == STARTS_ON + timedelta(days=7)
    with pytest.raises(services.UnableToChangeList, match="fixed"):
        services.move_first_day(cohort=found, starts_on=STARTS_ON, **WHO)


def test_the_first_day_does_not_come_before_the_last_day_to_answer():
    with pytest.raises(services.UnableToChangeList, match="until after"):
        services.move_first_day(cohort=asked(), starts_on=TODAY, **WHO)


def test_the_lot_of_the_branches_can_be_repeated_from_the_shell(enter, tmp_path):
    from click.testing import CliRunner
    from django.urls import reverse

    from mentorlift.cli.main import main

    found = cohort(Participation.BOTH, size=14)
    split = services.split_branches(cohort=found, mandatory=6, **WHO)
    gone = RosterEntry.objects.filter(cohort=found).first().person_id
    services.leave_out(cohort=found, person_id=gone, reason="Moves away", **WHO)
    reply = enter("analyst").get(reverse("programmes:split_list", args=[found.programme_id, found.id]))
    (tmp_path / "people.csv").write_bytes(reply.content)
    options = ["--strata", "site,training_class", "--allocation", f"mandatory={split.mandatory},voluntary=8"]
    out = tmp_path / "draw.json"
    done = CliRunner().invoke(
        main, ["draw", "--roster", str(tmp_path / "people.csv"), *options, "--seed", split.seed, "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    drawn = json.loads(out.read_text())
    assert drawn["roster_hash"] == split.roster_hash
    assert {a["person_id"]: a["arm"] for a in drawn["assignments"]} == {
        row["person_id"]: row["branch"] for row in queries.split_rows(found)
    }


@pytest.mark.parametrize(
    "asked_for",
    [{}, {"hired_within_days": 5}, {"sites": ("Leeds",)}, {"teams": ("North",), "roles": ("Clerk",)},
     {"hired_within_days": 9, "sites": ("Leeds", "Lisbon"), "teams": ("North",)}],
)  # fmt: skip
def test_the_count_while_typing_is_the_length_of_the_list(asked_for):
    for number in range(1, 25):
        person(number, hired_on=TODAY - timedelta(days=number), site=["Leeds", "Lisbon", "Hamburg"][number % 3])
    Employment.objects.filter(hired_on__lt=TODAY - timedelta(days=20)).update(exited_on=TODAY)
    person(50, hired_on=TODAY + timedelta(days=1))
    eligibility = Eligibility(**asked_for)
    assert count_eligible(eligibility, on=TODAY) == len(queries.eligible_people(eligibility, on=TODAY))


def test_an_intake_that_the_programme_names_already_is_not_said_twice():
    spring = Programme(name="Onboarding, class of 7 December")
    assert Cohort(programme=spring, name="Class of 7 December").full_name == "Onboarding, class of 7 December"
    assert Cohort(programme=spring, name="Hamburg").full_name == "Onboarding, class of 7 December, Hamburg"
