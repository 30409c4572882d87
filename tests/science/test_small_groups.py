"""No group of fewer than five people can be read from what is shown, directly or by taking one group from another."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mentorlift.science.small_groups import hidden_groups

PEOPLE = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(["a1", "a2", "b1", "c1", "c2"]), st.booleans()),
    min_size=1,
    max_size=60,
)


@given(PEOPLE)
def test_neither_a_group_nor_what_is_left_beside_it_is_small(people: list[tuple[str, str, bool]]) -> None:
    fields = {"site": [p[0] for p in people], "team": [p[0] + p[1] for p in people]}  # teams lie within sites
    counted = np.array([p[2] for p in people])
    hidden = hidden_groups(fields, counted).all
    sizes = {
        (field, value): n
        for field, values in fields.items()
        for value, n in Counter(v for v, c in zip(values, counted, strict=True) if c).items()
    }
    shown = {group: n for group, n in sizes.items() if group not in hidden}
    assert all(n >= 5 for n in shown.values())
    for field in fields:
        left = int(counted.sum()) - sum(n for (of, _), n in shown.items() if of == field)
        assert left == 0 or left >= 5 or not any(of == field for of, _ in shown)
    for (of, site), n in shown.items():
        parts = [m for (field, team), m in shown.items() if of == "site" and field == "team" and team[0] == site]
        assert not parts or n == sum(parts) or n - sum(parts) >= 5


def test_the_smallest_shown_group_joins_a_hidden_one() -> None:
    site = ["north"] * 3 + ["south"] * 6 + ["west"] * 20
    found = hidden_groups({"site": site}, np.ones(29, dtype=bool))
    assert found.small == {("site", "north")}
    assert found.beside == {("site", "south")}


def test_a_small_team_is_not_read_from_its_site() -> None:
    site = ["north"] * 13 + ["south"] * 13
    team = ["n1"] * 10 + ["n2"] * 3 + ["s1"] * 10 + ["s2"] * 3
    found = hidden_groups({"site": site, "team": team}, np.ones(26, dtype=bool))
    # of all people the two small teams are six, yet of each site three
    assert found.small == {("team", "n2"), ("team", "s2")}
    assert found.beside == {("team", "n1"), ("team", "s1")}


def test_large_groups_are_all_shown() -> None:
    assert not hidden_groups({"site": ["a"] * 5 + ["b"] * 7}, np.ones(12, dtype=bool)).all


def test_what_is_hidden_already_counts_as_hidden() -> None:
    site = ["a"] * 5 + ["b"] * 7 + ["c"] * 9
    counted = np.array([True] * 2 + [False] * 3 + [True] * 16)
    found = hidden_groups({"site": site}, counted, given=frozenset({("site", "c")}))
    assert (found.small, found.all) == ({("site", "a")}, {("site", "a"), ("site", "c")})
