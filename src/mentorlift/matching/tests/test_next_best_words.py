"""What is said of the next best of a pair: an exact cost, a bound, or that it is not worked out."""

import pytest

from mentorlift.matching.models import DraftPair
from mentorlift.matching.words import mentors_next, next_best

LOT, LOSE, OPEN = "told apart by lot", "and others would lose by it", "what others would lose is not worked out"
FEWER = "but 1 person fewer would have a mentor"


@pytest.mark.parametrize(
    ("cost", "unplaces", "at_least", "said"),
    [
        (0, 0, False, LOT),
        (0, 0, True, OPEN),  # a bound of nothing says nothing
        (10, 0, False, ""),  # no more than the pair itself loses
        (10, 0, True, OPEN),
        (90, 0, False, LOSE),
        (90, 0, True, LOSE),  # at least so much is more than the pair loses
        (0, 1, False, FEWER),
        (90, 1, True, LOSE),
        (None, None, False, ""),
    ],
)
def test_a_bound_is_never_told_as_the_cost(cost, unplaces, at_least, said):
    told = {"cost": cost, "unplaces": unplaces, "at_least": at_least, "less": 10}
    pair = DraftPair(
        best=1000,
        **{f"runner_up_{name}": value for name, value in told.items()},
        **{f"mentors_next_{name}": value for name, value in told.items()},
    )
    for words in (next_best(pair, "Mei"), mentors_next(pair, "Mei")):
        assert "Mei" in words
        assert [one for one in (LOT, LOSE, OPEN, FEWER) if one in words] == ([said] if said else [])
