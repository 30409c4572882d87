from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlift.science.lottery.rounding import counts
from mentorlift.science.lottery.tickets import Coin


@st.composite
def sizes_and_allocation(draw):
    sizes = draw(st.lists(st.integers(1, 40), min_size=1, max_size=9))
    arms = draw(st.integers(2, 4))
    cuts = sorted(draw(st.lists(st.integers(0, sum(sizes)), min_size=arms - 1, max_size=arms - 1)))
    edges = [0, *cuts, sum(sizes)]
    return sizes, [b - a for a, b in pairwise(edges)]


@given(sizes_and_allocation(), st.text(min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
def test_counts_are_exact_in_total_and_within_one_of_the_share(case, seed):
    sizes, allocation = case
    table = counts(sizes, allocation, Coin(seed, "t").below)
    total = sum(sizes)
    assert [sum(row) for row in table] == sizes
    assert [sum(column) for column in zip(*table, strict=True)] == allocation
    for size, row in zip(sizes, table, strict=True):
        for arm, count in zip(allocation, row, strict=True):
            assert abs(count - Fraction(size * arm, total)) < 1


def enumerate_tables(sizes, allocation):
    """Every outcome of the coin with its exact probability, by replaying all sequences of flips."""
    outcomes = []
    pending = [()]
    while pending:
        fixed = pending.pop()
        chances, asked = [], []

        def below(chance, fixed=fixed, asked=asked, chances=chances):
            k = len(asked)
            answer = fixed[k] if k < len(fixed) else True
            asked.append(answer)
            chances.append(chance if answer else 1 - chance)
            return answer

        table = counts(sizes, allocation, below)
        probability = Fraction(1)
        for chance in chances:
            probability *= chance
        outcomes.append((probability, table))
        # the other answer at every flip that was free this time
        pending.extend((*asked[:k], False) for k in range(len(fixed), len(asked)))
    return outcomes


@pytest.mark.parametrize(
    ("sizes", "allocation"), [([3, 4, 5], [5, 7]), ([2, 3, 2], [3, 3, 1]), ([5, 1, 4, 3], [4, 6, 3])]
)
def test_every_unit_has_the_same_chance_in_every_stratum(sizes, allocation):
    outcomes = enumerate_tables(sizes, allocation)
    assert sum(probability for probability, _ in outcomes) == 1
    for row, arm in product(range(len(sizes)), range(len(allocation))):
        mean = sum(probability * table[row][arm] for probability, table in outcomes)
        assert mean == Fraction(sizes[row] * allocation[arm], sum(sizes))


def test_running_totals_stay_within_one_of_the_share_with_two_arms():
    sizes = [7, 9, 8, 7, 10, 9, 8, 11, 7, 9]
    total = sum(sizes)
    for seed in range(20):
        table = counts(sizes, [33, total - 33], Coin(str(seed), "t").below)
        for upto in range(len(sizes)):
            share = Fraction(33 * sum(sizes[: upto + 1]), total)
            assert abs(sum(row[0] for row in table[: upto + 1]) - share) < 1


def test_totals_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="the arms take 9, the strata hold 8"):
        counts([5, 3], [4, 5], Coin("s", "t").below)
