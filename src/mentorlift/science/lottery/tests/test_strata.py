from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlift.science.lottery.strata import AT_LEAST, merged

cells = st.dictionaries(
    st.tuples(st.sampled_from("ABC"), st.sampled_from("123456")), st.integers(1, 12), min_size=1, max_size=18
)


@given(cells, st.floats(0.1, 0.5))
@settings(max_examples=200, deadline=None)
def test_every_stratum_expects_two_and_every_cell_is_in_one_of_them(sizes, share):
    strata = merged(sizes, share)
    assert sorted(cell for s in strata for cell in s.cells) == sorted(sizes)
    assert sum(s.size for s in strata) == sum(sizes.values())
    if len(strata) > 1:
        assert all(s.size * share >= AT_LEAST for s in strata)


def test_planned_cells_that_are_large_enough_stay_as_planned():
    sizes = {("Hamburg", "1"): 8, ("Hamburg", "2"): 6, ("Leipzig", "1"): 5}
    assert [s.name for s in merged(sizes, 0.4)] == ["Hamburg / 1", "Hamburg / 2", "Leipzig / 1"]


def test_a_small_class_joins_the_next_class_of_its_own_site_first():
    sizes = {("Hamburg", "1"): 3, ("Hamburg", "2"): 3, ("Hamburg", "3"): 9, ("Leipzig", "1"): 9}
    assert [s.name for s in merged(sizes, 0.4)] == ["Hamburg / 1, 2", "Hamburg / 3", "Leipzig / 1"]


def test_joined_cells_grow_until_they_expect_four():
    sizes = {("H", str(k)): 2 for k in range(6)}
    assert [s.size for s in merged(sizes, 0.5)] == [8, 4]


def test_a_small_site_joins_the_next_site_only_when_it_has_nobody_else_to_join():
    sizes = {("Hamburg", "1"): 9, ("Leipzig", "1"): 1, ("Leipzig", "2"): 1, ("Nürnberg", "1"): 9}
    assert [s.name for s in merged(sizes, 0.4)] == ["Hamburg / 1", "Leipzig / 1, 2 + Nürnberg / 1"]


def test_too_few_people_for_any_stratum_are_drawn_as_one():
    assert [s.name for s in merged({("H", "1"): 1, ("L", "1"): 2}, 0.5)] == ["H / 1 + L / 1"]


def test_without_strata_everybody_is_drawn_together():
    assert [(s.name, s.size) for s in merged({(): 12}, 0.5)] == [("all", 12)]
