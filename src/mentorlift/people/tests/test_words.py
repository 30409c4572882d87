"""What a person's page says of the further columns of the file, and of what is held."""

from decimal import Decimal

from django.utils.translation import override

from mentorlift.people.templatetags.people import told
from mentorlift.people.words import share_word


def test_a_figure_of_somebodys_results_is_not_told_beside_the_name() -> None:
    assert told({"performance": "1.34", "years in sales": "8"}) == [("years in sales", "8")]


def test_languages_and_hours_are_told_as_one_reads_them() -> None:
    assert told(
        {"languages": "de|tr|xx-klingon", "working_hours": "Europe/Berlin 11:00-19:30", "strong_in": "a|b"}
    ) == [
        ("languages", "German, Turkish, xx-klingon"),
        ("working_hours", "11:00-19:30 (Europe/Berlin)"),
        ("strong_in", "a, b"),
    ]
    assert told({"working_hours": "9-17"}) == [("working_hours", "9-17")]


def test_a_working_share_is_told_in_percent() -> None:
    assert [share_word(Decimal(share)) for share in ("1.000", "0.500")] == ["100\u202f%", "50\u202f%"]
    with override("de"):
        assert share_word(Decimal("0.825")) == "82,5\u202f%"
