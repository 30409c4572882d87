"""That what was planted comes out of the simulated days, within what chance allows."""

import numpy as np
import pytest

from mentorlift.science.simulation import definitions as define
from mentorlift.science.simulation.organisation import exits, meetings_before, organisation
from mentorlift.science.simulation.planted import Planted
from mentorlift.science.simulation.population import population
from mentorlift.science.simulation.programme import programme
from mentorlift.science.simulation.sales import sell, working_days
from mentorlift.science.simulation.truth import truths

PEOPLE = 30_000  # tolerances below are about three standard errors at this size
CURVES = Planted(200)


@pytest.fixture(scope="module")
def both():
    """The same people without and with a mentor drawn, and their days."""
    org = organisation(PEOPLE, np.random.default_rng(1))
    arms = [np.full(PEOPLE, drawn) for drawn in (False, True)]
    sold = [sell(org, CURVES, arm, np.random.default_rng(2 + k)) for k, arm in enumerate(arms)]
    return org, [exits(org, CURVES, arm) for arm in arms], sold


def daily_gain(sold, who, span):
    """Percent by which the mean over working days of the daily mean is higher with a mentor."""
    days = working_days(200)
    days = days[(days >= span[0]) & (days < span[1])]
    means = []
    for one in sold:
        inside = np.isin(one.day, days) & who[one.person]
        total = np.bincount(one.day[inside], weights=one.revenue[inside], minlength=200)
        count = np.bincount(one.day[inside], minlength=200)
        means.append((total[days] / count[days]).mean())
    return 100 * (means[1] / means[0] - 1)


def test_everyone_gains_nineteen_percent_early_and_ninety_two_percent_of_it_is_kept(both):
    _, _, sold = both
    everyone = np.full(PEOPLE, True)
    early, late = daily_gain(sold, everyone, (0, 60)), daily_gain(sold, everyone, (90, 180))
    assert early == pytest.approx(19.0, abs=0.9)
    assert late == pytest.approx(17.5, abs=0.9)


def test_decliners_gain_and_volunteers_do_not(both):
    org, _, sold = both
    assert daily_gain(sold, ~org.wants, (0, 60)) == pytest.approx(29.6, abs=1.1)
    assert daily_gain(sold, ~org.wants, (90, 180)) == pytest.approx(27.2, abs=1.3)
    assert daily_gain(sold, org.wants, (0, 60)) == pytest.approx(0, abs=1.3)


def test_volunteers_earn_thirty_percent_more_anyway(both):
    org, _, sold = both
    one = sold[0]
    share = [one.revenue[group[one.person]].mean() for group in (org.wants, ~org.wants)]
    assert share[0] / share[1] == pytest.approx(1.3, abs=0.03)


def test_staying_is_the_published_table(both):
    _, gone, _ = both
    for arm, shares in enumerate(((0.80, 0.68, 0.60, 0.48), (0.912, 0.74, 0.60, 0.48))):
        for day, share in zip((30, 60, 90, 180), shares, strict=True):
            assert (gone[arm] > day).mean() == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / PEOPLE))


def test_nobody_leaves_because_of_a_mentor(both):
    _, gone, _ = both
    assert (gone[1] >= gone[0]).all()


def test_a_mentor_changes_nothing_for_those_who_never_meet(both):
    org, gone, _ = both
    assert (gone[1] == gone[0])[~org.meets].all()


def test_days_at_work_are_weekdays_before_the_exit(both):
    _, gone, sold = both
    for arm, one in enumerate(sold):
        assert (one.day % 7 < 5).all()
        assert (one.day < gone[arm][one.person]).all()
        assert (one.revenue[one.sales == 0] == 0).all()


