"""Which pictures an analysis gets."""

from mentorlift.experiments.pictures import draw_pictures


def test_who_stayed_is_drawn_where_somebody_left_and_not_where_nobody_did() -> None:
    stayed = [[0, 1.0, 1.0, 1.0], [30, 1.0, 1.0, 1.0], [60, 1.0, 1.0, 1.0]]
    left = [[0, 1.0, 1.0, 1.0], [30, 0.9, 0.8, 0.95], [60, 0.8, 0.7, 0.9]]
    assert set(draw_pictures([], {"": {"mentored": stayed, "later": left}}, "")) == {"staying"}
    assert draw_pictures([], {"": {"mentored": stayed, "later": stayed}}, "") == {}
    assert draw_pictures([], {}, "") == {}
