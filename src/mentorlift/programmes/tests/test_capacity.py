"""The arithmetic of places, reserve and draw."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlift.programmes.rules.capacity import Capacity


@pytest.mark.parametrize(
    ("confirmed", "percent", "given", "asked", "usable", "missing"),
    [
        (60, 10, 0, 60, 54, 7),  # 66 places less 10 % are 59, 67 are 60
        (60, 10, 0, 54, 54, 0),
        (60, 0, 0, 60, 60, 0),
        (60, 10, 20, 40, 34, 7),
        (9, 10, 0, 9, 8, 1),  # the reserve is whole places, rounded up
        (0, 10, 0, 1, 0, 2),
        (10, 50, 9, 1, 0, 10),
    ],
)
def test_the_reserve_is_taken_off_before_a_draw(confirmed, percent, given, asked, usable, missing):
    room = Capacity(confirmed=confirmed, mentors=3, reserve_percent=percent, given=given)
    assert (room.usable, room.missing(asked)) == (usable, missing)


@given(confirmed=st.integers(0, 500), percent=st.integers(0, 50), taken=st.integers(0, 100), asked=st.integers(1, 600))
def test_what_is_said_to_be_missing_is_enough_and_no_place_less_is(confirmed, percent, taken, asked):
    def fits(more):
        return Capacity(confirmed + more, 1, percent, taken).usable >= asked

    missing = Capacity(confirmed, 1, percent, taken).missing(asked)
    assert fits(missing)
    assert missing == 0 or not fits(missing - 1)