def test_the_truth_of_each_question_follows_its_own_definition(both):
    """Against the plain averages of thirty thousand people's two simulated lives."""
    _, gone, sold = both
    pop = population(CURVES)
    per_person, totals = [], []
    for arm, one in enumerate(sold):
        inside = one.day < 60
        money = np.bincount(one.person[inside], weights=one.revenue[inside], minlength=PEOPLE)
        days = np.bincount(one.person[inside], minlength=PEOPLE)
        per_person.append((money[days > 0] / days[days > 0]).mean())
        totals.append(money.mean())
        assert define.restricted_mean(pop, 180)[arm] == pytest.approx(np.minimum(gone[arm], 180).mean(), rel=0.02)
    for truth, found in ((define.per_person(pop, (0, 60)), per_person), (define.total(pop, (0, 60)), totals)):
        assert truth[0] == pytest.approx(found[0], rel=0.015)
        assert truth[1] == pytest.approx(found[1], rel=0.015)


def test_the_parts_add_up_to_the_total():
    pop = population(CURVES)
    without, mentored = define.total(pop, (0, 60))
    assert sum(define.parts(pop, (0, 60)).values()) == pytest.approx(np.log(mentored / without))


def test_planted_numbers_come_out_of_the_definitions_exactly():
    found = {
        (t.question, t.branch, t.window, t.at, t.scale): t.truth
        for t in truths(CURVES, {"early": (0, 60), "late": (90, 180)}, (30, 60, 90, 180), 0.39)
        if t.outcome in {"revenue", ""}
    }
    assert found["itt_per_day", "mandatory", "early", None, "percent"] == pytest.approx(19.0, abs=0.05)
    assert found["itt_per_day", "mandatory", "late", None, "percent"] == pytest.approx(17.5, abs=0.05)
    assert found["durability", "mandatory", "all", None, "ratio"] == pytest.approx(0.92, abs=0.005)
    assert found["itt", "mandatory", "early", None, "percent"] == pytest.approx(23, abs=0.2)
    assert found["retention", "mandatory", "all", 30, "ratio"] == pytest.approx(1.14)
    assert found["itt_per_day", "voluntary", "early", None, "percent"] == pytest.approx(0)
    assert found["selection_gap", "", "early", None, "percent"] == pytest.approx(30)
    ate, att, atu = (found[q, "", "early", None, "difference"] for q in ("ate", "att", "atu"))
    assert ate == pytest.approx(0.3 * att + 0.7 * atu)


def test_without_an_effect_every_difference_is_zero():
    for truth in truths(Planted(200, effect=False), {"early": (0, 60)}, (30, 90), 0.39):
        if truth.question in {"durability"}:
            assert truth.truth is None
        elif truth.question not in {"selection_gap"} and truth.scale != "ratio":
            assert truth.truth == pytest.approx(0, abs=1e-9)


def test_the_published_experiment_is_drawn_in_its_numbers():
    run = programme(people=603, days=60, seed=7)
    arms = [(row["branch"], row["arm"]) for row in run.roster]
    assert len(arms) == 603
    assert arms.count(("mandatory", "mentored")) == 110
    assert arms.count(("mandatory", "later")) == 171
    assert sum(branch == "voluntary" for branch, _ in arms) == 322
    assert sum(person["role"] == "sales" for person in run.people) == 90
    assert len({person["email"] for person in run.people}) == len(run.people)
    assert {row["arm"] == "" for row in run.roster if row["wish"] == "no"} == {True}


def test_meetings_mentors_and_exits_fit_together():
    run = programme(people=603, days=60, seed=8)
    mentors = {person["person_id"]: person for person in run.people if person["role"] == "sales"}
    for row in run.roster:
        assert (row["mentor_id"] != "") == (row["arm"] == "mentored")
        assert row["arm"] == "mentored" or row["dose"] == "0"
        if row["mentor_id"]:
            assert mentors[row["mentor_id"]]["site"] == row["site"]
        assert not row["exited_on"] or row["exited_on"] > row["started_on"]


def test_meetings_held_are_those_before_the_exit():
    assert meetings_before(np.array([1, 7, 8, 21, 22, 200])).tolist() == [1, 1, 2, 3, 4, 4]


def test_the_same_seed_gives_the_same_programme():
    first, again, other = (programme(people=120, days=30, seed=seed) for seed in (3, 3, 4))
    assert first.roster == again.roster
    assert first.draw == again.draw
    assert (first.days.revenue == again.days.revenue).all()
    assert first.roster != other.roster
