from collections import Counter
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlift.science.lottery.design import Design, UnableToDraw
from mentorlift.science.lottery.drawing import draw, in_proportion, next_mentored


def roster(n, **more):
    rows = [
        {"person_id": f"p{i:03d}", "site": "AB"[i % 2], "wish": "yes" if i % 3 else "no", "cluster": f"t{i % 6}"}
        for i in range(n)
    ]
    return [row | more for row in rows]


def arms(drawn):
    return Counter(a.arm for a in drawn.assignments)


@given(st.integers(4, 60), st.text(min_size=1, max_size=8), st.data())
@settings(max_examples=60, deadline=None)
def test_arm_sizes_are_exact_whatever_the_numbers(n, seed, data):
    mentored = data.draw(st.integers(1, n - 1))
    design = Design(seed=seed, allocation={"mentored": mentored, "later": n - mentored}, strata=("site",))
    assert arms(draw(roster(n), design)) == {"mentored": mentored, "later": n - mentored}


@given(st.randoms())
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_rows_does_not_matter(shuffler):
    rows = roster(30)
    design = Design(seed="x", allocation={"a": 7, "b": 11, "c": 12}, strata=("site",))
    first = draw(rows, design)
    shuffler.shuffle(rows)
    assert draw(rows, design) == first


def test_the_draw_is_what_the_rule_in_prose_gives_by_hand():
    """docs/rules/draw.md, case 1, computed here from hashlib alone."""
    import hashlib

    people = [{"person_id": name} for name in ("ada", "ben", "cem", "dana")]
    tickets = {p: hashlib.sha256(f"our seed\nall\n{p}".encode()).hexdigest() for p in ("ada", "ben", "cem", "dana")}
    drawn = draw(people, Design(seed="our seed", allocation={"mentored": 2, "later": 2}))
    lowest = sorted(tickets, key=tickets.__getitem__)[:2]
    assert {p for p, arm in drawn.arms().items() if arm == "mentored"} == set(lowest)


def test_every_set_of_people_comes_up_equally_often_in_one_stratum():
    people = [{"person_id": f"p{i}"} for i in range(5)]

    def design(s):
        return Design(seed=str(s), allocation={"m": 2, "l": 3})

    seen = Counter(
        tuple(person for person, arm in draw(people, design(s)).arms().items() if arm == "m") for s in range(4000)
    )
    assert set(seen) == set(combinations([f"p{i}" for i in range(5)], 2))
    expected = 4000 / 10
    chi_square = sum((count - expected) ** 2 / expected for count in seen.values())
    assert chi_square < 27.9  # 99.9 % point with 9 degrees of freedom


def test_every_person_is_drawn_with_the_planned_chance_over_many_seeds():
    rows = [{"person_id": f"p{i}", "site": "AAAAABBBBBBBCCCCC"[i]} for i in range(17)]
    runs, mentored = 4000, 7
    hits = Counter()
    for s in range(runs):
        drawn = draw(rows, Design(seed=f"run {s}", allocation={"m": mentored, "l": 10}, strata=("site",)))
        hits.update(person for person, arm in drawn.arms().items() if arm == "m")
    expected = runs * mentored / 17
    deviations = [(hits[row["person_id"]] - expected) / (expected * 10 / 17) ** 0.5 for row in rows]
    assert max(map(abs, deviations)) < 4


def test_two_branches_are_drawn_first_and_only_those_who_said_yes_get_an_arm_in_the_second():
    rows = roster(90)
    design = Design(
        seed="s",
        allocation={"mentored": 16, "later": 24},
        strata=("site",),
        branches={"mandatory": 40, "voluntary": 50},
        only={"wish": "yes"},
    )
    drawn = draw(rows, design)
    wishes = {row["person_id"]: row["wish"] for row in rows}
    voluntary = [a for a in drawn.assignments if a.branch == "voluntary"]
    assert Counter(a.branch for a in drawn.assignments) == {"mandatory": 40, "voluntary": 50}
    assert Counter(a.arm for a in drawn.assignments if a.branch == "mandatory") == {"mentored": 16, "later": 24}
    assert {bool(a.arm) for a in voluntary if wishes[a.person_id] == "yes"} == {True}
    assert {a.arm for a in voluntary if wishes[a.person_id] != "yes"} == {""}
    asked = sum(1 for a in voluntary if a.arm)
    assert Counter(a.arm for a in voluntary if a.arm) == in_proportion(design.allocation, asked)


