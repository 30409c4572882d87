"""From when people are followed: the day of the draw, where its seed was made of a dated public value."""

import datetime as dt

import pytest

from mentorlift.files.draw_record import drawn_on


def test_the_day_of_the_public_value_is_the_day_of_the_draw():
    assert drawn_on({"origin": {"public_on": "2026-11-01"}}) == dt.date(2026, 11, 1).toordinal()


@pytest.mark.parametrize("record", [{}, {"origin": None}, {"origin": {}}, {"origin": {"public_on": "soon"}}])
def test_a_seed_by_hand_gives_no_day(record):
    assert drawn_on(record) is None
