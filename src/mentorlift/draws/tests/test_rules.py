from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlift.draws import rules
from mentorlift.draws.queries import _without_blanks
from mentorlift.science.lottery.drawing import draw
from mentorlift.science.lottery.strata import merged

people = st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from("123")), min_size=4, max_size=40)


def rows_of(places):
    return [
        {"person_id": f"p{n}", "branch": "mandatory", "site": site, "training_class": group, "wish": ""}
        for n, (site, group) in enumerate(places)
    ]


@given(people, st.data())
@settings(max_examples=60, deadline=None)
def test_groups_of_the_published_list_are_drawn_as_they_stand(places, data):
    mentored = data.draw(st.integers(1, len(places) - 1))
    numbers = {"mandatory": {"mentored": mentored, "later": len(places) - mentored}}
    listed = rules.public_list(rows_of(places), salt="s", numbers=numbers)
    sizes = {}
    for row in listed.rows:
        sizes[(row["stratum"],)] = sizes.get((row["stratum"],), 0) + 1
    share = min(mentored, len(places) - mentored) / len(places)
    assert [s.cells for s in merged(sizes, share)] == [(cell,) for cell in sorted(sizes)]
    outcome = draw(listed.rows, rules.design("seed", numbers))
    assert sum(arm == "mentored" for arm in outcome.arms().values()) == mentored


def test_the_order_in_which_numbers_are_kept_does_not_matter():
    rows = rules.public_list(
        rows_of([("A", "1")] * 12), salt="s", numbers={"mandatory": {"mentored": 4, "later": 8}}
    ).rows
    one = draw(rows, rules.design("seed", {"mandatory": {"mentored": 4, "later": 8}}))
    two = draw(rows, rules.design("seed", {"mandatory": {"later": 8, "mentored": 4}}))
    assert one.arms() == two.arms()
    assert one.reserve == two.reserve
    assert {one.arms()[code] for code in one.reserve} == {"later"}


def test_codes_differ_with_the_salt_and_do_not_show_the_id():
    assert rules.code_of("person", salt="a") != rules.code_of("person", salt="b")
    assert "person" not in rules.code_of("person", salt="a")


def test_the_order_of_the_rows_does_not_matter():
    rows = rows_of([("A", "1"), ("B", "2"), ("A", "2"), ("B", "1")] * 4)
    numbers = {"mandatory": {"mentored": 6, "later": 10}}
    there, back = (rules.public_list(order, salt="s", numbers=numbers) for order in (rows, rows[::-1]))
    assert (there.rows, there.codes, there.group_names) == (back.rows, back.codes, back.group_names)


def test_a_group_without_a_training_class_is_called_by_its_site():
    assert _without_blanks("Hamburg / ") == "Hamburg"
    assert _without_blanks("Hamburg /  + Leipzig / ") == "Hamburg + Leipzig"
    assert _without_blanks("Hamburg / 2026-12") == "Hamburg / 2026-12"