def test_who_is_in_which_branch_does_not_depend_on_the_wishes():
    design = Design(
        seed="s", allocation={"m": 10, "l": 10}, branches={"mandatory": 20, "voluntary": 25}, only={"wish": "yes"}
    )
    by_wish = [{a.person_id: a.branch for a in draw(roster(45, wish=w), design).assignments} for w in ("", "yes")]
    assert by_wish[0] == by_wish[1]


def test_whole_clusters_are_drawn_together():
    drawn = draw(roster(36), Design(seed="s", allocation={"m": 2, "l": 4}, clusters=True))
    by_cluster = {}
    for a in drawn.assignments:
        by_cluster.setdefault(a.unit, set()).add(a.arm)
    assert len(by_cluster) == 6
    assert all(len(found) == 1 for found in by_cluster.values())
    assert Counter(next(iter(found)) for found in by_cluster.values()) == {"m": 2, "l": 4}


def test_the_reserve_list_holds_everyone_drawn_for_later_once():
    drawn = draw(roster(20), Design(seed="s", allocation={"m": 8, "l": 12}))
    assert sorted(drawn.reserve) == sorted(p for p, arm in drawn.arms().items() if arm == "l")


def test_every_misfit_is_named_at_once():
    rows = [{"person_id": "a"}, {"person_id": "a"}, {"person_id": ""}]
    with pytest.raises(UnableToDraw) as error:
        draw(rows, Design(seed="", allocation={"m": 3}, strata=("site",)))
    text = str(error.value)
    for part in (
        "no column site",
        "1 rows have no person_id",
        "a is in the roster 2 times",
        "the seed is empty",
        "fewer than two arms",
    ):
        assert part in text


def test_an_allocation_that_does_not_sum_to_the_roster_is_refused():
    with pytest.raises(UnableToDraw, match="sums to 9, the roster holds 10 people"):
        draw(roster(10), Design(seed="s", allocation={"m": 4, "l": 5}))


def test_the_remainder_goes_to_the_largest_fraction():
    assert in_proportion({"m": 110, "l": 171}, 97) == {"m": 38, "l": 59}
    assert in_proportion({"m": 1, "l": 1}, 5) == {"m": 3, "l": 2}


def test_a_different_seed_gives_a_different_draw():
    design = Design(seed="one", allocation={"m": 15, "l": 15})
    other = Design(seed="two", allocation={"m": 15, "l": 15})
    assert draw(roster(30), design).arms() != draw(roster(30), other).arms()


def test_branches_that_the_roster_names_are_drawn_with_their_own_numbers():
    rows = [row | {"branch": "mandatory" if i < 20 else "voluntary"} for i, row in enumerate(roster(50))]
    yes = sum(row["branch"] == "voluntary" and row["wish"] == "yes" for row in rows)
    numbers = {"mandatory": {"m": 8, "l": 12}, "voluntary": {"m": 5, "l": yes - 5}}
    only_yes = [row for row in rows if row["branch"] == "mandatory" or row["wish"] == "yes"]
    drawn = draw(only_yes, Design(seed="s", by_branch=numbers, strata=("site",)))
    found = Counter((a.branch, a.arm) for a in drawn.assignments)
    assert found == {("mandatory", "m"): 8, ("mandatory", "l"): 12, ("voluntary", "m"): 5, ("voluntary", "l"): yes - 5}


def test_numbers_of_a_branch_that_do_not_fit_are_refused_by_name():
    rows = [row | {"branch": "mandatory" if i < 20 else "other"} for i, row in enumerate(roster(30))]
    with pytest.raises(UnableToDraw) as error:
        draw(rows, Design(seed="s", by_branch={"mandatory": {"m": 8, "l": 11}}))
    assert "mandatory: the numbers sum to 19, the roster holds 20 people" in str(error.value)
    assert "the branch other of the roster has no numbers" in str(error.value)


def test_cohorts_one_after_the_other_keep_the_total_closest_to_the_share():
    share, people, mentored = Fraction(110, 281), 0, 0
    for size in (23, 24, 23, 24, 23, 23, 24, 23, 24, 23, 23, 24):
        mentored += next_mentored(size, share=share, sizes_before=people, mentored_before=mentored)
        people += size
        assert abs(mentored - share * people) <= Fraction(1, 2)
    assert (people, mentored) == (281, 110)
