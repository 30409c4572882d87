"""Charts can be put on a page under the strict content security policy and in both themes."""

import re

from mentorlift.ui.charts.balance_sheet import Bar, balance_sheet
from mentorlift.ui.charts.effect_by_week import WeekPoint, effect_by_week
from mentorlift.ui.charts.selection import GroupEffect, selection
from mentorlift.ui.charts.staying import StayingPoint, staying
from mentorlift.ui.charts.ways import Way, ways

WAYS = [Way("as planned", 29, 15, 42, planned=True), Way("people of a team not counted as independent", 34, 18, 51)]
BARS = [Bar("people who did not have to be replaced", 39_069, "39,069 €", -36_263, 125_321)]
BARS += [Bar("licences", -800, "−800 €"), Bar("what is left", 38_269, "38,269 €", -37_063, 124_521, total=True)]


def pictures() -> list[str]:
    weeks = [WeekPoint(week, week / 2, week / 2 - 6, week / 2 + 6) for week in range(26)]
    here = [StayingPoint(day, 1 - day / 400, 1 - day / 350, 1 - day / 450) for day in range(181)]
    fewer = [StayingPoint(day, 1 - day / 300, 1 - day / 280, 1 - day / 320) for day in range(181)]
    groups = [GroupEffect("everyone", 19, 12, 26), GroupEffect("those who declined", -4, -9, 1)]
    drawn = []
    for narrow in (True, False):
        drawn.append(
            effect_by_week(
                weeks, unit=" %", ours="mentored", theirs="later", axis="weeks", label="a < b", narrow=narrow
            )
        )
        drawn.append(staying(here, fewer, ours="mentored", theirs="later", axis="days", label="staying", narrow=narrow))
        drawn.append(selection(groups, no_change="no change", label="groups", narrow=narrow))
    for narrow in (True, False):
        drawn.append(ways(WAYS, no_change="no change", label="ways", narrow=narrow))
        drawn.append(balance_sheet(BARS, label="money", narrow=narrow))
    return drawn


def test_on_a_phone_a_long_name_stands_whole_above_its_bar() -> None:
    long = (WAYS[1].name, BARS[0].name)
    for name, narrow, wide in zip(long, pictures()[6:8], pictures()[8:], strict=True):
        assert f">{name}<" in narrow
        assert f">{name}<" not in wide  # there it stands beside, in two lines


def test_no_line_strikes_a_name_through_on_a_phone() -> None:
    narrow, wide = (ways(WAYS, no_change="no change", label="ways", narrow=one) for one in (True, False))
    assert "mark-rule role-mark" not in narrow
    assert "mark-rule role-mark" in wide


def test_no_picture_carries_style_script_or_a_fixed_colour() -> None:
    for svg in pictures():
        assert "style=" not in svg
        assert "<script" not in svg
        assert not re.search(r'"#[0-9a-fA-F]{3,6}"', svg)


def test_every_picture_is_one_labelled_image_for_a_screen_reader() -> None:
    for svg in pictures():
        assert svg.count("role=") == 1
        assert 'role="img"' in svg
    assert "a &lt; b" in pictures()[0]


def test_no_band_veils_a_curve_of_those_who_stayed() -> None:
    for svg in (pictures()[1], pictures()[4]):
        last_band = max(m.start() for m in re.finditer(r'fill="var\(--(teal|slate)-band\)"', svg))
        first_line = min(m.start() for m in re.finditer(r'stroke="var\(--(teal|slate)\)"', svg))
        assert last_band < first_line


def test_the_zero_line_of_the_groups_always_says_no_change() -> None:
    for narrow in (True, False):
        for high in (12, 63, 240):
            groups = [GroupEffect("everyone", 4, -18.5, high), GroupEffect("those who declined", 3, -9, 5)]
            assert ">no change<" in selection(groups, no_change="no change", label="groups", narrow=narrow)
